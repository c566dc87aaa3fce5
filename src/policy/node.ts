import { FALSE, isUnknown, type Kleene, negate, TRUE, UNSEEN } from "./kleene.ts";
import type { Leaf } from "./leaf.ts";
import { MAX_WORK } from "./operators/operator.ts";
import type { Evaluate, Node, Run, Slot } from "./program.ts";
import type { Cell } from "./scalar.ts";

export const allOf = (children: readonly Node[]): Node => ({
  kind: "all",
  children,
  evaluate: combination(children, FALSE, TRUE),
});

export const anyOf = (children: readonly Node[]): Node => ({
  kind: "any",
  children,
  evaluate: combination(children, TRUE, FALSE),
});

export const notOf = (child: Node): Node => ({
  kind: "not",
  children: [child],
  evaluate: (run) => negate(child.evaluate(run)),
});

/** Kleene's logic: one that is decisive decides; else one that is unknown leaves it unknown; else it is the other. */
const combination =
  (children: readonly Node[], decisive: Kleene, otherwise: Kleene): Evaluate =>
  (run) => {
    let result = otherwise;
    for (const child of children) {
      const status = child.evaluate(run);
      if (status === decisive) return decisive;
      if (isUnknown(status)) result = status;
    }
    return result;
  };

export const slotNode = (at: number): Node => ({ kind: "slot", at, evaluate: (run) => statusOfSlot(at, run) });

/** A slot's status, which is remembered for the rest of the evaluation. */
export function statusOfSlot(at: number, run: Run): Kleene {
  const known = run.states[at] as Kleene;
  if (known !== UNSEEN) return known;
  const status = (run.program.slots[at] as Slot).evaluate(run);
  run.states[at] = status;
  return status;
}

/** Unknown where a side was not read; else what the operator says. */
export function leafEvaluation({ fact, other, literal, test }: Leaf): Evaluate {
  if (other !== undefined) {
    return (run) =>
      unreadOf(fact, run) ||
      unreadOf(other, run) ||
      test(run.cells[fact] as Cell, run.cells[other] as Cell, withWork(run));
  }
  return (run) => unreadOf(fact, run) || test(run.cells[fact] as Cell, literal, withWork(run));
}

function withWork(run: Run): Run {
  run.work = MAX_WORK;
  return run;
}

/** Why a reading has no cell, or `UNSEEN` when it has one. */
export const unreadOf = (reading: number, run: Run): Kleene => run.states[run.readingsAt + reading] as Kleene;
