import {
  canonicalJson,
  type Digest,
  type Envelope,
  type Event,
  eventIdentity,
  type Finding,
  fromUtf8,
  isIntegrityError,
  isSha256Hex,
  type JsonObject,
  type JsonValue,
  parseJson,
  sha256Hex,
  utf8,
} from "../foundation/index.ts";
import { anyJson, closed, count, jsonObject, listOf, oneOf, readFormat, sha256, text } from "../foundation/shape.ts";
import { envelopeDigest, parseEnvelope } from "../provenance/index.ts";
import type { Store, Version, Write } from "../stores/index.ts";
import { EvidenceError } from "./errors.ts";

/** What people were told about an admission: values of the data may be in it, so it is kept apart from what is sealed. */
export interface AdmissionNote {
  readonly sentence: string;
  /** A sentence for each reason of the sealed admission, in its order. */
  readonly reasons: readonly string[];
  /** What each stage found, by its name; a stage that looked and found nothing has an empty list. */
  readonly findings: Readonly<Record<string, readonly Finding[]>>;
}

/** A statement of the house, and where the log has it. */
export interface LoggedStatement {
  readonly sealed: Envelope;
  readonly index: number;
}

/** One answer of the gate, as it is kept. */
export interface AdmissionEntry extends LoggedStatement {
  readonly note: AdmissionNote;
  /** The capsule that holds the event, when it was held. */
  readonly capsule?: string;
  readonly derivation?: JsonObject;
}

/** An approval, with the person whom its verified key names. */
export interface ApprovalEntry extends LoggedStatement {
  readonly principal: string;
}

/** Everything that is known about one event: its whole story, in one value. See `docs/formats/ledger.md`. */
export interface EventRecord {
  readonly formatVersion: 1;
  /** Index in the log of the first statement of the record; the record's place in the ledger. */
  readonly index: number;
  /** Absent when what arrived could not be read as an event: a capsule holds it. */
  readonly envelope?: Envelope;
  /** Oldest first. */
  readonly admissions: readonly AdmissionEntry[];
  readonly approvals: readonly ApprovalEntry[];
  readonly effects: readonly LoggedStatement[];
}

/** A proposed repair of held events: the plan, the statement that it was proposed, and who has approved it since. */
export interface RepairRecord {
  readonly formatVersion: 1;
  /** SHA-256 of the plan's canonical JSON. */
  readonly digest: string;
  readonly plan: JsonObject;
  readonly proposed: LoggedStatement;
  /** In the order in which they came. */
  readonly approvals: readonly ApprovalEntry[];
}

/** A record, with the version that a change of it must expect. */
export interface StoredRecord {
  readonly record: EventRecord;
  readonly version: Version;
  /** Bytes that it takes. */
  readonly size: number;
}

/** What the gate has written down, by event, by business key and in order. */
export interface Ledger {
  /** The record of an event with this identity, if one was admitted before. */
  find(event: Event): Promise<StoredRecord | undefined>;
  /** The record of an event that was held, by the SHA-256 of its statement. */
  findHeld(statement: string): Promise<StoredRecord | undefined>;
  read(index: number): Promise<StoredRecord | undefined>;
  /** All records from an index on, in the order of the log. */
  records(from?: number): AsyncIterable<EventRecord>;
  /** The records about a business key, in the order of the log. */
  about(subject: string): AsyncIterable<EventRecord>;
  /** Statements that a stream was switched, in the order of the log. */
  switches(): AsyncIterable<LoggedStatement>;
  /** Every repair that was proposed, whether or not any event was made by it. */
  repairs(): AsyncIterable<RepairRecord>;
  /** A repair that was proposed, by the SHA-256 of its plan or of the statement that approvals are about. */
  repair(digest: string): Promise<{ readonly record: RepairRecord; readonly version: Version } | undefined>;
  /** A contract or policy document that an admission names. */
  rules(kind: RuleKind, digest: string): Promise<JsonValue | undefined>;
}

