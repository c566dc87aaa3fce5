import {
  type Check,
  combineStatus,
  type Envelope,
  equalJson,
  isIntegrityError,
  type JsonObject,
  parseInstant,
  type Status,
  type Verdict,
} from "../foundation/index.ts";
import { readShape } from "../foundation/shape.ts";
import type { EntryPlace } from "./entry-place.ts";
import { statementOf } from "./envelope.ts";
import { keyDigest } from "./key.ts";
import { type KeyEventPredicate, keyEventPredicate } from "./predicates/key-event.ts";
import { isOfKind, readPredicate } from "./predicates/predicate.ts";
import { subjectNamed } from "./statement.ts";
import {
  bindKeys,
  entryShape,
  type KeyEnd,
  type TrustedKey,
  type TrustedKeyEntry,
  type TrustedKeys,
  toTrustedKey,
} from "./trusted-keys.ts";
import { type VerifiedStatement, verifyEnvelope } from "./verify.ts";
import type { VerifyOptions } from "./verify-options.ts";

/** A statement about a key, and where a log holds it. */
export interface RecordedKeyEvent {
  readonly envelope: Envelope;
  readonly index: number;
  /** When a cosigner is known to have seen the log with it. */
  readonly seenAt?: Date;
}

export interface KeyHistoryOptions {
  /** Whom the verifier believed before the first event: at least one key of the house. */
  readonly trustedKeys: TrustedKeys;
  /** The log's name. */
  readonly origin: string;
  readonly at: Date;
}

type KeyEventCheck = Check<"key_event_valid">;

/** What a history may do to the keys that a verifier believes: bring further ones, or only end those that are there. */
type Extent = "all" | "ends";

/** What the events have come to so far. */
interface Standing {
  readonly keys: ReadonlyMap<string, TrustedKey>;
  /** Digest of the key that must follow, by the key that it follows. */
  readonly committed: ReadonlyMap<string, string>;
}

/**
 * Follows the life of keys through the statements that a log holds about them, in the order of its entries, and answers
 * the keys with their ends. Each statement has to be signed by a key of the house that was valid then. Where a next key
 * was pre-committed, no other may take its place, whoever signs: a thief of the present key cannot choose the next one.
 * What does not hold refutes the history, and what it says changes nothing.
 *
 * @throws {ProvenanceError} `trusted_keys_malformed` for a history that leads to keys no file could hold
 */
export async function followKeys(
  events: readonly RecordedKeyEvent[],
  options: KeyHistoryOptions,
): Promise<Verdict<TrustedKeys>> {
  const { checks, standing } = await walk(events, options, "all");
  const status = combineStatus(checks.map((check) => check.status));
  return {
    status: events.length === 0 ? "proven" : status,
    checks,
    notChecked: [],
    value: bindKeys([...standing.keys.values()], options.trustedKeys),
  };
}

/**
 * The keys that a verifier believes, with the ends that a log tells of, and nothing else: a history in somebody's file can
 * take belief away, and bring none. Where the verifier's own word already knows the key that a rotation brings, that key
 * speaks for the end of the one before it.
 *
 * @throws {ProvenanceError} `trusted_keys_malformed` for ends that no file of keys could hold
 */
export async function endKeys(
  events: readonly RecordedKeyEvent[],
  options: KeyHistoryOptions,
): Promise<{ readonly checks: readonly KeyEventCheck[]; readonly trustedKeys: TrustedKeys }> {
  const { checks, standing } = await walk(events, options, "ends");
  const { trustedKeys } = options;
  const ended = trustedKeys.keys.map((key) => withEnds(key, standing.keys.get(keyDigest(key.key)) ?? key));
  return { checks, trustedKeys: bindKeys(ended, trustedKeys) };
}

function withEnds(key: TrustedKey, { validUntil, revokedAt, compromisedFrom, endedBy }: TrustedKey): TrustedKey {
  return {
    ...key,
    ...(validUntil && { validUntil }),
    ...(revokedAt && { revokedAt }),
    ...(compromisedFrom && { compromisedFrom }),
    ...(endedBy && { endedBy }),
  };
}

