import { type Packs, parseUnit } from "../../../foundation/index.ts";
import { isUnit } from "../../shapes.ts";
import type { CompiledContract } from "../../validate.ts";
import { type Axis, signedAxis, sizeAxis } from "./axis.ts";
import { commonMoves, daySwap, type Hypothesis, hypothesesOf, timeMoves } from "./hypothesis.ts";

/** What a field's numbers are in: a unit, nothing that is declared, or a date, with the name of the date it is compared with. */
export interface Measure {
  readonly kind: "unit" | "undeclared" | "date" | "date-time";
  /** The unit; of a date, the name of the date beside it with which it is compared. */
  readonly of: string;
}

/** Where values of a measure lie, and what they are tested for. */
export interface Tested {
  readonly axis: Axis;
  readonly bank: readonly Hypothesis[];
}

/** What the units of one contract are tested for. Nothing of data is in it. */
export interface Measures {
  readonly packs: Packs;
  /** Whether its unit, where it has one, is one. */
  readonly isKnown: (measure: Measure) => boolean;
  readonly testsOf: (measure: Measure) => Tested;
}

/**
 * Reading all the units that one can be taken for takes milliseconds, and watches of a contract are restored again and
 * again: once for each unit, as long as somebody holds the contract.
 */
export function measuresOf(compiled: CompiledContract): Measures {
  const known = kept.get(compiled) ?? createMeasures(compiled.contract.packs ?? {});
  kept.set(compiled, known);
  return known;
}

const kept = new WeakMap<CompiledContract, Measures>();

/** Units that are kept; beyond, they are read each time. Data may name any unit where a member holds it. */
const MOST_UNITS = 500;

export function createMeasures(packs: Packs): Measures {
  const units = new Map<string, Tested>();
  const testsOfUnit = (of: string): Tested => {
    const known = units.get(of);
    if (known) return known;
    const tested = readUnit(of, packs);
    if (units.size < MOST_UNITS) units.set(of, tested);
    return tested;
  };
  return {
    packs,
    isKnown: ({ kind, of }) => kind !== "unit" || units.has(of) || isUnit(of, packs),
    testsOf: ({ kind, of }) => (kind === "unit" ? testsOfUnit(of) : others[kind]),
  };
}

const EVEN_DEGREES = 10;
const EVEN_HOURS = 0.25;

const others: Readonly<Record<Exclude<Measure["kind"], "unit">, Tested>> = {
  undeclared: { axis: sizeAxis, bank: commonMoves },
  date: { axis: signedAxis(EVEN_HOURS), bank: daySwap },
  "date-time": { axis: signedAxis(EVEN_HOURS), bank: timeMoves },
};

function readUnit(of: string, packs: Packs): Tested {
  const unit = parseUnit(of, packs);
  return { axis: unit.dimension === "K" ? signedAxis(EVEN_DEGREES) : sizeAxis, bank: hypothesesOf(unit, packs) };
}
