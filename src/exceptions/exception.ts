import { canonicalJson, fromHex, isDecimal, sha256Hex, type Tier, tiers, toBase64url } from "../foundation/index.ts";
import {
  closed,
  count,
  instant,
  listOf,
  oneOf,
  readFormat,
  type Shape,
  satisfying,
  text,
} from "../foundation/shape.ts";
import type { Money } from "../reconcile/index.ts";

/** What kind of thing is stopped; `docs/rooms/exceptions.md` tells them apart. */
export type ExceptionKind =
  | "held_event"
  | "dead_letter"
  | "pending_approval"
  | "uncertain_effect"
  | "difference"
  | "refused_event"
  | "observed";

/** Every kind, in the order in which pages show them. */
export const exceptionKinds: readonly ExceptionKind[] = [
  "held_event",
  "dead_letter",
  "pending_approval",
  "uncertain_effect",
  "difference",
  "refused_event",
  "observed",
];

/** How it stands: nobody has it; somebody has; it is off the list for a while; it has ended. */
export type ExceptionState = "open" | "claimed" | "snoozed" | "resolved";

/** Every state, in the order of an exception's life. */
export const exceptionStates: readonly ExceptionState[] = ["open", "claimed", "snoozed", "resolved"];

/** How an exception ended; `passed` is the queue's own word for: nothing of it waits any longer. */
export type Resolution = "repaired" | "written_off" | "no_fault" | "passed";

/** Every way in which a person ends an exception. */
export const resolutions: readonly Resolution[] = ["repaired", "written_off", "no_fault"];

/** Why things are stopped. Kind, stream, code and place make it one cause; the sentence is that of the first. */
export interface ExceptionCause {
  readonly code: string;
  readonly sentence: string;
  /** The stream, or the plan of a reconciliation; `""` where there is none. */
  readonly stream: string;
  /** The contract's field, as a pointer with `*` for the places of lists, or the rule; `""` where there is none. */
  readonly place: string;
}

/** One of the things that the cause stops. */
export interface Example {
  /** Where it is: `capsule:…`, `admission:…`, `effect:…`, `difference:…`. */
  readonly ref: string;
  readonly at: string;
  /** The business key. */
  readonly key?: string;
}

/** How many things the cause stops, or has stopped. */
export interface Members {
  readonly waiting: number;
  readonly total: number;
  readonly firstAt: string;
  readonly lastAt: string;
}

/** One cause that stops one thing or forty thousand, and waits for a person. The byte-exact page is `docs/formats/exception.md`. */
export interface Exception {
  readonly formatVersion: 1;
  /** Made from kind, stream, code and place: the same cause has the same id in every queue. 22 characters, base64url. */
  readonly id: string;
  readonly kind: ExceptionKind;
  readonly cause: ExceptionCause;
  readonly tier: Tier;
  readonly state: ExceptionState;
  /** Who works on it, or, while it is open, whose it is. */
  readonly owner?: string;
  /** Only while it sleeps. */
  readonly until?: string;
  /** Only when it is resolved. */
  readonly resolution?: Resolution;
  /** What could be done. */
  readonly action: string;
  readonly members: Members;
  /** The first few of those that wait. */
  readonly examples: readonly Example[];
  /** At stake, summed for each currency: exact decimals. */
  readonly values: readonly Money[];
  readonly dueAt?: string;
  /** What one day of waiting costs. */
  readonly costPerDay?: Money;
  readonly openedAt: string;
  readonly changedAt: string;
  /** How many moves there are. */
  readonly moves: number;
}

/** An exception as it is kept. */
export interface StoredException extends Exception {
  /** 16 random bytes, base64url: statements about it say nothing to those who do not know them. */
  readonly salt: string;
  /** How often it was opened. */
  readonly round: number;
  /** The move that opened it last. */
  readonly since: number;
  /** The move by which somebody took it or ended it; 0 while nobody has. */
  readonly decidedBy: number;
}

const pattern = /^[A-Za-z0-9_-]{22}$/;
/** Whether a text can be the id of an exception. */
export const isExceptionId = (value: string): boolean => pattern.test(value);

/** The id of a cause. It holds codes and names, and no value of the data. */
export function exceptionId(kind: ExceptionKind, { stream, code, place }: Omit<ExceptionCause, "sentence">): string {
  return toBase64url(fromHex(sha256Hex(canonicalJson([kind, stream, code, place]))).subarray(0, 16));
}

const id: Shape<string> = satisfying("22 characters of base64url", isExceptionId);
const amount: Shape<string> = satisfying("decimal text", isDecimal);
export const moneyShape: Shape<Money> = closed({ amount, currency: text });
export const causeShape: Shape<ExceptionCause> = closed({ code: text, sentence: text, stream: text, place: text });
export const kindShape: Shape<ExceptionKind> = oneOf(...exceptionKinds);
export const tierShape: Shape<Tier> = oneOf(...tiers);

const shape = closed(
  {
    formatVersion: oneOf(1),
    id,
    salt: id,
    kind: kindShape,
    cause: causeShape,
    tier: tierShape,
    state: oneOf(...exceptionStates),
    round: count,
    since: count,
    action: text,
    members: closed({ waiting: count, total: count, firstAt: instant, lastAt: instant }),
    examples: listOf(closed({ ref: text, at: instant }, { key: text })),
    values: listOf(moneyShape),
    openedAt: instant,
    changedAt: instant,
    moves: count,
    decidedBy: count,
  },
  {
    owner: text,
    until: instant,
    resolution: oneOf<Resolution>(...resolutions, "passed"),
    dueAt: instant,
    costPerDay: moneyShape,
  },
);

/** @throws {FoundationError} `newer_format`, `format_malformed` */
export const parseStoredException = (value: unknown): StoredException =>
  readFormat("exception", 1, shape, value) as StoredException;

/** What people and programs see of it at a given time: one whose sleep is over is awake. */
export function toException(stored: StoredException, at: Date): Exception {
  const { salt: _, round: __, since: ___, decidedBy, until, ...item } = stored;
  if (item.state !== "snoozed" || until === undefined) return item;
  if (Date.parse(until) > at.getTime()) return { ...item, until };
  return { ...item, state: decidedBy > 0 ? "claimed" : "open" };
}
