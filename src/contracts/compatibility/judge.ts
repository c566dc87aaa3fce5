import type { Reason } from "../../foundation/index.ts";
import { anything, type Rules } from "../counterexample/rule.ts";
import type { Goal } from "../counterexample/run.ts";
import { type Found, type Question, type Refused, search } from "../counterexample/search.ts";
import type { Side } from "../counterexample/side.ts";
import { valuesOf } from "../counterexample/solve.ts";
import type { PlacedChange } from "../diff/change.ts";
import { compareRules, liftRules, pathOf, tellChangeAt } from "../diff/compare.ts";
import type { CompatibilityDirection, DifferenceVerdict } from "../diff/difference.ts";
import { rulesOf } from "../diff/flat.ts";
import type { Pace } from "./pace.ts";
import type { Counterexample } from "./report.ts";

/** Two contracts, in the order of time, and the direction in which documents go. */
export interface Judged extends Question {
  readonly direction: CompatibilityDirection;
  readonly against: string;
}

/** One direction's answer. */
export interface DirectionReport {
  /** For each change that documents can show, by place and code. */
  readonly verdicts: ReadonlyMap<string, DifferenceVerdict>;
  readonly changes: readonly PlacedChange[];
  readonly counterexamples: readonly (Counterexample & { readonly key?: string })[];
  readonly isCompatible: boolean;
  readonly reasons: readonly Reason<"budget" | "undecided">[];
}

/** Steps for one change: to prove it harmless, and to find a document that shows it. */
const STEPS_PER_CHANGE = 3_000;

export const keyOf = (change: PlacedChange): string =>
  `${change.code} ${pathOf(change)} ${change.keywords.join()} ${change.pair.after.pointer}`;

/**
 * Judges each change in one direction, then the schemas as a whole. A change is `compatible` when no value of the
 * writer's schema breaks what changed in the reader's; else a document is looked for that shows it. When every change is
 * compatible by itself, so are the schemas; otherwise only a search over whole documents that comes to its end says so.
 */
export async function judgeDirection(judged: Judged, pace: Pace): Promise<DirectionReport> {
  const { before, after } = inTime(judged);
  const { changes, isComplete } = compareRules(before.rules, after.rules);
  const verdicts = new Map<string, DifferenceVerdict>();
  const counterexamples: (Counterexample & { key?: string })[] = [];
  const kept: PlacedChange[] = [];
  let isProven = isComplete;
  for (const change of changes) {
    await pace.breathe();
    if (isNoChange(change, pace)) continue;
    kept.push(change);
    const verdict = judgeByItself(change, judged, pace);
    const shown = verdict === "compatible" ? undefined : showChange(change, judged, pace);
    isProven &&= verdict === "compatible";
    if (shown?.counterexample) counterexamples.push({ ...shown.counterexample, key: keyOf(change) });
    verdicts.set(keyOf(change), mergeVerdict(verdicts.get(keyOf(change)), shown?.verdict ?? verdict));
  }
  const whole = isProven || counterexamples.length > 0 ? undefined : await searchWhole(judged, pace);
  if (whole?.refused) counterexamples.push(tellRefused(whole.refused, judged));
  const isCompatible = counterexamples.length === 0 && (isProven || isHarmless(kept, whole, judged));
  return {
    verdicts: isCompatible ? new Map(kept.map((change) => [keyOf(change), "compatible"])) : verdicts,
    changes: kept,
    counterexamples,
    isCompatible,
    reasons: isCompatible || counterexamples.length > 0 ? [] : whyUnknown(kept, verdicts, pace),
  };
}

const inTime = ({ direction, writer, reader }: Judged): { readonly before: Side; readonly after: Side } =>
  direction === "backward" ? { before: writer, after: reader } : { before: reader, after: writer };

/** The heavier of two verdicts: rows with one key are one to the user. */
function mergeVerdict(known: DifferenceVerdict | undefined, next: DifferenceVerdict): DifferenceVerdict {
  const order: readonly DifferenceVerdict[] = ["compatible", "undecided", "breaking"];
  return known !== undefined && order.indexOf(known) > order.indexOf(next) ? known : next;
}

const isNoChange = ({ parts }: PlacedChange, { identify }: Pace): boolean =>
  parts !== undefined && identify(parts.before) === identify(parts.after);

/** What reads, and what is written, of a change. */
const sidesOf = ({ parts, pair }: PlacedChange, direction: CompatibilityDirection): { written: Rules; read: Rules } =>
  direction === "backward"
    ? { written: pair.before, read: parts?.after ?? anything }
    : { written: pair.after, read: parts?.before ?? anything };

