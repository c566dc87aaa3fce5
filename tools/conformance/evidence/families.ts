import { canonicalJson, fromUtf8, type JsonObject, type JsonValue } from "../../../src/foundation/index.ts";
import type { Outcome } from "./outcome.ts";

/** Where a mutation lies, and by which checks it is found: one of `by` at least, and none beside those and `also`. */
interface Family {
  readonly place: RegExp;
  readonly by: readonly string[];
  readonly also?: readonly string[];
}

/** What is counted and drawn anew from the log and from all statements. */
const samples = ["population_complete", "sample_seeded", "sample_drawn"];

/** What the statements tell together: one that is altered, or missing, shows in the others, too. */
const story = [
  "keys_followed",
  "events_proven",
  "records_proven",
  "refusals_confirmed",
  "admissions_matched",
  "entries_accounted",
  "rules_matched",
  "streams_complete",
  "checkpoints_consistent",
  ...samples,
];

/** A part that goes, comes or moves can take any check with it. */
const parts = ["log_proven", "keys_listed", "checkpoints_signed", ...story];

/** The first row that matches counts. Parts are named by their kind. To add a kind of part, add a row. */
const families: readonly Family[] = [
  {
    place: /^(?:bundle|renewals)$/,
    by: ["renewals_chained", "bundle_readable"],
    also: ["newer_format", "manifest_signed", "parts_complete", ...parts],
  },
  { place: /^(?:spelling|outer form)$/, by: ["bundle_readable"] },
  { place: /^formatVersion$/, by: ["newer_format", "bundle_readable", "manifest_signed"], also: ["parts_complete"] },
  { place: /^manifest/, by: ["manifest_signed"], also: ["parts_complete"] },
  { place: /^parts$/, by: ["parts_complete"], also: parts },
  { place: /^kind$/, by: ["parts_complete", "bundle_readable"], also: parts },
  { place: /^envelope/, by: ["parts_complete"], also: story },
  { place: /^statement/, by: ["parts_complete"], also: ["entries_accounted", ...samples] },
  { place: /^sample/, by: ["parts_complete"], also: samples },
  { place: /^log/, by: ["parts_complete"], also: ["log_proven", ...story] },
  { place: /^(?:contract|policy)/, by: ["parts_complete"], also: ["rules_matched"] },
  { place: /^withheld/, by: ["parts_complete"], also: ["rules_matched", "entries_accounted", ...samples] },
  { place: /^completeness/, by: ["parts_complete"], also: ["streams_complete"] },
  { place: /^keys/, by: ["parts_complete"], also: ["keys_listed"] },
  { place: /^checkpoint/, by: ["parts_complete"], also: ["checkpoints_signed", "checkpoints_consistent"] },
  { place: /^consistency/, by: ["parts_complete"], also: ["checkpoints_consistent"] },
  { place: /^(?:lineage|note)/, by: ["parts_complete"] },
];

/**
 * Why an outcome is not the one that mutations at these places must have; `undefined` when it is. What was open before
 * anything was altered finds nothing.
 */
export function unexpected(
  { status, failing }: Outcome,
  places: readonly string[],
  before: readonly string[],
): string | undefined {
  const found = failing.filter((one) => !before.includes(one)).map((one) => one.split(" ")[1] as string);
  if (status === "proven" || found.length === 0) return `it is ${status}, as if nothing were altered`;
  const rows = places.map((place) => families.find((row) => row.place.test(place)));
  const strange = found.find((code) => !rows.some((row) => row?.by.includes(code) || row?.also?.includes(code)));
  if (strange !== undefined) return `found by \`${strange}\`, which does not look at ${places.join(", ")}`;
  const missed = rows.find((row) => !row?.by.some((code) => found.includes(code)));
  return missed && `not found by ${missed.by.join(" or ")}`;
}

/** Where two files differ: in their spelling, or in these of their pieces, parts by their kind. */
export function placesOf(original: JsonValue, altered: Uint8Array): readonly string[] {
  const value = readCanonical(altered);
  if (value === undefined) return ["spelling"];
  if (isRenewedForm(original)) return isRenewedForm(value) ? membersThatDiffer(original, value) : ["outer form"];
  if (!isOuterForm(value)) return ["outer form"];
  const before = original as unknown as OuterForm;
  const others = (["formatVersion", "manifest"] as const).filter((name) => differ(before[name], value[name]));
  return [...others, ...partsThatDiffer(before.parts, value.parts)];
}

interface OuterForm {
  readonly formatVersion: JsonValue;
  readonly manifest: JsonValue;
  readonly parts: readonly JsonObject[];
}

const isRenewedForm = (value: JsonValue): value is JsonObject =>
  Object.keys(value as JsonObject).join() === "bundle,formatVersion,renewals";

const membersThatDiffer = (before: JsonObject, after: JsonObject): readonly string[] =>
  Object.keys(before).filter((name) => differ(before[name] as JsonValue, after[name] as JsonValue));

const isOuterForm = (value: unknown): value is OuterForm =>
  Object.keys(value as object).join() === "formatVersion,manifest,parts" &&
  Array.isArray((value as OuterForm).parts) &&
  (value as OuterForm).parts.every((part) => typeof part === "object" && part !== null);

function partsThatDiffer(before: OuterForm["parts"], after: OuterForm["parts"]): readonly string[] {
  const kinds = (parts: OuterForm["parts"]): string => JSON.stringify(parts.map(({ kind }) => kind ?? null));
  if (before.length !== after.length) return ["parts"];
  if (kinds(before) !== kinds(after)) return ["kind"];
  return before.flatMap((part, at) => {
    if (!differ(part, after[at] as JsonObject)) return [];
    return Object.hasOwn(after[at] as object, "value") ? [String(part.kind)] : ["outer form"];
  });
}

/** Both were read from canonical JSON, so their members stand in one order. */
const differ = (left: JsonValue, right: JsonValue): boolean => JSON.stringify(left) !== JSON.stringify(right);

function readCanonical(bytes: Uint8Array): JsonValue | undefined {
  try {
    const text = fromUtf8(bytes);
    const value = JSON.parse(text) as JsonValue;
    return `${canonicalJson(value)}\n` === text ? value : undefined;
  } catch {
    // Bytes that are no JSON at all have no other place.
    return undefined;
  }
}
