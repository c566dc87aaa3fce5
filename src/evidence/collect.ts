import { type Envelope, type Inclusion, type JsonValue, type Seal, toBase64url } from "../foundation/index.ts";
import {
  envelopeDigest,
  formatTrustedKeys,
  type Log,
  type LogHead,
  parseCheckpoint,
  type RecordedKeyEvent,
  statementOf,
  type TrustedKeys,
  trustedKeys,
} from "../provenance/index.ts";
import { parseSealedAdmission } from "./admission.ts";
import { type Audience, type Part, sealBundle } from "./bundle.ts";
import { keyIdsOf } from "./check-keys.ts";
import { EvidenceError } from "./errors.ts";
import type { EventRecord, Ledger, LoggedStatement } from "./ledger.ts";
import { createCurtain, mayBeSeen, tellsReason } from "./outsiders.ts";
import { isPlan, notePlans, repairsOf } from "./plans.ts";
import { noteRules, type RulesSeen, ruleDocuments } from "./rules.ts";
import { createStreamNotes } from "./stream-notes.ts";
import { withheldPart } from "./withheld.ts";

export interface CollectOptions {
  readonly ledger: Ledger;
  readonly log: Log;
  readonly at: Date;
  /** Signs the manifest as the receiver. */
  readonly seal: Seal;
  /**
   * `external` keeps back what is classified confidential or personal, what people were told in the house, free text of
   * approvals and lineage. Default `internal`.
   */
  readonly audience?: Audience;
  /** Checkpoints of the log that others have cosigned or that were published: they go along, and the proof that the log has only grown since. */
  readonly checkpoints?: readonly string[];
  /** What the log holds about the house's keys: a whole run, or a sample, accounts for it, too. */
  readonly keyEvents?: readonly RecordedKeyEvent[];
  /** Public keys: those that signed go along, for people to see. Nobody should believe them for that. */
  readonly keys?: TrustedKeys;
}

/**
 * Everything about one business key in one file: its events with the log's proofs, admissions, approvals and effects,
 * and the contracts and policies that were asked.
 *
 * @throws {EvidenceError} `evidence_not_found` when the ledger knows nothing about it.
 * @throws {EvidenceError} `bundle_too_large`
 */
export async function collectEvidence(subject: string, options: CollectOptions): Promise<Uint8Array> {
  return sealed(subject, storyParts(subject, options), options);
}

/**
 * A whole run in one file: the log from its first entry, and everything it is about.
 *
 * @throws {EvidenceError} `bundle_too_large`
 */
export const collectRun = (about: string, options: CollectOptions): Promise<Uint8Array> =>
  sealed(about, runParts(options), options);

export const sealed = (about: string, parts: AsyncIterable<Part>, options: CollectOptions): Promise<Uint8Array> => {
  const { audience = "internal", at, seal } = options;
  return sealBundle(withKeys(parts, options), { about, audience, at, seal });
};

async function* storyParts(subject: string, options: CollectOptions): AsyncIterable<Part> {
  const { ledger, log } = options;
  const rules: RulesSeen = new Map();
  const tell = recordTeller(options);
  const records: EventRecord[] = [];
  for await (const record of ledger.about(subject)) records.push(record);
  if (records.length === 0) throw notFound(subject);
  // After the records were read: one checkpoint, which holds all of them.
  const head = await headOf(log);
  const under = earliestAfter([...(options.checkpoints ?? []), head.checkpoint]);
  const show: Show = async ({ sealed: envelope, index }) =>
    withInclusion(envelope, () => log.prove(index, under(index)));
  const plans = new Set<string>();
  for (const record of records) {
    noteRules(record, rules);
    notePlans(record, plans);
    yield* tell(record, show);
  }
  for (const logged of await repairsOf(plans, ledger)) yield* planParts(logged, show, options);
  yield* ruleParts(rules, options);
  yield* checkpointParts(options, head);
}

