import {
  absoluteDecimal,
  compareDecimals,
  type Decimal,
  formatDecimal,
  type JsonValue,
  multiplyDecimals,
  parseDecimal,
  subtractDecimals,
} from "../../foundation/index.ts";
import type { Order, Relation } from "../relation/relation.ts";
import {
  type Candidate,
  holds,
  type NumberField,
  nameOf,
  numberCandidates,
  type RelationKind,
  type Sides,
} from "./candidates.ts";
import type { TableRow } from "./tree.ts";

/** A relation that most rows keep. */
export interface FoundRelation {
  readonly kind: RelationKind;
  /** Pointer of the object whose fields it is between: `""` for the record, `/lines/*` for items of a list. */
  readonly table: string;
  /** What a contract would say. */
  readonly relation: Relation;
  /** Rows that have everything that it needs. */
  readonly rows: number;
  /** Of those, how many do not keep it. */
  readonly broken: number;
  readonly examples: readonly BrokenExample[];
  /** The factor of a unit by which most broken rows are off that are off by any. */
  readonly factor?: { readonly factor: string; readonly rows: number };
}

export interface BrokenExample {
  readonly line: number;
  readonly left: string;
  readonly right: string;
}

/** How a table's cells are read: what they say as numbers and as times, in the styles of their fields. */
export interface CellReader {
  number(pointer: string, value: JsonValue | undefined): Decimal | undefined;
  time(pointer: string, value: JsonValue | undefined): number | undefined;
}

export interface RelationWatch {
  observe(row: TableRow, line: number): void;
  read(): FoundRelation | undefined;
}

/** Rows of a sample that have to tell something before a relation is believed in, and the share that has to keep it. */
const LEAST_TELLING = 12;
const LEAST_SHARE = 0.9;
/** A candidate that fails this often at once is given up. */
const [EARLY, MOST_EARLY_FAILURES] = [10, 5];
const MOST_EXAMPLES = 3;
const MOST_WATCHED = 40;

/** Relations between numbers that a sample of one table keeps, each in its strictest form, ready to watch all rows. */
export function mineNumbers(
  sample: readonly TableRow[],
  fields: readonly NumberField[],
  reader: CellReader,
): readonly RelationWatch[] {
  const found: { readonly candidate: Candidate; readonly share: number }[] = [];
  for (const forms of numberCandidates(fields)) {
    const rated = forms.map((candidate) => ({ candidate, share: shareOf(sample, candidate, reader) }));
    const best = Math.max(LEAST_SHARE, ...rated.map(({ share }) => share));
    const strictest = rated.find(({ share }) => share >= best);
    if (strictest) found.push(strictest);
  }
  return strongest(found).map((candidate) => watchNumbers(candidate, sample[0]?.table ?? "", reader));
}

/** The share of telling rows that keep it; 0 where too few tell anything, or it has failed too often at once. */
function shareOf(sample: readonly TableRow[], candidate: Candidate, reader: CellReader): number {
  let [telling, kept] = [0, 0];
  const lefts = new Set<string>();
  for (const row of sample) {
    const sides = sidesOf(row, candidate, reader);
    if (!sides?.tells) continue;
    telling += 1;
    if (holds(sides)) kept += 1;
    if (lefts.size < 3) lefts.add(formatDecimal(sides.left));
    if (telling <= EARLY && telling - kept >= MOST_EARLY_FAILURES) return 0;
  }
  return telling >= LEAST_TELLING && lefts.size >= 3 ? kept / telling : 0;
}

function sidesOf({ cells }: TableRow, { fields, sides }: Candidate, reader: CellReader): Sides | undefined {
  const values: Decimal[] = [];
  for (const { pointer } of fields) {
    const value = reader.number(pointer, cells.get(pointer));
    if (!value) return undefined;
    values.push(value);
  }
  return sides(values);
}

/** One relation for each kind and result: what else fits follows from it, or from chance. */
function strongest(found: readonly { readonly candidate: Candidate; readonly share: number }[]): readonly Candidate[] {
  const ranked = found.toSorted(
    (a, b) =>
      b.share - a.share ||
      a.candidate.looseness - b.candidate.looseness ||
      a.candidate.fields.length - b.candidate.fields.length,
  );
  const taken = new Set<string>();
  return ranked
    .filter(({ candidate: { kind, fields } }) => {
      const results = kind === "same" ? fields : fields.slice(0, 1);
      const names = results.map(({ pointer }) => `${kind} ${pointer}`);
      const isNew = names.every((name) => !taken.has(name)) || kind === "same";
      for (const name of names) taken.add(name);
      return isNew;
    })
    .slice(0, MOST_WATCHED)
    .map(({ candidate }) => candidate);
}

