import type { JsonValue } from "../foundation/index.ts";
import { compilePlace, type Held, type RawOf } from "./field.ts";
import { type KeyPart, placeOn } from "./match-rule.ts";
import { normaliseBy } from "./normaliser.ts";
import { scalarText, unreadable } from "./value.ts";
import { quote } from "./wording.ts";

/** A key as people read it: the normalised text, or `null`, of each part under its place on the left; an absent part is left out. */
export type KeyValues = Readonly<Record<string, string | null>>;

/** A key rule made ready. */
export interface Key {
  readonly parts: readonly KeyPart[];
  /**
   * The one text of a row's key, or `undefined` where it has none. Each part is `-` when absent, `~` when `null`, else
   * its length, `:` and its text: (1, 11) is not (11, 1), and `null`, `""` and absent are three things.
   */
  encode(held: Held): string | undefined;
  values(held: Held): KeyValues;
  /** Why a row has no key. */
  problem(held: Held): string;
  readonly rawOf: readonly RawOf[];
}

type PartReading = string | null | undefined | typeof unreadable;
type PartReader = (held: Held) => PartReading;

export function compileKey(parts: readonly KeyPart[]): Key {
  const rawOf = parts.map(compilePlace);
  const readers = parts.map(({ normalise }, at) => compilePart(rawOf[at] as RawOf, normaliseBy(normalise)));
  return {
    parts,
    rawOf,
    encode: (held) => encode(readers, held),
    values: (held) => valuesOf(parts, readers, held),
    problem: (held) => problemOf(parts, readers, held),
  };
}

function compilePart(rawOf: RawOf, normalise: (text: string) => string): PartReader {
  return (held) => {
    const raw: JsonValue | undefined = rawOf(held);
    if (raw === undefined || raw === null) return raw;
    const text = scalarText(raw);
    return text === undefined ? unreadable : normalise(text);
  };
}

function encode(readers: readonly PartReader[], held: Held): string | undefined {
  let key = "";
  let isAbsent = true;
  for (const read of readers) {
    const part = read(held);
    if (part === unreadable) return undefined;
    isAbsent &&= part === undefined;
    key += part === undefined ? "-" : part === null ? "~" : `${part.length}:${part}`;
  }
  return isAbsent ? undefined : key;
}

function valuesOf(parts: readonly KeyPart[], readers: readonly PartReader[], held: Held): KeyValues {
  const read = parts.map(({ left }, at) => [left, readers[at]?.(held)] as const);
  return Object.fromEntries(
    read.filter((entry): entry is [string, string | null] => typeof entry[1] === "string" || entry[1] === null),
  );
}

function problemOf(parts: readonly KeyPart[], readers: readonly PartReader[], held: Held): string {
  const broken = parts.find((_, at) => readers[at]?.(held) === unreadable);
  if (broken === undefined) return "no part of the key is there";
  return `the key part ${quote(placeOn(broken, held.layout))} is no plain text, number or flag`;
}

/** A key for a sentence: `` `4500012345 / 10` ``. */
export const formatKey = (values: KeyValues): string =>
  quote(
    Object.values(values)
      .map((value) => value ?? "null")
      .join(" / "),
  );
