import { type EventRecord, type Ledger, parseSealedAdmission } from "../evidence/index.ts";
import { canonicalJson, type JsonProfile, type JsonValue, parseJson, sha256Hex, utf8 } from "../foundation/index.ts";
import { noteArrival, type Rhythm, restoreRhythm, savedRhythm, saveRhythm, startRhythm } from "../foundation/rhythm.ts";
import { closed, count, finite, flag, oneOf, readFormat, sha256, text } from "../foundation/shape.ts";
import { patience } from "../foundation/silence.ts";
import { statementOf } from "../provenance/index.ts";
import type { Store, Version, Write } from "../stores/index.ts";
import { isFromSource } from "./believed.ts";
import { GateError } from "./errors.ts";

/** Feeds that are told apart: about 1 KiB each. */
const MOST_FEEDS = 10_000;
/** What comes within a minute is one arrival: how fast a file is read says nothing of when the next one comes. */
const ONE_ARRIVAL_MS = 60_000;
/** Records between two savings: what a crash loses is read again. */
const SAVE_EVERY = 1_000;
/** Tries against other processes that read the same. */
const MAX_ATTEMPTS = 8;

/** The events of one type from one source, and when they came. */
export interface Feed {
  readonly source: string;
  readonly type: string;
  /** The contract that the last event was judged by. */
  contract: { readonly id: string; readonly digest: string } | null;
  lastAt: number;
  readonly rhythm: Rhythm;
}

/** When events came, up to the end of the ledger. It is a function of the ledger, like everything that a gate learned. */
export interface Arrivals {
  readonly feeds: readonly Feed[];
  /** Whether events came for which there was no room: their silence is not noticed. */
  readonly isFull: boolean;
}

/** Goes on where the last reading was saved, and reads what was admitted since, by whichever process. @throws {GateError} `log_busy` */
export async function readArrivals(store: Store, ledger: Ledger, signal?: AbortSignal): Promise<Arrivals> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const state = await load(store);
    if (await readToTheEnd(state, store, ledger, signal))
      return { feeds: [...state.feeds.values()].map(({ feed }) => feed), isFull: state.full };
    // Another process has read on meanwhile, and saved it: what counts is what is saved.
  }
  throw new GateError("log_busy", "other processes kept reading when events came: try again", {});
}

interface Kept {
  readonly feed: Feed;
  version: "absent" | Version;
  dirty: boolean;
}

interface State {
  readonly feeds: Map<string, Kept>;
  /** Place in the ledger from which on nothing was read yet, and that of the last saving. */
  upTo: number;
  savedUpTo: number;
  full: boolean;
  version: "absent" | Version;
}

/** Whether it could be saved. */
async function readToTheEnd(state: State, store: Store, ledger: Ledger, signal?: AbortSignal): Promise<boolean> {
  let read = 0;
  for await (const record of ledger.records(state.upTo)) {
    signal?.throwIfAborted();
    note(record, state);
    read += 1;
    if (read % SAVE_EVERY === 0 && !(await save(state, store))) return false;
  }
  return save(state, store);
}

const PREFIX = "memory/arrivals/";
const HEAD = "memory/arrivals";
const keyOf = ({ source, type }: Pick<Feed, "source" | "type">): string => PREFIX + sha256Hex(`${source}\n${type}`);

function note(record: EventRecord, state: State): void {
  state.upTo = record.index + 1;
  const [first] = record.admissions;
  const admission = first && parseSealedAdmission(statementOf(first.sealed).predicate);
  if (!record.envelope?.event || !admission || !isFromSource(record, admission)) return;
  const { event, contract } = admission;
  const at = Date.parse(admission.at);
  const kept = findOrAdd(event, at, state);
  if (!kept) return;
  const { feed } = kept;
  if (at - feed.rhythm.lastAt >= ONE_ARRIVAL_MS) noteArrival(feed.rhythm, at, patience);
  feed.lastAt = Math.max(feed.lastAt, at);
  feed.contract = contract ? { id: contract.id, digest: contract.digest } : null;
  kept.dirty = true;
}

/** `undefined` where there is no more room. */
function findOrAdd({ source, type }: Pick<Feed, "source" | "type">, at: number, state: State): Kept | undefined {
  const key = keyOf({ source, type });
  const known = state.feeds.get(key);
  if (known) return known;
  if (state.feeds.size >= MOST_FEEDS) {
    state.full = true;
    return undefined;
  }
  const feed: Feed = { source, type, contract: null, lastAt: at, rhythm: startRhythm(at) };
  const kept: Kept = { feed, version: "absent", dirty: true };
  state.feeds.set(key, kept);
  return kept;
}

// ── what is saved ────────────────────────────────────────────────────────────────────────────────────────────────────

const headShape = closed({ formatVersion: oneOf(1), upTo: count, full: flag });
const feedShape = closed(
  { formatVersion: oneOf(1), source: text, type: text, lastAt: finite, rhythm: savedRhythm },
  { contract: closed({ id: text, digest: sha256 }) },
);

/** A variance of days is beyond 2^53 square milliseconds, and rounded anyway. */
const LEARNED: JsonProfile = "rfc8259";

async function load(store: Store): Promise<State> {
  const stored = await store.get(HEAD);
  if (!stored) return { feeds: new Map(), upTo: 0, savedUpTo: 0, full: false, version: "absent" };
  const { upTo, full } = readFormat("arrivals", 1, headShape, parseJson(stored.value));
  const feeds = new Map<string, Kept>();
  for await (const key of store.keys(PREFIX)) {
    const kept = await store.get(key);
    if (kept)
      feeds.set(key, {
        feed: readFeed(parseJson(kept.value, { profile: LEARNED, maxDepth: 64 })),
        version: kept.version,
        dirty: false,
      });
  }
  return { feeds, upTo, savedUpTo: upTo, full, version: stored.version };
}

function readFeed(value: JsonValue): Feed {
  const { source, type, contract = null, lastAt, rhythm } = readFormat("arrivals", 1, feedShape, value);
  return { source, type, contract, lastAt, rhythm: restoreRhythm(rhythm) };
}

const formatFeed = ({ rhythm, contract, ...feed }: Feed): Uint8Array =>
  utf8(
    canonicalJson(
      { formatVersion: 1, ...feed, ...(contract && { contract }), rhythm: saveRhythm(rhythm) },
      { profile: LEARNED },
    ),
  );

/** All in one commit, so that nothing is learned twice. Answers whether nobody else has saved anything meanwhile. */
async function save(state: State, store: Store): Promise<boolean> {
  const { upTo, full } = state;
  if (upTo === state.savedUpTo) return true;
  const dirty = [...state.feeds].filter(([, kept]) => kept.dirty);
  const head = utf8(canonicalJson({ formatVersion: 1, upTo, full }));
  const writes: readonly Write[] = [
    { key: HEAD, value: head, expected: state.version },
    ...dirty.map(([key, { feed, version }]) => ({ key, value: formatFeed(feed), expected: version })),
  ];
  const result = await store.commit(writes);
  if (!result.committed) return false;
  const [version, ...versions] = result.versions as [Version, ...Version[]];
  for (const [at, [, kept]] of dirty.entries()) Object.assign(kept, { version: versions[at], dirty: false });
  Object.assign(state, { version, savedUpTo: upTo });
  return true;
}
