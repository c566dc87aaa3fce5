import {
  type CompiledContract,
  createDriftWatch,
  type DriftWatch,
  type Observer,
  restoreDriftWatch,
} from "../contracts/index.ts";
import {
  type AdmissionNote,
  type EventRecord,
  type Ledger,
  parseSealedAdmission,
  type SealedAdmission,
} from "../evidence/index.ts";
import {
  canonicalJson,
  type Event,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  type Status,
  sha256Hex,
  utf8,
} from "../foundation/index.ts";
import { statementOf } from "../provenance/index.ts";
import { put, type Store, type Version } from "../stores/index.ts";
import {
  observationsOf,
  observeAll,
  parseTrustState,
  type Score,
  type SignalFacts,
  scoreTrust,
  type TrustModel,
  type TrustState,
} from "../trust/index.ts";
import { isNovelty, restoreLooks } from "./looks.ts";
import type { Stream } from "./settings.ts";

/** Records between two savings: after a crash at most this many are read again. */
const SAVE_EVERY = 1_000;
/** Most sources whose data's looks are told apart; those beyond share a watch for each stream. */
const MOST_WATCHES = 1_000;
/** Most sources whose trust is kept at hand; the others are read from the store when they are heard of again. */
const MOST_SOURCES = 10_000;

/** What was seen of one event, as far as anything is learned from it. */
export interface Seen {
  /** The record's place in the ledger. */
  readonly index: number;
  readonly event: Event;
  readonly stream: Stream;
  readonly contract?: CompiledContract;
  readonly provenance: Status;
  readonly signedBy: "source" | "receiver";
  readonly accepted: boolean;
  readonly findings: AdmissionNote["findings"];
  /** When it was admitted, RFC 3339. */
  readonly at: string;
  readonly statement: string;
}

/** What a house has learned: how each source's data looks, and how far each source is to be trusted. */
export interface Memory {
  watch(stream: Stream, source: string, contract: CompiledContract): Promise<DriftWatch>;
  /** For streams that ask for it. */
  observer(stream: Stream, source: string, contract: CompiledContract): Promise<Observer | undefined>;
  score(source: string, at: Date): Promise<Score>;
  /** Learns from an admission that is durable, in the order of the ledger. */
  learn(seen: Seen): Promise<void>;
  /** Saves what was learned when that is enough by now, or when asked to. */
  save(always?: boolean): Promise<void>;
}

/** What a stored record has to be known by, to be learned from again. */
export type ToSeen = (record: EventRecord, admission: SealedAdmission, note: AdmissionNote) => Seen | undefined;

/** Something learned, and how far in the ledger. */
interface Learned<Value> {
  value: Value;
  upTo: number;
  /** How far it had been learned when it was saved: what comes before is not learned twice. */
  readonly savedUpTo: number;
  version: "absent" | Version;
  dirty: boolean;
}

/** What remembers how a source's data looks, under one version of its contract. */
interface Watched<Watch> {
  readonly contract: CompiledContract;
  readonly watch: Watch;
}

/** Opens what was learned: what was saved, and from the ledger whatever came after it. */
export async function openMemory(store: Store, ledger: Ledger, model: TrustModel, toSeen: ToSeen): Promise<Memory> {
  const head = await readSaved(store, HEAD);
  const memory = createMemory(store, model, head);
  for await (const record of ledger.records(head.upTo)) {
    for (const { sealed, note } of record.admissions) {
      const seen = toSeen(record, parseSealedAdmission(statementOf(sealed).predicate), note);
      if (seen) await memory.learn(seen);
    }
  }
  return memory;
}

const HEAD = "memory/head";
const trustKey = (source: string): string => `memory/trust/${sha256Hex(source)}`;

function createMemory(store: Store, model: TrustModel, head: Saved): Memory {
  const watches = createWatches(store, "memory/watch/", restoreWatch);
  const observers = createWatches(store, "memory/observer/", restoreLooks);
  const trust = new Map<string, Learned<TrustState | undefined>>();
  const progress = { upTo: head.upTo, saved: head.upTo, version: head.version };

  async function trustOf(source: string): Promise<Learned<TrustState | undefined>> {
    const known = trust.get(source);
    if (known) return known;
    const saved = await readSaved(store, trustKey(source));
    const opened = {
      ...saved,
      savedUpTo: saved.upTo,
      value: saved.value === undefined ? undefined : parseTrustState(saved.value),
      dirty: false,
    };
    const meanwhile = trust.get(source);
    if (meanwhile) return meanwhile;
    forgetOldest(trust);
    trust.set(source, opened);
    return opened;
  }

  return {
    watch: async (stream, source, contract) => (await watches.of(stream, source, contract)).value.watch,
    observer: async (stream, source, contract) =>
      stream.novelties && (await observers.of(stream, source, contract)).value.watch,
    score: async (source, at) => scoreTrust((await trustOf(source)).value, model, at),
    async learn(seen) {
      const { stream, event } = seen;
      const good = isGoodExample(seen) ? seen : undefined;
      const looks = good && (await watches.of(stream, event.source, good.contract));
      const novel = good && stream.novelties ? await observers.of(stream, event.source, good.contract) : undefined;
      const standing = seen.provenance === "proven" ? await trustOf(event.source) : undefined;
      learnOnce(looks, seen, ({ watch }) => watch.learn((event.data ?? null) as JsonValue, new Date(seen.at)));
      learnOnce(novel, seen, ({ watch }) => watch.observe((event.data ?? null) as JsonValue));
      learnOnce(standing, seen, () => {
        if (standing) standing.value = observed(standing.value, seen, model);
      });
      progress.upTo = Math.max(progress.upTo, seen.index + 1);
    },
    async save(always = false) {
      if (progress.upTo - progress.saved < (always ? 1 : SAVE_EVERY)) return;
      const { upTo } = progress;
      progress.saved = upTo;
      await watches.save();
      await observers.save();
      for (const [source, one] of trust) await saveLearned(store, trustKey(source), one, () => one.value);
      progress.version = await write(store, HEAD, { formatVersion: 1, upTo }, progress.version);
    },
  };
}