async function walk(
  events: readonly RecordedKeyEvent[],
  options: KeyHistoryOptions,
  extent: Extent,
): Promise<{ readonly checks: readonly KeyEventCheck[]; readonly standing: Standing }> {
  const keys = new Map(options.trustedKeys.keys.map((key) => [keyDigest(key.key), key]));
  let standing: Standing = { keys, committed: new Map() };
  const checks: KeyEventCheck[] = [];
  for (const [at, event] of events.entries()) {
    const isInOrder = at === 0 || event.index > (events[at - 1] as RecordedKeyEvent).index;
    const outcome = isInOrder
      ? await follow(event, standing, options, extent)
      : refuted("is not in the order of the log");
    checks.push(toCheck(event, outcome));
    if (outcome.standing) standing = outcome.standing;
  }
  return { checks, standing };
}

/** The digest of the key that a statement is about; nothing for one that is about no key. */
export function keyEventSubject(envelope: Envelope): string | undefined {
  const told = readEvent(envelope);
  return typeof told === "string" ? undefined : told.subject;
}

interface Followed {
  readonly status: Status;
  readonly sentence: string;
  readonly standing?: Standing;
}

const refuted = (sentence: string): Followed => ({ status: "refuted", sentence });

const toCheck = ({ index }: RecordedKeyEvent, { status, sentence }: Followed): KeyEventCheck => ({
  status,
  code: "key_event_valid",
  sentence: `entry ${index} ${sentence}`,
});

async function follow(
  event: RecordedKeyEvent,
  standing: Standing,
  options: KeyHistoryOptions,
  extent: Extent,
): Promise<Followed> {
  const told = readEvent(event.envelope);
  if (typeof told === "string") return refuted(told);
  const { predicate, subject } = told;
  const brought = "entry" in predicate ? readKey(predicate.entry) : undefined;
  if (typeof brought === "string") return refuted(brought);
  const known = brought && standing.keys.get(keyDigest(brought.key));
  if (known && extent === "all") return refuted("brings a key that is there already");
  const trusted = bindKeys([...standing.keys.values(), ...(brought && !known ? [brought] : [])]);
  const verdict = await verifyEnvelope(event.envelope, verifyOptions(event, trusted, options));
  if (verdict.status !== "proven" || !verdict.value) {
    const open = verdict.checks.find(({ status }) => status === verdict.status);
    return { status: verdict.status, sentence: `does not hold: ${open?.sentence}` };
  }
  const place = { origin: options.origin, index: event.index };
  const holds = `holds: ${predicate.action}, at ${predicate.at}`;
  // Whose end it is, the verifier does not believe anyway.
  if (extent === "ends" && predicate.action !== "add" && !standing.keys.has(subject))
    return { status: "proven", sentence: holds };
  const verified = verdict.value;
  const after = actions[predicate.action]({ predicate, subject, brought, known, standing, verified, place });
  return typeof after === "string" ? refuted(after) : { status: "proven", sentence: holds, standing: after };
}

const verifyOptions = (
  { index, seenAt }: RecordedKeyEvent,
  trustedKeys: TrustedKeys,
  { origin, at }: KeyHistoryOptions,
): VerifyOptions => ({ trustedKeys, at, entry: { origin, index }, ...(seenAt && { seenAt }) });

interface Told {
  readonly predicate: KeyEventPredicate;
  /** Digest of the key that it is about. */
  readonly subject: string;
}

/** What a statement says, before anything of it is believed; or why it cannot be read. */
function readEvent(envelope: Envelope): Told | string {
  try {
    const statement = statementOf(envelope);
    const subject = subjectNamed(statement, "key")?.digest.sha256;
    if (!isOfKind(statement, keyEventPredicate) || subject === undefined) return "is no statement about a key";
    return { predicate: readPredicate(statement, keyEventPredicate), subject };
  } catch (error) {
    if (isIntegrityError(error)) return `cannot be read: ${error.message}`;
    throw error;
  }
}

/** The key that an event brings: its own signature is among those that count. */
function readKey(entry: JsonObject): TrustedKey | string {
  try {
    return toTrustedKey(readShape("trusted key", entryShape, entry) as TrustedKeyEntry, 0);
  } catch (error) {
    if (isIntegrityError(error)) return `brings a key that cannot be read: ${error.message}`;
    throw error;
  }
}

