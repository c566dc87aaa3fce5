import type { JsonValue } from "../foundation/index.ts";
import { shown } from "./errors.ts";
import { leafOf, unknownReadings } from "./ground.ts";
import { toReason, UNSEEN, type UnknownReason } from "./kleene.ts";
import { statusOfSlot, unreadOf } from "./node.ts";
import type { Run } from "./program.ts";
import type { Reading } from "./reading.ts";
import { scalarTypes } from "./scalar.ts";
import { traceLeaf } from "./trace.ts";

/** User input as it stands in a sentence: in back-ticks, cut, on one line. */
export const quoted = (text: string): string => `\`${shown(text)}\``;

export const listed = (texts: readonly string[], joint = ", "): string => texts.slice(0, 5).map(quoted).join(joint);

/** How a comparison came out: "`trust` is `61`, not at least `70`", "`amount` is missing". */
export function leafInWords(slot: number, run: Run): string {
  const unread = unknownReadings(slot, run);
  if (unread.length > 0) return unread.map((reading) => unreadInWords(reading, slot, run)).join(" and ");
  const { status, fact, found } = traceLeaf(slot, run);
  const value = leafOf(slot, run).operator.isUnary ? "" : ` ${valueInWords(found)},`;
  return `${quoted(fact)} is${value}${status === "true" ? "" : " not"} ${comparisonInWords(slot, run)}`;
}

/** "at least `70`", "more than `limit` (`100`)", "present". */
export function comparisonInWords(slot: number, run: Run): string {
  const { operator, condition, other } = leafOf(slot, run);
  if (operator.isUnary) return operator.words;
  if (other === undefined) return `${operator.words} ${valueInWords(condition.value)}`;
  const { name } = run.program.readings[other] as Reading;
  return `${operator.words} ${quoted(name)} (${valueInWords(traceLeaf(slot, run).foundOther)})`;
}

function unreadInWords(number: number, slot: number, run: Run): string {
  const reading = run.program.readings[number] as Reading;
  const unread = unreadOf(number, run);
  const words = unreadWords[toReason(unread === UNSEEN ? statusOfSlot(slot, run) : unread)];
  return `${quoted(reading.name)} ${words(reading, valueInWords(run.found[number]))}`;
}

type UnreadWords = (reading: Reading, found: string) => string;

const unreadWords: Readonly<Record<UnknownReason, UnreadWords>> = {
  missing: () => "is missing",
  wrong_type: ({ type, depth }, found) =>
    `is ${found}, not ${depth === 0 ? "" : "a list of "}${scalarTypes[type].words}`,
  not_comparable: () => "cannot be compared",
  too_large: () => "is too large to compare",
  unreadable: () => "cannot be read",
};

function valueInWords(value: JsonValue | undefined): string {
  if (value === undefined) return "something else";
  if (Array.isArray(value)) return quoted(value.slice(0, 20).map(String).join(", "));
  return quoted(String(value));
}
