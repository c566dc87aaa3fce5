import type { Effect } from "./effect.ts";
import type { Kleene } from "./kleene.ts";
import type { Leaf } from "./leaf.ts";
import type { CompiledObligation } from "./obligation.ts";
import type { Scope } from "./operators/operator.ts";
import type { Reading } from "./reading.ts";
import type { Cell } from "./scalar.ts";

/** What a policy is compiled to: tables and closures that evaluations only read. */
export interface Program {
  readonly readings: readonly Reading[];
  readonly slots: readonly Slot[];
  /** Highest priority first, else as in the document. */
  readonly rules: readonly CompiledRule[];
}

export interface CompiledRule {
  readonly name: string;
  readonly effect: Effect;
  readonly severity: number;
  readonly sentence: string | undefined;
  readonly node: Node;
  readonly obligations: readonly CompiledObligation[];
}

/** What a condition says in one evaluation. */
export type Evaluate = (run: Run) => Kleene;

/** A condition as it is evaluated. */
export type Node = { readonly evaluate: Evaluate } & (
  | { readonly kind: "all" | "any" | "not"; readonly children: readonly Node[] }
  | { readonly kind: "slot"; readonly at: number }
);

/** A comparison or a named condition. It is numbered, and evaluated once in a decision, however often it is used. */
export type Slot = { readonly evaluate: Evaluate } & (
  | { readonly kind: "leaf"; readonly leaf: Leaf }
  | { readonly kind: "named"; readonly name: string; readonly node: Node }
);

/**
 * One evaluation: the facts as they were read, and a byte for everything that was asked of them. It belongs to one
 * decision alone, so that two evaluations of a policy cannot disturb each other.
 */
export interface Run extends Scope {
  readonly program: Program;
  /** What was read, by number of the reading. */
  readonly cells: readonly (Cell | undefined)[];
  /** The same as the facts had it, where it is a text, a number or a flag. */
  readonly found: readonly (string | number | boolean | undefined)[];
  /** What each slot said; then, from `readingsAt`, why there is no cell for a reading. */
  readonly states: Uint8Array;
  readonly readingsAt: number;
}