/** What admissions are decided by. */
export type RuleKind = "contract" | "policy";

const padded = (index: number): string => String(index).padStart(16, "0");
const recordKey = (index: number): string => `record/${padded(index)}`;
// Hashed, because identities and business keys may be long and hold any characters. These hashes stay in the house.
const identityKey = (event: Event): string => `identity/${sha256Hex(eventIdentity(event))}`;
const heldKey = (statement: string): string => `held/${statement}`;
const subjectPrefix = (subject: string): string => `subject/${sha256Hex(subject)}/`;
const SWITCHES = "switch/";
const repairKey = (digest: string): string => `repair/plan/${digest}`;
const proposalKey = (statement: string): string => `repair/statement/${statement}`;
const ruleKey = (kind: RuleKind, digest: string): string => `${kind}/${digest}`;

export interface NewRecordOptions {
  /** Whether the event takes its identity: one that nobody vouched for does not. */
  readonly reserve: boolean;
}

/** The writes that put a new record into the ledger: the record, and what it is found by. */
export function newRecord(
  record: EventRecord,
  { reserve }: NewRecordOptions,
): readonly [record: Write, ...indexes: Write[]] {
  const { envelope, index, admissions } = record;
  const event = envelope?.event;
  const subject = event?.subject;
  const place = utf8(String(index));
  const held = admissions.some(({ capsule }) => capsule !== undefined);
  return [
    added(recordKey(record.index), formatRecord(record)),
    ...(event && reserve ? [added(identityKey(event), place)] : []),
    ...(envelope && held ? [added(heldKey(envelopeDigest(envelope)), place)] : []),
    ...(subject === undefined ? [] : [added(subjectPrefix(subject) + padded(record.index), new Uint8Array())]),
  ];
}

const added = (key: string, value: Uint8Array): Write => ({ key, value, expected: "absent" });

/** The write that replaces a record by one with more in it. */
export const changedRecord = (record: EventRecord, version: Version): Write => ({
  key: recordKey(record.index),
  value: formatRecord(record),
  expected: version,
});

/** The write that keeps a contract or policy, once for each version. */
export const newRules = (kind: RuleKind, { sha256 }: Digest, document: JsonValue): Write => ({
  key: ruleKey(kind, sha256),
  value: utf8(canonicalJson(document)),
  expected: "absent",
});

/** The write that keeps a statement that a stream was switched. */
export const newSwitch = (statement: LoggedStatement): Write =>
  added(`${SWITCHES}${padded(statement.index)}`, utf8(canonicalJson({ formatVersion: 1, ...statement })));

/** The writes that put a proposed repair into the ledger. */
export const newRepair = (record: RepairRecord): readonly Write[] => [
  added(repairKey(record.digest), utf8(canonicalJson(record))),
  added(proposalKey(envelopeDigest(record.proposed.sealed)), utf8(record.digest)),
];

/** The write that replaces a repair by one with more approvals. */
export const changedRepair = (record: RepairRecord, version: Version): Write => ({
  key: repairKey(record.digest),
  value: utf8(canonicalJson(record)),
  expected: version,
});

/** Whether a conflict is about a record: somebody else has changed it. */
export const isRecordKey = (key: string): boolean => key.startsWith("record/");

/** Whether a conflict is about an identity: another admission of the same event came first. */
export const isIdentityKey = (key: string): boolean => key.startsWith("identity/");

/** Whether a conflict is about a held event: the same statement is held already. */
export const isHeldKey = (key: string): boolean => key.startsWith("held/");

const formatRecord = (record: EventRecord): Uint8Array => utf8(canonicalJson(record));

const logged = { sealed: anyJson, index: count };
const shape = closed(
  {
    formatVersion: oneOf(1),
    index: count,
    admissions: listOf(closed({ ...logged, note: jsonObject }, { capsule: text, derivation: jsonObject })),
    approvals: listOf(closed({ ...logged, principal: text })),
    effects: listOf(closed(logged)),
  },
  { envelope: anyJson },
);

