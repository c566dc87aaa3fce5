/**
 * What a condition says of the facts, in Kleene's strong three-valued logic: true, false, or unknown for one of several
 * reasons. Small numbers, because a decision keeps one byte for every condition that was looked at; 0 is "not looked at".
 */
export type Kleene = number;

export const UNSEEN = 0;
export const TRUE = 1;
export const FALSE = 2;
export const MISSING = 3;
export const WRONG_TYPE = 4;
export const NOT_COMPARABLE = 5;
export const TOO_LARGE = 6;
export const UNREADABLE = 7;

export type ConditionStatus = "true" | "false" | "unknown";

/**
 * Why a condition is unknown: the fact is missing or null; it is of another type than the rule compares; the two facts
 * cannot be compared; the lists are too large; reading the fact failed.
 */
export type UnknownReason = "missing" | "wrong_type" | "not_comparable" | "too_large" | "unreadable";

const names: readonly (ConditionStatus | UnknownReason)[] = [
  "unknown",
  "true",
  "false",
  "missing",
  "wrong_type",
  "not_comparable",
  "too_large",
  "unreadable",
];

export const isUnknown = (status: Kleene): boolean => status > FALSE;

export const toStatus = (status: Kleene): ConditionStatus =>
  isUnknown(status) ? "unknown" : (names[status] as ConditionStatus);

export const toReason = (status: Kleene): UnknownReason => names[status] as UnknownReason;

export const toKleene = (holds: boolean): Kleene => (holds ? TRUE : FALSE);

export const negate = (status: Kleene): Kleene => (status === TRUE ? FALSE : status === FALSE ? TRUE : status);