function judgeByItself(change: PlacedChange, { direction }: Judged, pace: Pace): DifferenceVerdict {
  if (change.verdicts) return change.verdicts[direction];
  const { written, read } = sidesOf(change, direction);
  const { values, exhausted } = pace.start(STEPS_PER_CHANGE).solve({ keep: [written], breaks: [read] });
  return values.length === 0 && exhausted ? "compatible" : "undecided";
}

interface Shown {
  readonly verdict: DifferenceVerdict;
  readonly counterexample?: Counterexample;
}

/** Looks for a whole document that shows a change at its place. */
function showChange(change: PlacedChange, judged: Judged, pace: Pace): Shown {
  if (change.verdicts) return showMeaning(change, judged, pace);
  const { read } = sidesOf(change, judged.direction);
  const goal: Goal = { keep: [judged.writer.rules], breaks: [liftRules(read, change.pair.steps)] };
  const { refused, exhausted } = search(goal, judged, pace.start(STEPS_PER_CHANGE));
  if (refused) return { verdict: "breaking", counterexample: tellRefused(refused, judged, change) };
  return { verdict: exhausted ? "compatible" : "undecided" };
}

/** A document with the value whose meaning changed, which both contracts accept. */
function showMeaning(change: PlacedChange, judged: Judged, pace: Pace): Shown {
  const verdict = change.verdicts?.[judged.direction] ?? "undecided";
  if (verdict !== "breaking") return { verdict };
  const present = liftRules(nothingToMeasure, change.pair.steps);
  const { writer, reader } = judged;
  const goal: Goal = { keep: [writer.rules, reader.rules], breaks: [present] };
  const candidates = valuesOf(goal, pace.start(STEPS_PER_CHANGE));
  for (let next = candidates.next(); !next.done; next = candidates.next()) {
    const document = next.value;
    if (writer.judge(document) !== "valid" || reader.judge(document) !== "valid") continue;
    const sentence = `both contracts accept the document, and do not mean the same: ${tellChangeAt(change)}`;
    const { direction, against } = judged;
    return { verdict, counterexample: { direction, against, kind: "misread", document, sentence } };
  }
  return { verdict: "undecided" };
}

/** Broken by numbers and texts that are not zero: of nothing, every unit has as much. */
const nothingToMeasure: Rules = {
  pointer: "",
  source: false,
  list: [
    {
      kind: "any",
      of: [
        rulesOf([{ kind: "types", types: new Set(["null", "boolean", "object", "array"]), integer: false }]),
        rulesOf([{ kind: "values", values: [0, "0"] }]),
      ],
    },
  ],
};

async function searchWhole(judged: Judged, pace: Pace): Promise<Found> {
  await pace.breathe();
  return search(
    { keep: [judged.writer.rules], breaks: [judged.reader.rules] },
    judged,
    pace.start(Number.POSITIVE_INFINITY),
  );
}

/** Whether a search that found no document came to its end, and no change means something by itself. */
const isHarmless = (changes: readonly PlacedChange[], whole: Found | undefined, { direction }: Judged): boolean =>
  whole?.exhausted === true &&
  changes.every(({ verdicts }) => (verdicts?.[direction] ?? "compatible") === "compatible");

function tellRefused({ document, finding }: Refused, judged: Judged, change?: PlacedChange): Counterexample {
  const { direction, against } = judged;
  const who =
    direction === "backward"
      ? "the old contract allows the document, and the new one refuses it: whoever still sends the old version breaks"
      : "the new contract allows the document, and the old one refuses it: whoever still reads by the old version breaks";
  const why = change ? `${tellChangeAt(change)}. ` : "";
  return { direction, against, kind: "refused", document, finding, sentence: `${why}${who}: ${finding.sentence}` };
}

function whyUnknown(
  changes: readonly PlacedChange[],
  verdicts: ReadonlyMap<string, DifferenceVerdict>,
  pace: Pace,
): readonly Reason<"budget" | "undecided">[] {
  const open = changes.filter((change) => verdicts.get(keyOf(change)) === "undecided");
  const undecided = open.map(
    (change): Reason<"undecided"> => ({
      code: "undecided",
      sentence: `nobody can say what it means that ${tellChangeAt(change)}`,
    }),
  );
  const budget: Reason<"budget"> = {
    code: "budget",
    sentence: `the search ended after ${pace.spent} steps without an answer: allow more with a larger budget`,
  };
  return pace.isSpent || undecided.length === 0 ? [...undecided, budget] : undecided;
}