async function* runParts(options: CollectOptions): AsyncIterable<Part> {
  const { ledger, log } = options;
  const head = await headOf(log);
  yield await wholeLog(log, head);
  const rules: RulesSeen = new Map();
  const streams = createStreamNotes();
  const under = earliestAfter(options.checkpoints ?? []);
  const tell = recordTeller(options);
  const show: Show = async ({ sealed: envelope, index }) => {
    const checkpoint = under(index);
    return checkpoint === undefined ? envelope : withInclusion(envelope, () => log.prove(index, checkpoint));
  };
  const plans = new Set<string>();
  for await (const record of ledger.records()) {
    // What was admitted after the log was read is another run's.
    if (record.index >= head.size) break;
    const known = asOf(record, head.size);
    noteRules(known, rules);
    notePlans(known, plans);
    streams.note(known);
    yield* tell(known, show);
  }
  for (const logged of await repairsOf(plans, ledger))
    if (logged.index < head.size) yield* planParts(logged, show, options);
  for await (const { sealed: envelope, index } of ledger.switches())
    if (index < head.size) yield envelopePart(envelope);
  for (const { envelope, index } of options.keyEvents ?? []) if (index < head.size) yield envelopePart(envelope);
  yield* streams.parts();
  yield* ruleParts(rules, options);
  yield* checkpointParts(options, head);
}

/** A proof that an envelope came with stays: it is its source's own log that vouches there, and nobody else can. */
const withInclusion = async (envelope: Envelope, prove: () => Promise<Inclusion>): Promise<Envelope> =>
  envelope.inclusion ? envelope : { ...envelope, inclusion: await prove() };

/** The earliest of the checkpoints that an entry is under: whoever has seen it bounds best when the entry was made. */
function earliestAfter(checkpoints: readonly string[]): (index: number) => string | undefined {
  const bySize = checkpoints
    .map((note) => ({ note, size: parseCheckpoint(note).size }))
    .sort((a, b) => a.size - b.size);
  return (index) => bySize.find(({ size }) => size > index)?.note;
}

type Head = Required<LogHead>;

async function headOf(log: Log): Promise<Head> {
  const { size, checkpoint = "" } = await log.head();
  return { size, checkpoint };
}

export function asOf(record: EventRecord, size: number): EventRecord {
  const before = <Logged extends LoggedStatement>(all: readonly Logged[]): readonly Logged[] =>
    all.filter(({ index }) => index < size);
  const { admissions, approvals, effects } = record;
  return { ...record, admissions: before(admissions), approvals: before(approvals), effects: before(effects) };
}

/** Every statement of a record, in the order in which a bundle tells them. */
export const statementsOf = ({
  envelope,
  index,
  approvals,
  admissions,
  effects,
}: EventRecord): readonly LoggedStatement[] => [
  ...(envelope ? [{ sealed: envelope, index }] : []),
  ...approvals,
  ...admissions,
  ...effects,
];

type Show = (logged: LoggedStatement) => Promise<Envelope>;

/** What one record of the ledger becomes in a bundle for this audience. */
export function recordTeller({
  audience,
  ledger,
}: CollectOptions): (record: EventRecord, show: Show) => AsyncIterable<Part> {
  const curtain = audience === "external" ? createCurtain(ledger) : undefined;
  return async function* tell(record, show) {
    const shown = curtain ? await curtain.hide(record) : record.envelope;
    if (shown) yield envelopePart(await show({ sealed: shown, index: record.index }));
    for (const approval of record.approvals)
      yield curtain && tellsReason(approval.sealed) ? withheldApproval(approval) : envelopePart(await show(approval));
    for (const logged of [...record.admissions, ...record.effects]) yield envelopePart(await show(logged));
    if (!curtain) yield* plainParts(record);
  };
}

const withheldApproval = ({ sealed: envelope }: LoggedStatement): Part =>
  withheldPart({ what: "approval", digest: envelopeDigest(envelope) });

