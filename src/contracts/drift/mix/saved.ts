import type { JsonObject } from "../../../foundation/index.ts";
import { closed, count, finite, flag, listOf, oneOf, type Shape, text } from "../../../foundation/shape.ts";
import { where } from "../../shapes.ts";
import type { Change } from "./change.ts";
import { FIRST_VALUES, type MixField, MOST_LETTERS } from "./fields.ts";
import { type MixTest, startMixTest } from "./mix-test.ts";
import { MOST_NAMES, type Sample, type Scheme, symbolsIn } from "./symbols.ts";

/** Paths whose values are watched: about 2 KiB each, at most 20 KiB while the first values are gathered. */
export const MOST_MIXES = 200;
/** Changes that wait to be told; those beyond are not. */
export const MOST_CHANGES = 20;

/** What a snapshot holds of this detector. */
export interface MixSnapshot {
  readonly fields: readonly SavedMix[];
  readonly changes: readonly Change[];
  /** Share of the last events that were held for drift. */
  readonly held: number;
  /** When the last event came, in milliseconds. */
  readonly arrived?: number;
}

type SavedMix = { readonly path: string; readonly isFree: boolean; readonly first: readonly Sample[] } & {
  readonly edges?: readonly number[];
  readonly names?: readonly string[];
  readonly test?: MixTest;
};

export const nothingSaved: MixSnapshot = { fields: [], changes: [], held: 0 };

export function saveMix({ path, first, scheme, test, isFree }: MixField): JsonObject {
  const own = scheme?.kind === "numbers" ? { edges: scheme.edges } : scheme && { names: scheme.names };
  const counted = { ...test, counts: [...test.counts], recent: [...test.recent], previous: test.previous + 1 };
  return { path, isFree, first: [...first], ...own, ...(scheme && { test: counted }) } as unknown as JsonObject;
}

export const saveChange = (change: Change): JsonObject => ({
  ...change,
  shares: change.shares.map((share) => ({ ...share })),
});

export function restoreMix({ path, isFree, first, edges, names, test }: SavedMix): MixField {
  const scheme: Scheme | undefined = edges ? { kind: "numbers", edges } : names && { kind: "names", names };
  const counted = test && { counts: [...test.counts], recent: [...test.recent], previous: test.previous - 1 };
  return { path, isFree, first: [...first], scheme, test: Object.assign(startMixTest(0, 0), test, counted), event: 0 };
}

const MOST_COUNT = 10_000;
const counted = where(count, (value) => value <= MOST_COUNT, `a whole number up to ${MOST_COUNT}`);
const name = where(text, ({ length }) => length <= MOST_LETTERS, `a text of at most ${MOST_LETTERS} characters`);
const listUpTo = <Item>(item: Shape<Item>, most: number): Shape<readonly Item[]> =>
  where(listOf(item), ({ length }) => length <= most, `at most ${most} entries`);

const sample: Shape<Sample> = (value, path) => (typeof value === "number" ? finite(value, path) : name(value, path));

const share = where(finite, (value) => value >= 0 && value <= 1, "a number from 0 to 1");

// Not in the order of a test's own members: engines would take it for one, and keep its numbers as objects.
const test = closed({
  score: where(finite, (value) => value >= 0, "a number from 0"),
  counts: listUpTo(counted, MOST_NAMES + 1),
  recent: listUpTo(counted, MOST_NAMES + 1),
  total: count,
  lately: count,
  previous: counted,
  repeats: count,
  reach: oneOf(0, 1),
  pace: share,
}) as Shape<unknown> as Shape<MixTest>;

const mix: Shape<SavedMix> = where(
  closed(
    { path: text, isFree: flag, first: listUpTo(sample, FIRST_VALUES) },
    { edges: listUpTo(finite, MOST_NAMES), names: listUpTo(name, MOST_NAMES), test },
  ) as Shape<SavedMix>,
  isConsistent,
  "a test of as many symbols as the field has",
);

function isConsistent({ edges, names, test: own }: SavedMix): boolean {
  const scheme: Scheme | undefined = edges ? { kind: "numbers", edges } : names && { kind: "names", names };
  if (!scheme || !own) return !scheme && !own;
  const symbols = symbolsIn(scheme);
  return own.counts.length === symbols && own.recent.length === symbols && own.previous <= symbols && own.total > 0;
}

const toldShare = closed({ of: name, before: text, after: text });
const change: Shape<Change> = closed({
  path: text,
  kind: oneOf("numbers", "names"),
  odds: finite,
  values: count,
  before: count,
  shares: listOf(toldShare),
});

export const mixSnapshotShape: Shape<MixSnapshot> = closed(
  { fields: listUpTo(mix, MOST_MIXES), changes: listUpTo(change, MOST_CHANGES), held: share },
  { arrived: finite },
);
