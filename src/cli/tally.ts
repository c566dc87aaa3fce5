import type { AdaptersFinding } from "../adapters/index.ts";
import type { Admission } from "../gate/index.ts";

/** How one row of a file fared. */
export interface RowAnswer {
  /** Line that the row begins at. */
  readonly line: number;
  readonly admission: Admission;
  /** Why the row could not become an event, where it could not. */
  readonly findings?: readonly AdaptersFinding[];
}

/** Counts of a run. Memory: a number for each code, and a few answers. */
export interface Tally {
  readonly outcomes: Readonly<Record<Admission["outcome"], number>>;
  /** The strongest reason of each row that was not accepted, or would not be if the stream were enforced. */
  readonly reasons: ReadonlyMap<string, number>;
  /** Rows that are answered as an earlier one with the same identifier and content was. */
  readonly duplicates: number;
  /** At most three: the first of each reason, then whichever came first. */
  readonly examples: readonly RowAnswer[];
}

export const emptyTally: Tally = {
  outcomes: { accepted: 0, held: 0, refused: 0 },
  reasons: new Map(),
  duplicates: 0,
  examples: [],
};

/** Not accepted, or not to be accepted once the stream is enforced. */
export const isStopped = ({ outcome, wouldBe }: Admission): boolean => outcome !== "accepted" || wouldBe !== undefined;

/** The code of the strongest reason. */
export const codeOf = ({ reasons, outcome }: Admission): string => reasons[0]?.code ?? outcome;

export function count(tally: Tally, answer: RowAnswer): Tally {
  const { admission } = answer;
  const outcomes = { ...tally.outcomes, [admission.outcome]: tally.outcomes[admission.outcome] + 1 };
  const duplicates = tally.duplicates + (admission.duplicate ? 1 : 0);
  if (!isStopped(admission)) return { ...tally, outcomes, duplicates };
  const code = codeOf(admission);
  const reasons = new Map(tally.reasons).set(code, (tally.reasons.get(code) ?? 0) + 1);
  return { outcomes, duplicates, reasons, examples: chooseExamples([...tally.examples, answer]) };
}

const MOST_EXAMPLES = 3;

/** Keeps the first of each reason before a second of any. */
function chooseExamples(answers: readonly RowAnswer[]): readonly RowAnswer[] {
  if (answers.length <= MOST_EXAMPLES) return answers;
  const codes = answers.map(({ admission }) => codeOf(admission));
  const repeated = codes.findIndex((code, at) => codes.indexOf(code) < at);
  return answers.filter((_, at) => at !== (repeated === -1 ? MOST_EXAMPLES : repeated));
}
