import {
  absoluteDecimal,
  addDecimals,
  compareDecimals,
  type Decimal,
  multiplyDecimals,
  subtractDecimals,
} from "../../foundation/index.ts";
import type { Bound, Relation } from "../relation/relation.ts";

/** A number field of one table, as relations are looked for between such. */
export interface NumberField {
  /** Pointer from the table's object. */
  readonly pointer: string;
  /** Most digits behind the point that were seen. */
  readonly scale: number;
}

/** Two sides for one row, and how far apart rounding may have brought them. */
export interface Sides {
  readonly left: Decimal;
  readonly right: Decimal;
  readonly within: Decimal;
  /** Whether the row tells anything: zeros and ones fit many relations. */
  readonly tells: boolean;
}

/** How a relation is told, computed and written. The names of its fields stand in the order of `fields`. */
export interface Candidate {
  readonly kind: RelationKind;
  readonly fields: readonly NumberField[];
  /** Smaller is stricter. */
  readonly looseness: number;
  readonly sides: (values: readonly Decimal[]) => Sides;
  /** The same for a contract; pointers from the object. */
  readonly relation: Relation;
}

export type RelationKind = "product" | "sum" | "same" | "order";

const ZERO: Decimal = { units: 0n, scale: 0 };
const isZero = ({ units }: Decimal): boolean => units === 0n;
const isOne = (value: Decimal): boolean => compareDecimals(absoluteDecimal(value), { units: 1n, scale: 0 }) === 0;
/** Half a unit in the last place of a value that was rounded to at least so many places. */
const half = (value: Decimal, digits: number): Decimal => ({ units: 5n, scale: Math.max(value.scale, digits) + 1 });
/** A pointer as people write it. */
export const nameOf = (pointer: string): string =>
  pointer.split("/").slice(1).join(".").replaceAll("~1", "/").replaceAll("~0", "~").slice(0, 60);

const rounding = ({ pointer, scale }: NumberField): Bound => ({ rounding: pointer, digits: scale });

/** How exactly a product may have to hold, strictest first: to the digit, but for its own rounding, or for a factor's. */
const productBounds: readonly ((fields: readonly NumberField[]) => readonly Bound[])[] = [
  () => [],
  ([product]) => [rounding(product as NumberField)],
  ([product, price, times]) => [
    rounding(product as NumberField),
    { ...(rounding(price as NumberField) as object), times: times?.pointer } as Bound,
  ],
];

/** `product = price × times`. */
export function productCandidates(product: NumberField, price: NumberField, times: NumberField): readonly Candidate[] {
  const fields = [product, price, times];
  return productBounds.slice(0, formsOf(fields, productBounds.length)).map((boundsOf, looseness) => ({
    kind: "product",
    fields,
    looseness,
    sides: ([c = ZERO, a = ZERO, b = ZERO]) => {
      const byFactor = looseness === 2 ? multiplyDecimals(half(a, price.scale), absoluteDecimal(b)) : ZERO;
      const within = looseness === 0 ? ZERO : addDecimals(half(c, product.scale), byFactor);
      const tells = ![a, b].some((factor) => isZero(factor) || isOne(factor)) && isSmall(within, c);
      return { left: c, right: multiplyDecimals(a, b), within, tells };
    },
    relation: equality(
      `${nameOf(product.pointer)} = ${nameOf(times.pointer)} × ${nameOf(price.pointer)}`,
      product,
      { product: [times.pointer, price.pointer] },
      boundsOf(fields),
    ),
  }));
}

/** Whole numbers are not rounded: between them a relation holds to the digit, or not at all. */
const formsOf = (fields: readonly NumberField[], forms: number): number =>
  fields.some(({ scale }) => scale > 0) ? forms : 1;

/** A tolerance of a tenth of the value itself would let too much pass for a law. */
const isSmall = (within: Decimal, value: Decimal): boolean =>
  !isZero(value) && compareDecimals(multiplyDecimals(within, { units: 10n, scale: 0 }), absoluteDecimal(value)) <= 0;

/** `total = term + term …`, to the digit or but for the rounding of each. */
export function sumCandidates(total: NumberField, terms: readonly NumberField[]): readonly Candidate[] {
  const fields = [total, ...terms];
  return [false, true].slice(0, formsOf(fields, 2)).map((isRounded, looseness) => ({
    kind: "sum",
    fields,
    looseness,
    sides: ([sum = ZERO, ...values]) => ({
      left: sum,
      right: values.reduce(addDecimals, ZERO),
      within: isRounded
        ? [sum, ...values].map((value, at) => half(value, fields[at]?.scale ?? 0)).reduce(addDecimals, ZERO)
        : ZERO,
      tells: !values.some(isZero) && !isZero(sum),
    }),
    relation: equality(
      `${nameOf(total.pointer)} = ${terms.map(({ pointer }) => nameOf(pointer)).join(" + ")}`,
      total,
      { sum: terms.map(({ pointer }) => pointer) },
      isRounded ? fields.map(rounding) : [],
    ),
  }));
}

/** `one = other`. */
export function sameCandidates(one: NumberField, other: NumberField): readonly Candidate[] {
  return [
    {
      kind: "same",
      fields: [one, other],
      looseness: 0,
      sides: ([left = ZERO, right = ZERO]) => ({ left, right, within: ZERO, tells: !isZero(left) && !isZero(right) }),
      relation: equality(`${nameOf(one.pointer)} = ${nameOf(other.pointer)}`, one, other.pointer, []),
    },
  ];
}

function equality(
  name: string,
  left: NumberField,
  right: Extract<Relation, { right: unknown }>["right"],
  within: readonly Bound[],
): Relation {
  return { name: name.slice(0, 200), left: left.pointer, right, ...(within.length > 0 && { within }) };
}

/** Whether a row keeps to it. */
export const holds = ({ left, right, within }: Sides): boolean =>
  compareDecimals(absoluteDecimal(subtractDecimals(left, right)), within) <= 0;

/** Every relation that may be between some numbers: at most 16 fields, some 25,000 candidates. */
export function* numberCandidates(fields: readonly NumberField[]): Generator<readonly Candidate[]> {
  const some = fields.slice(0, MOST_FIELDS);
  for (const c of some) {
    const others = some.filter((field) => field !== c);
    for (const [at, a] of others.entries()) {
      for (const [next, b] of others.slice(at + 1).entries()) {
        yield* productsOf(c, a, b);
        yield sumCandidates(c, [a, b]);
        for (const d of others.slice(at + next + 2)) yield sumCandidates(c, [a, b, d]);
      }
    }
  }
  for (const [at, a] of some.entries()) for (const b of some.slice(at + 1)) yield sameCandidates(a, b);
}

const MOST_FIELDS = 16;

/** The factor with the more digits is the one that was rounded; either may be where both have some. */
function productsOf(c: NumberField, a: NumberField, b: NumberField): readonly (readonly Candidate[])[] {
  const [price, times] = a.scale > b.scale ? [a, b] : [b, a];
  const both = price.scale > 0 && times.scale > 0;
  return both
    ? [productCandidates(c, price, times), productCandidates(c, times, price)]
    : [productCandidates(c, price, times)];
}
