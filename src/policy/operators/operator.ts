import { FALSE, type Kleene, negate, TOO_LARGE, TRUE, WRONG_TYPE } from "../kleene.ts";
import type { Cell, List, ScalarType, scalarTypes } from "../scalar.ts";

/** What an operator may know beside its two sides. */
export interface Scope {
  /** The moment of the decision, in milliseconds since 1970. */
  readonly at: number;
  /** Comparisons of items that this condition may still make. */
  work: number;
}

/** Comparisons of items that one condition may make in one decision: beyond that it is unknown. */
export const MAX_WORK = 100_000;

export type Test = (fact: Cell, value: Cell, scope: Scope) => Kleene;

type ScalarRow = (typeof scalarTypes)[ScalarType];

/** How many lists deep the two sides are: `in` takes a value and a list of values, so `[0, 1]`. */
export type Sides = readonly [fact: number, value: number];

/** One row per operator. */
export interface Operator {
  readonly name: string;
  /** As in "the amount is …". */
  readonly words: string;
  /** What it compares. The first one is meant where neither a declaration nor the literal says. */
  readonly types: readonly [ScalarType, ...ScalarType[]];
  readonly sides: Sides;
  /** Whether it only asks about the fact; `value` is then left out, or `true`. */
  readonly isUnary?: boolean;
  /** The decorators that make sense on it, where not all of them do. */
  readonly decorators?: readonly string[];
  /** Reads the literal where it is not of the fact's own type; `undefined` when it does not fit. */
  readonly readLiteral?: (literal: unknown) => Cell | undefined;
  /** Whether a literal of the right type can be meant. */
  readonly fits?: (literal: Cell) => boolean;
  /** What a literal must be, in words, where its type does not say it all. */
  readonly expected?: string;
  readonly test: (type: ScalarRow) => Test;
}

export const anyScalar = ["any", "text", "number", "flag", "decimal", "instant"] as const;
export const ordered = ["number", "decimal", "instant"] as const;

export const not =
  (test: Test): Test =>
  (fact, value, scope) =>
    negate(test(fact, value, scope));

/** Whether the test holds for one of the items. One that cannot be read leaves it open, unless another one holds. */
export function some(items: List, scope: Scope, test: (item: Cell) => Kleene): Kleene {
  let result = FALSE;
  for (const item of items) {
    if (--scope.work < 0) return TOO_LARGE;
    const status = item === undefined ? WRONG_TYPE : test(item);
    if (status === TRUE) return TRUE;
    if (status !== FALSE) result = status;
  }
  return result;
}

/** Whether it holds for every item; of none, it holds. */
export const every = (items: List, scope: Scope, test: (item: Cell) => Kleene): Kleene =>
  negate(some(items, scope, (item) => negate(test(item))));

/** Readings and literals are lists exactly where an operator's `sides` say so. */
export const asList = (cell: Cell): List => cell as List;
export const asText = (cell: Cell): string => cell as string;
export const asNumber = (cell: Cell): number => cell as number;