function watchNumbers(candidate: Candidate, table: string, reader: CellReader): RelationWatch {
  const examples: BrokenExample[] = [];
  const factors = new Map<string, number>();
  let [rows, telling, broken] = [0, 0, 0];
  return {
    observe(row, line) {
      const sides = sidesOf(row, candidate, reader);
      if (!sides) return;
      rows += 1;
      if (sides.tells) telling += 1;
      if (holds(sides)) return;
      broken += 1;
      const factor = factorOf(sides);
      if (factor) factors.set(factor, (factors.get(factor) ?? 0) + 1);
      if (examples.length < MOST_EXAMPLES)
        examples.push({ line, left: formatDecimal(sides.left), right: formatDecimal(sides.right) });
    },
    read() {
      if (telling < LEAST_TELLING || broken > rows * (1 - LEAST_SHARE)) return undefined;
      const [factor] = [...factors].sort(([, a], [, b]) => b - a);
      const { kind, relation } = candidate;
      const named = factor ? { factor: { factor: factor[0], rows: factor[1] } } : {};
      return { kind, table, relation, rows, broken, examples, ...named };
    },
  };
}

/** Factors of units that trade mixes up. */
const unitFactors = ["12", "24", "60", "100", "1000", "3600", "1000000", "2.20462", "1.609344", "0.3048"];

/** By which of them the one side is the other, to a thousandth. */
function factorOf({ left, right }: Sides): string | undefined {
  if (left.units === 0n || right.units === 0n) return undefined;
  return unitFactors.find((factor) => isTimes(left, right, factor) || isTimes(right, left, factor));
}

function isTimes(large: Decimal, small: Decimal, factor: string): boolean {
  const expected = multiplyDecimals(small, parseDecimal(factor));
  const difference = absoluteDecimal(subtractDecimals(large, expected));
  return compareDecimals(multiplyDecimals(difference, THOUSAND), absoluteDecimal(expected)) <= 0;
}

const THOUSAND: Decimal = { units: 1_000n, scale: 0 };

/** Without those that say of one field what others of the same terms say better of another. */
export const withoutEchoes = (relations: readonly FoundRelation[]): readonly FoundRelation[] =>
  relations.filter((one) => !relations.some((other) => isEcho(one, other)));

const isEcho = (one: FoundRelation, other: FoundRelation): boolean =>
  one.table === other.table && one.broken > other.broken && rightOf(one.relation) === rightOf(other.relation);

const rightOf = (relation: Relation): string => ("order" in relation ? relation.name : JSON.stringify(relation.right));

// ── times ────────────────────────────────────────────────────────────────────────────────────────────────────────────

const MOST_TIMES = 12;
const LEAST_ORDERED = 0.95;

/** Pairs of times of which the first is hardly ever after the second; what follows from two others is left out. */
export function mineTimes(
  sample: readonly TableRow[],
  pointers: readonly string[],
  reader: CellReader,
): readonly RelationWatch[] {
  const some = pointers.slice(0, MOST_TIMES);
  const pairs = some.flatMap((first) =>
    some.filter((second) => second !== first).map((second) => [first, second] as const),
  );
  const ordered = pairs.filter(([first, second]) => isOrdered(sample, first, second, reader));
  const isNext = ([first, second]: readonly [string, string]): boolean =>
    !some.some((between) => has(ordered, first, between) && has(ordered, between, second));
  return ordered.filter(isNext).map((pair) => watchTimes(pair, sample[0]?.table ?? "", reader));
}

const has = (pairs: readonly (readonly [string, string])[], first: string, second: string): boolean =>
  pairs.some(([a, b]) => a === first && b === second);

function isOrdered(sample: readonly TableRow[], first: string, second: string, reader: CellReader): boolean {
  let [earlier, later] = [0, 0];
  for (const { cells } of sample) {
    const [from, to] = [reader.time(first, cells.get(first)), reader.time(second, cells.get(second))];
    if (from !== undefined && to !== undefined && from < to) earlier += 1;
    if (from !== undefined && to !== undefined && from > to) later += 1;
  }
  return earlier >= LEAST_TELLING && earlier >= (earlier + later) * LEAST_ORDERED;
}

function watchTimes(order: readonly [string, string], table: string, reader: CellReader): RelationWatch {
  const name = order.map(nameOf).join(" ≤ ");
  const relation: Order = { name: name.slice(0, 200), order };
  const examples: BrokenExample[] = [];
  let [rows, broken] = [0, 0];
  return {
    observe({ cells }, line) {
      const [left, right] = order.map((pointer) => cells.get(pointer));
      const [from, to] = [reader.time(order[0], left), reader.time(order[1], right)];
      if (from === undefined || to === undefined) return;
      rows += 1;
      if (from <= to) return;
      broken += 1;
      if (examples.length < MOST_EXAMPLES) examples.push({ line, left: String(left), right: String(right) });
    },
    read: () =>
      rows >= LEAST_TELLING && broken <= rows * (1 - LEAST_SHARE)
        ? { kind: "order", table, relation, rows, broken, examples }
        : undefined,
  };
}