/** A plan, or an approval of one. What a plan says why it is needed is free text, as a reason is. */
async function* planParts(logged: LoggedStatement, show: Show, { audience }: CollectOptions): AsyncIterable<Part> {
  const isOutside = audience === "external";
  if (isOutside && isPlan(logged.sealed)) return;
  yield isOutside && tellsReason(logged.sealed) ? withheldApproval(logged) : envelopePart(await show(logged));
}

export const envelopePart = (envelope: Envelope): Part => ({
  kind: "envelope",
  value: envelope as unknown as JsonValue,
});

function* plainParts({ admissions }: EventRecord): Iterable<Part> {
  for (const { sealed: envelope, note, derivation } of admissions) {
    if (derivation) yield { kind: "lineage", value: [derivation] };
    const { id } = parseSealedAdmission(statementOf(envelope).predicate);
    yield { kind: "note", value: { admission: id, ...note } as unknown as JsonValue };
  }
}

export async function wholeLog(log: Log, { size, checkpoint }: Head): Promise<Part> {
  const entries: string[] = [];
  for await (const entry of log.entries()) {
    if (entries.length === size) break;
    entries.push(toBase64url(entry));
  }
  return { kind: "log", value: { first: 0, entries, checkpoint } };
}

export async function* ruleParts(seen: RulesSeen, { ledger, audience }: CollectOptions): AsyncIterable<Part> {
  for await (const { kind, value, digest } of ruleDocuments(seen, ledger))
    yield audience === "external" && kind === "contract" && !mayBeSeen(value)
      ? withheldPart({ what: "contract", digest })
      : { kind, value };
}

/**
 * Checkpoints that others have seen, and the proof that the log has only grown from each to the next, up to its head.
 *
 * @throws {ProvenanceError} `checkpoint_foreign` for one that this log never had, `checkpoint_malformed`
 */
async function* checkpointParts({ log, checkpoints = [] }: CollectOptions, head: Head): AsyncIterable<Part> {
  // Proving an entry under a checkpoint refuses one of another log.
  for (const checkpoint of checkpoints) await log.prove(0, checkpoint);
  for (const checkpoint of checkpoints) yield { kind: "checkpoint", value: { checkpoint } };
  const sizes = [...new Set([...checkpoints.map((note) => parseCheckpoint(note).size), head.size])].sort(byNumber);
  for (const [at, to] of sizes.slice(1).entries()) {
    const from = sizes[at] as number;
    yield { kind: "consistency", value: { origin: log.origin, from, to, proof: await log.proveConsistency(from, to) } };
  }
}

const byNumber = (left: number, right: number): number => left - right;

/** The public keys that signed what is in the bundle, as far as they are known, go last. */
async function* withKeys(parts: AsyncIterable<Part>, { keys }: CollectOptions): AsyncIterable<Part> {
  const signed = new Set<string>();
  for await (const part of parts) {
    if (part.kind === "envelope") for (const id of keyIdsOf([part.value as unknown as Envelope])) signed.add(id);
    yield part;
  }
  if (keys) yield keysPart(keys, signed);
}

/** The house's own key signs the manifest, which is made last; logs sign checkpoints. Both go along in any case. */
function keysPart(keys: TrustedKeys, signed: ReadonlySet<string>): Part {
  const entries = formatTrustedKeys(keys).keys.filter(
    ({ keyId = "", roles }) => signed.has(keyId) || roles.includes("receiver") || roles.includes("log"),
  );
  return { kind: "keys", value: formatTrustedKeys(trustedKeys(entries)) as unknown as JsonValue };
}

const notFound = (subject: string): EvidenceError =>
  new EvidenceError(
    "evidence_not_found",
    `nothing is known about \`${subject.slice(0, 60)}\`: ask for the event's subject, spelled as it was`,
    { about: subject },
  );