interface Move {
  readonly predicate: KeyEventPredicate;
  readonly subject: string;
  readonly brought: TrustedKey | undefined;
  /** What the verifier knows of that key already. */
  readonly known: TrustedKey | undefined;
  readonly standing: Standing;
  readonly verified: VerifiedStatement;
  readonly place: EntryPlace;
}

/** What each action does, or why it does nothing. */
const actions: Readonly<Record<KeyEventPredicate["action"], (move: Move) => Standing | string>> = {
  add({ subject, brought, known, standing, verified }) {
    if (!brought || keyDigest(brought.key) !== subject) return "adds another key than the one that it is about";
    if (known) return standing;
    return isVouchedByOther(verified, brought) ? withKey(standing, brought) : "adds a key that only vouches for itself";
  },
  rotate: (move) => rotate(move),
  precommit({ predicate, subject, standing }) {
    const next = predicate.action === "precommit" ? predicate.next : "";
    if (!standing.keys.has(subject)) return "is about a key that is not known";
    const known = standing.committed.get(subject);
    if (known !== undefined && known !== next) return "changes what was pre-committed before";
    return { ...standing, committed: new Map([...standing.committed, [subject, next]]) };
  },
  revoke: (move) => end(move, "revokedAt"),
  compromise: (move) => end(move, "compromisedFrom"),
};

function rotate({ predicate, subject, brought, known, standing, verified, place }: Move): Standing | string {
  const old = standing.keys.get(subject);
  if (!old || !brought) return "is about a key that is not known";
  const digest = keyDigest(brought.key);
  const committed = standing.committed.get(subject);
  if (committed !== undefined && committed !== digest) return "brings another key than the one that was pre-committed";
  if (!hasSigned(verified, brought)) return "is not signed by the key that it brings";
  if (committed === undefined && !known && !isVouchedByOther(verified, brought))
    return "brings a key that only vouches for itself";
  if (!isSameExceptKey(old, brought)) return "changes more than the key: principal, roles and sources stay";
  const at = new Date(parseInstant(predicate.at) as number);
  const ended = endedAt(old, "validUntil", at, place);
  const next = known ?? brought;
  return withKey(withKey(standing, ended), { ...next, validFrom: at > next.validFrom ? at : next.validFrom });
}

function end({ predicate, subject, standing, place }: Move, name: KeyEnd): Standing | string {
  const old = standing.keys.get(subject);
  if (!old || !("from" in predicate)) return "is about a key that is not known";
  const from = new Date(parseInstant(predicate.from) as number);
  // An entry bounds the time of what is before it only when the end is not put back behind it.
  const isNow = from.getTime() >= (parseInstant(predicate.at) as number);
  return withKey(standing, endedAt(old, name, from, isNow ? place : undefined));
}

/**
 * An end can be put forward, and never be put off: nothing that was refused becomes good again. The entry that ended the
 * key is known only for the end that holds: one that is put forward may lie before every entry.
 */
function endedAt(key: TrustedKey, name: KeyEnd, at: Date, place: EntryPlace | undefined): TrustedKey {
  const known = key[name];
  if (known && known < at) return key;
  const { [name]: before, ...others } = key.endedBy ?? {};
  const by = place ?? (known && known <= at ? before : undefined);
  return { ...key, [name]: at, endedBy: { ...others, ...(by && { [name]: by }) } };
}

const withKey = (standing: Standing, key: TrustedKey): Standing => ({
  ...standing,
  keys: new Map([...standing.keys, [keyDigest(key.key), key]]),
});

const isVouchedByOther = ({ vouchers }: VerifiedStatement, { keyId }: TrustedKey): boolean =>
  vouchers.some((voucher) => voucher.by === "signature" && voucher.keyId !== keyId);

const hasSigned = ({ signers }: VerifiedStatement, { keyId }: TrustedKey): boolean =>
  signers.some(
    (signer) =>
      signer.keyId === keyId &&
      signer.checks.some(({ code, status }) => code === "signature_valid" && status === "proven"),
  );

const isSameExceptKey = (old: TrustedKey, next: TrustedKey): boolean =>
  old.principal === next.principal &&
  equalJson([...old.roles], [...next.roles]) &&
  equalJson([...old.sources], [...next.sources]);