const repairShape = closed({
  formatVersion: oneOf(1),
  digest: sha256,
  plan: jsonObject,
  proposed: closed(logged),
  approvals: listOf(closed({ ...logged, principal: text })),
});

const switchShape = closed({ formatVersion: oneOf(1), ...logged });

/** A ledger over a store, or over a corner of one. It keeps nothing in memory. */
export function createLedger(store: Store): Ledger {
  const read = async (index: number): Promise<StoredRecord | undefined> => {
    const key = recordKey(index);
    const stored = await store.get(key);
    return stored && { record: parseRecord(stored.value, key), version: stored.version, size: stored.value.length };
  };

  const follow = async (key: string): Promise<StoredRecord | undefined> => {
    const stored = await store.get(key);
    if (!stored) return undefined;
    return (await read(Number(fromUtf8(stored.value)))) ?? fail(key, "it points to a record that is not there");
  };

  return {
    read,
    find: (event) => follow(identityKey(event)),
    findHeld: (statement) => follow(heldKey(statement)),
    async *records(from = 0) {
      // Keys after the last one before `from`.
      const after = from === 0 ? undefined : recordKey(from - 1);
      for await (const key of store.keys("record/", after))
        yield* present(await read(Number(key.slice("record/".length))));
    },
    async *about(subject) {
      const prefix = subjectPrefix(subject);
      for await (const key of store.keys(prefix)) yield* present(await read(Number(key.slice(prefix.length))));
    },
    async *switches() {
      for await (const key of store.keys(SWITCHES)) {
        const stored = await store.get(key);
        if (stored) yield parseSwitch(stored.value, key);
      }
    },
    async *repairs() {
      for await (const key of store.keys(repairKey(""))) {
        const stored = await store.get(key);
        if (stored) yield parseRepair(stored.value, key);
      }
    },
    async repair(digest) {
      if (!isSha256Hex(digest)) return undefined;
      const pointer = await store.get(proposalKey(digest));
      const key = repairKey(pointer ? fromUtf8(pointer.value) : digest);
      const stored = await store.get(key);
      return stored && { record: parseRepair(stored.value, key), version: stored.version };
    },
    async rules(kind, digest) {
      if (!isSha256Hex(digest)) return undefined;
      const stored = await store.get(ruleKey(kind, digest));
      return stored && parseJson(stored.value);
    },
  };
}

const present = (stored: StoredRecord | undefined): readonly EventRecord[] => (stored ? [stored.record] : []);

function parseRecord(bytes: Uint8Array, key: string): EventRecord {
  return parsed(key, () => {
    const record = readFormat("ledger record", 1, shape, parseJson(bytes, { maxBytes: 64 * 1_048_576, maxDepth: 80 }));
    return {
      ...record,
      ...(record.envelope !== undefined && { envelope: parseEnvelope(record.envelope) }),
    } as unknown as EventRecord;
  });
}

const parseSwitch = (bytes: Uint8Array, key: string): LoggedStatement =>
  parsed(key, () => {
    const { sealed, index } = readFormat("stream switch", 1, switchShape, parseJson(bytes));
    return { sealed: parseEnvelope(sealed), index };
  });

const parseRepair = (bytes: Uint8Array, key: string): RepairRecord =>
  parsed(key, () => readFormat("repair", 1, repairShape, parseJson(bytes)) as unknown as RepairRecord);

function parsed<Value>(key: string, parse: () => Value): Value {
  try {
    return parse();
  } catch (error) {
    if (isIntegrityError(error) && error.code !== "newer_format") fail(key, error.message, error);
    throw error;
  }
}

function fail(key: string, problem: string, cause?: unknown): never {
  throw new EvidenceError(
    "ledger_corrupt",
    `the ledger's \`${key}\` cannot be used: ${problem}`,
    { key, problem },
    { cause },
  );
}
