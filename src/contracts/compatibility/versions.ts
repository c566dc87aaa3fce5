import type { CompatibilityMode } from "../contract.ts";
import type { PlacedChange } from "../diff/change.ts";
import { pathOf, tellChangeAt } from "../diff/compare.ts";
import {
  type CompatibilityDirection,
  type Difference,
  type DifferenceVerdict,
  directions,
} from "../diff/difference.ts";
import { type DirectionReport, judgeDirection, keyOf } from "./judge.ts";
import { createPace } from "./pace.ts";
import type { CompatibilityVerdict, VersionReport } from "./report.ts";
import { type ContractOrCompiled, contractOf, type Sides } from "./sides.ts";

/** Two versions, and how to compare them. */
export interface VersionsOptions {
  readonly mode: CompatibilityMode;
  readonly budget: number;
  readonly sides: Sides;
  readonly signal?: AbortSignal | undefined;
}

export interface Compared {
  readonly report: VersionReport;
  /** Changes that a document shows. */
  readonly changes: readonly PlacedChange[];
  readonly steps: number;
}

/** The directions that each mode asks about. */
const asked: Readonly<Record<string, readonly CompatibilityDirection[]>> = {
  NONE: [],
  BACKWARD: ["backward"],
  FORWARD: ["forward"],
  FULL: directions,
};

type Answers = Readonly<Record<CompatibilityDirection, DirectionReport>>;

/** Judges both directions, for the list of differences; the mode says which of them the verdict rests on. */
export async function compareVersions(
  before: ContractOrCompiled,
  after: ContractOrCompiled,
  options: VersionsOptions,
): Promise<Compared> {
  const against = contractOf(before).version;
  const judge = async (direction: CompatibilityDirection): Promise<DirectionReport & { readonly steps: number }> => {
    const question = options.sides.question(direction, before, after);
    const pace = createPace({ ...options, isTidy: question.isTidy });
    return { ...(await judgeDirection({ ...question, direction, against }, pace)), steps: pace.spent };
  };
  const answers = { backward: await judge("backward"), forward: await judge("forward") };
  const wanted = (asked[options.mode.replace("_TRANSITIVE", "")] ?? []).map((direction) => answers[direction]);
  const listed = listDifferences(answers);
  const counterexamples = wanted.flatMap((answer) => answer.counterexamples);
  const shown = new Set(counterexamples.map(({ key }) => key));
  return {
    report: {
      against,
      verdict: combineVerdicts(wanted.map(verdictOf)),
      directions: { backward: verdictOf(answers.backward), forward: verdictOf(answers.forward) },
      differences: listed.map(({ difference }) => difference),
      counterexamples: counterexamples.map(({ key, ...counterexample }) => {
        const difference = listed.findIndex((one) => one.key === key);
        return difference < 0 ? counterexample : { ...counterexample, difference };
      }),
      reasons: wanted.flatMap(({ reasons }) => reasons),
    },
    changes: wanted.flatMap((answer) => answer.changes.filter((change) => shown.has(keyOf(change)))),
    steps: answers.backward.steps + answers.forward.steps,
  };
}

function verdictOf({ counterexamples, isCompatible }: DirectionReport): CompatibilityVerdict {
  if (counterexamples.length > 0) return "broken";
  return isCompatible ? "compatible" : "unknown";
}

/** One that is broken breaks all; one that is unknown leaves it unknown. */
export function combineVerdicts(verdicts: readonly CompatibilityVerdict[]): CompatibilityVerdict {
  if (verdicts.includes("broken")) return "broken";
  return verdicts.includes("unknown") ? "unknown" : "compatible";
}

interface Listed {
  readonly key: string;
  readonly difference: Difference;
}

/**
 * The changes of both directions as one list. A lenient reader does not see every change; what it does not see does not
 * hurt it, and what only one of two lenient readers sees without being hurt is no difference between the contracts.
 */
function listDifferences(answers: Answers): readonly Listed[] {
  const seen = { backward: byKey(answers.backward), forward: byKey(answers.forward) };
  const all = [...new Map([...seen.backward, ...seen.forward])];
  return all
    .map(([key, change]) => ({ key, difference: describe(change, key, answers) }))
    .filter(({ key, difference }) => (seen.backward.has(key) && seen.forward.has(key)) || !isHarmless(difference));
}

const byKey = ({ changes }: DirectionReport): ReadonlyMap<string, PlacedChange> =>
  new Map(changes.map((change) => [keyOf(change), change]));

const isHarmless = ({ verdicts }: Difference): boolean =>
  verdicts.backward === "compatible" && verdicts.forward === "compatible";

function describe(change: PlacedChange, key: string, answers: Answers): Difference {
  const verdict = (direction: CompatibilityDirection): DifferenceVerdict =>
    answers[direction].verdicts.get(key) ?? "compatible";
  const { pair, code, before, after } = change;
  const verdicts = { backward: verdict("backward"), forward: verdict("forward") };
  return {
    code,
    path: pathOf(change),
    rule: pair.after.pointer,
    before,
    after,
    verdicts,
    sentence: tellChangeAt(change),
  };
}
