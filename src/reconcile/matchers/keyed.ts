import type { JsonValue } from "../../foundation/index.ts";
import { type ControlTotals, compareTotals, createRunningTotals } from "../control-totals.ts";
import { ReconcileError } from "../errors.ts";
import type { Field, Held, RawOf } from "../field.ts";
import type { Key } from "../key.ts";
import type { Side } from "../match-rule.ts";
import { canonicalText } from "../value.ts";
import { quote } from "../wording.ts";

/** All rows of one key. */
export interface Pair {
  readonly key: string;
  readonly left: readonly Held[];
  readonly right: readonly Held[];
}

/** Rows of one side that have no key, all alike. */
export interface KeylessRows {
  readonly side: Side;
  readonly held: Held;
  readonly problem: string;
  readonly count: number;
  /** Canonical JSON of the row, `""` for one that JSON cannot say. */
  readonly text: string;
}

/** Rows as they come in, brought together by key. */
export interface KeyedRows {
  take(side: Side, row: JsonValue): void;
  pairs(): Iterable<Pair>;
  keyless(): readonly KeylessRows[];
  totals(): ControlTotals;
}

export interface KeyedRowsOptions {
  readonly key: Key;
  readonly fields: readonly Field[];
  /** Everything that is looked at beyond key and fields: amounts and currencies. */
  readonly alsoRead: readonly RawOf[];
  readonly maxRows: number;
  readonly sideName: (side: Side) => string;
}

/**
 * Brings rows together by key. A row whose raw values are all those of its only partner is not kept a second time: the
 * partner stands for it. What is kept is bounded by `maxRows`, and does not depend on the order within a side.
 */
export function createKeyedRows(options: KeyedRowsOptions): KeyedRows {
  const { key, fields } = options;
  const keep = createKeeper(options);
  const pairs = createPairs(options, keep);
  const keyless = createKeyless(key, keep);
  const totals = { left: createRunningTotals(fields, "left"), right: createRunningTotals(fields, "right") };
  return {
    take(side, row) {
      const held: Held = { layout: side, row };
      const text = isRow(row) ? key.encode(held) : undefined;
      if (text === undefined) {
        totals[side].addUnreadable();
        return keyless.add(held);
      }
      totals[side].add(text, held);
      pairs.add(text, held);
    },
    pairs: pairs.all,
    keyless: keyless.all,
    totals: () => compareTotals(fields, totals.left, totals.right),
  };
}

type Keep = (held: Held) => Held;

function createKeeper({ maxRows, sideName }: KeyedRowsOptions): Keep {
  let kept = 0;
  return (held) => {
    kept += 1;
    if (kept > maxRows) throw tooMany(sideName(held.layout), maxRows);
    return held;
  };
}

interface OpenPair {
  readonly key: string;
  readonly left: Held[];
  readonly right: Held[];
}

function createPairs({ fields, alsoRead }: KeyedRowsOptions, keep: Keep) {
  const pairs = new Map<string, OpenPair>();
  const looksAt = [...fields.map(({ rawOf }) => rawOf), ...alsoRead];
  const pairOf = (key: string): OpenPair => {
    const pair = pairs.get(key) ?? { key, left: [], right: [] };
    pairs.set(key, pair);
    return pair;
  };
  return {
    add(key: string, held: Held): void {
      const pair = pairOf(key);
      const partner = onlyPartner(pair, held.layout);
      pair[held.layout].push(partner && readsAlike(fields, looksAt, partner, held) ? partner : keep(held));
    },
    all: (): Iterable<Pair> => pairs.values(),
  };
}

function createKeyless(key: Key, keep: Keep) {
  const groups = new Map<string, { -readonly [Name in keyof KeylessRows]: KeylessRows[Name] }>();
  return {
    add(held: Held): void {
      const found = describeKeyless(held, key);
      const known = groups.get(idOf(found));
      if (known) known.count += 1;
      else groups.set(idOf(found), { ...found, held: keep(held) });
    },
    all: (): readonly KeylessRows[] => [...groups.values()].sort((a, b) => (idOf(a) < idOf(b) ? -1 : 1)),
  };
}

const isRow = (row: JsonValue): boolean => typeof row === "object" && row !== null;
const idOf = ({ side, problem, text }: KeylessRows): string => `${side} ${problem} ${text}`;

function onlyPartner(pair: OpenPair, side: Side): Held | undefined {
  const partners = side === "left" ? pair.right : pair.left;
  return partners.length === 1 ? partners[0] : undefined;
}

/** Whether a row says, letter by letter, what its partner says, and that is an agreement. Lists and objects are never taken for the same here. */
function readsAlike(fields: readonly Field[], looksAt: readonly RawOf[], partner: Held, held: Held): boolean {
  return (
    looksAt.every((rawOf) => rawOf(partner) === rawOf(held)) && fields.every((field) => agreesWithItself(field, held))
  );
}

/** Not when the two sides count in two units, or when the value cannot be read. */
function agreesWithItself(field: Field, held: Held): boolean {
  const raw = field.rawOf(held);
  return field.compare(raw, raw) === "same";
}

function describeKeyless(held: Held, key: Key): KeylessRows {
  const problem = isRow(held.row) ? key.problem(held) : "a row is an object or a list";
  return { side: held.layout, held, problem, count: 1, text: canonicalText(held.row) ?? "" };
}

const tooMany = (side: string, maxRows: number): ReconcileError =>
  new ReconcileError(
    "rows_too_many",
    `${quote(side)} brought more than ${maxRows} rows to keep in memory: reconcile a shorter period, or raise \`maxRows\``,
    { side, maxRows },
  );