interface Watches<Watch> {
  of(stream: Stream, source: string, contract: CompiledContract): Promise<Learned<Watched<Watch>>>;
  save(): Promise<void>;
}

/** What remembers how data looks, for each stream and source. */
function createWatches<Watch extends Pick<DriftWatch | Observer, "snapshot">>(
  store: Store,
  prefix: string,
  restore: (saved: JsonValue | undefined, contract: CompiledContract) => Watch,
): Watches<Watch> {
  const watches = new Map<string, Learned<Watched<Watch>>>();
  const keyOf = (key: string): string => prefix + sha256Hex(key);
  return {
    async of(stream, source, contract) {
      const own = `${stream.name}\n${source}`;
      const key = watches.has(own) || watches.size < MOST_WATCHES ? own : stream.name;
      const known = watches.get(key);
      if (known?.value.contract.digest === contract.digest) return known;
      const saved = await readSaved(store, keyOf(key));
      const watch = restore(saved.value, contract);
      const opened = { ...saved, savedUpTo: saved.upTo, value: { contract, watch }, dirty: false };
      // Another admission may have opened it meanwhile: all must look at the same one.
      const meanwhile = watches.get(key);
      if (meanwhile?.value.contract.digest === contract.digest) return meanwhile;
      watches.set(key, opened);
      return opened;
    },
    async save() {
      for (const [key, one] of watches) await saveLearned(store, keyOf(key), one, one.value.watch.snapshot);
    },
  };
}

function learnOnce<Value>(learned: Learned<Value> | undefined, { index }: Seen, learn: (value: Value) => void): void {
  if (!learned || index < learned.savedUpTo) return;
  learn(learned.value);
  learned.upTo = Math.max(learned.upTo, index + 1);
  learned.dirty = true;
}

/** Only what was accepted, and what nobody had anything to say about but that it was new, shows how good data looks. */
const isGoodExample = (seen: Seen): seen is Seen & { readonly contract: CompiledContract } =>
  seen.accepted && seen.contract !== undefined && Object.values(seen.findings).every((found) => found.every(isNovelty));

function observed(before: TrustState | undefined, seen: Seen, model: TrustModel): TrustState | undefined {
  const facts: SignalFacts = {
    source: seen.event.source,
    at: seen.at,
    evidence: seen.statement,
    findings: seen.findings as SignalFacts["findings"] & object,
    ...(seen.signedBy === "source" && { provenance: seen.provenance }),
  };
  return observeAll(before, observationsOf(facts), model);
}

function restoreWatch(snapshot: JsonValue | undefined, contract: CompiledContract): DriftWatch {
  // A snapshot of another version of the contract is of no use: the new version is learned from the beginning.
  const fits = isJsonObject(snapshot) && snapshot.contract === contract.digest;
  return fits ? restoreDriftWatch(contract, snapshot) : createDriftWatch(contract);
}

/** Makes room for one more. What is not saved yet stays, until the next saving. */
function forgetOldest(trust: Map<string, Learned<unknown>>): void {
  if (trust.size < MOST_SOURCES) return;
  for (const [source, { dirty }] of trust) {
    if (dirty) continue;
    trust.delete(source);
    return;
  }
}

// ── what is saved ────────────────────────────────────────────────────────────────────────────────────────────────────

interface Saved {
  readonly value: JsonValue | undefined;
  readonly upTo: number;
  readonly version: "absent" | Version;
}

async function readSaved(store: Store, key: string): Promise<Saved> {
  const stored = await store.get(key);
  if (!stored) return { value: undefined, upTo: 0, version: "absent" };
  const saved = parseJson(stored.value, { maxBytes: 2 ** 28 });
  const readable = isJsonObject(saved) && saved.formatVersion === 1 && Number.isSafeInteger(saved.upTo);
  return readable
    ? { value: saved.value, upTo: Number(saved.upTo), version: stored.version }
    : { value: undefined, upTo: 0, version: stored.version };
}

async function saveLearned<Value>(
  store: Store,
  key: string,
  learned: Learned<Value>,
  toValue: () => unknown,
): Promise<void> {
  const value = toValue();
  if (!learned.dirty || value === undefined) return;
  learned.dirty = false;
  learned.version = await write(
    store,
    key,
    { formatVersion: 1, upTo: learned.upTo, value: value as JsonValue },
    learned.version,
  );
}

/** Where another process has saved the same, its saving is as good as ours. */
async function write(
  store: Store,
  key: string,
  value: JsonObject,
  expected: "absent" | Version,
): Promise<"absent" | Version> {
  const result = await put(store, key, utf8(canonicalJson(value)), expected);
  return result.committed ? (result.versions[0] as Version) : (result.conflicts[0]?.current?.version ?? "absent");
}
