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
  const { quorums, keys } = options.trustedKeys;
  let standing: Standing = { keys: new Map(keys.map((key) => [keyDigest(key.key), key])), committed: new Map() };
  const checks: KeyEventCheck[] = [];
  for (const [at, event] of events.entries()) {
    const isInOrder = at === 0 || event.index > (events[at - 1] as RecordedKeyEvent).index;
    const outcome = isInOrder ? await follow(event, standing, options) : refuted("is not in the order of the log");
    checks.push(toCheck(event, outcome));
    if (outcome.standing) standing = outcome.standing;
  }
  const status = combineStatus(checks.map((check) => check.status));
  return {
    status: events.length === 0 ? "proven" : status,
    checks,
    notChecked: [],
    value: bindKeys([...standing.keys.values()], { quorums }),
  };
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

async function follow(event: RecordedKeyEvent, standing: Standing, options: KeyHistoryOptions): Promise<Followed> {
  const told = readEvent(event.envelope);
  if (typeof told === "string") return refuted(told);
  const { predicate, subject } = told;
  const brought = "entry" in predicate ? readKey(predicate.entry, standing) : undefined;
  if (typeof brought === "string") return refuted(brought);
  const trusted = bindKeys([...standing.keys.values(), ...(brought ? [brought] : [])]);
  const verdict = await verifyEnvelope(event.envelope, verifyOptions(event, trusted, options));
  if (verdict.status !== "proven" || !verdict.value) {
    const open = verdict.checks.find(({ status }) => status === verdict.status);
    return { status: verdict.status, sentence: `does not hold: ${open?.sentence}` };
  }
  const place = { origin: options.origin, index: event.index };
  const after = actions[predicate.action]({ predicate, subject, brought, standing, verified: verdict.value, place });
  return typeof after === "string"
    ? refuted(after)
    : { status: "proven", sentence: `holds: ${predicate.action}, at ${predicate.at}`, standing: after };
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
function readKey(entry: JsonObject, { keys }: Standing): TrustedKey | string {
  try {
    const key = toTrustedKey(readShape("trusted key", entryShape, entry) as TrustedKeyEntry, 0);
    return keys.has(keyDigest(key.key)) ? "brings a key that is there already" : key;
  } catch (error) {
    if (isIntegrityError(error)) return `brings a key that cannot be read: ${error.message}`;
    throw error;
  }
}

interface Move {
  readonly predicate: KeyEventPredicate;
  readonly subject: string;
  readonly brought: TrustedKey | undefined;
  readonly standing: Standing;
  readonly verified: VerifiedStatement;
  readonly place: EntryPlace;
}

/** What each action does, or why it does nothing. */
const actions: Readonly<Record<KeyEventPredicate["action"], (move: Move) => Standing | string>> = {
  add: ({ subject, brought, standing, verified }) =>
    !brought || keyDigest(brought.key) !== subject
      ? "adds another key than the one that it is about"
      : isVouchedByOther(verified, brought)
        ? withKey(standing, brought)
        : "adds a key that only vouches for itself",
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

function rotate({ predicate, subject, brought, standing, verified, place }: Move): Standing | string {
  const old = standing.keys.get(subject);
  if (!old || !brought) return "is about a key that is not known";
  const digest = keyDigest(brought.key);
  const committed = standing.committed.get(subject);
  if (committed !== undefined && committed !== digest) return "brings another key than the one that was pre-committed";
  if (!hasSigned(verified, brought)) return "is not signed by the key that it brings";
  if (committed === undefined && !isVouchedByOther(verified, brought))
    return "brings a key that only vouches for itself";
  if (!isSameExceptKey(old, brought)) return "changes more than the key: principal, roles and sources stay";
  const at = new Date(parseInstant(predicate.at) as number);
  const ended = { ...old, ...earlier("validUntil", old, at), endedBy: { ...old.endedBy, validUntil: place } };
  return withKey(withKey(standing, ended), { ...brought, validFrom: at > brought.validFrom ? at : brought.validFrom });
}

function end({ predicate, subject, standing, place }: Move, name: KeyEnd): Standing | string {
  const old = standing.keys.get(subject);
  if (!old || !("from" in predicate)) return "is about a key that is not known";
  const from = new Date(parseInstant(predicate.from) as number);
  // An entry bounds the time of what is before it only when the end is not put back behind it.
  const isNow = from.getTime() >= (parseInstant(predicate.at) as number);
  const key = { ...old, ...earlier(name, old, from), ...(isNow && { endedBy: { ...old.endedBy, [name]: place } }) };
  return withKey(standing, key);
}

/** An end can be put forward, and never be put off: nothing that was refused becomes good again. */
const earlier = (name: KeyEnd, key: TrustedKey, at: Date): Partial<TrustedKey> => {
  const known = key[name];
  return { [name]: known && known < at ? known : at };
};

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
