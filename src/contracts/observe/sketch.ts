import { closed, count, listOf, type Shape } from "../../foundation/shape.ts";
import { where } from "../shapes.ts";

/**
 * How many numbers of each size came: a histogram whose steps are a sixteenth of an octave wide. Every quantile is at most
 * {@link RELATIVE_ERROR} away from a number that came (Masson, Rim, Lee, "DDSketch", 2019; the steps here are even within
 * an octave, so that a step is read from the number's own bits).
 *
 * The order in which numbers come changes nothing, as long as they lie within 32 octaves; of those that span more, the
 * smallest share a step.
 */
export interface Sketch {
  zeros: number;
  readonly below: Steps;
  readonly above: Steps;
}

/** Numbers of one sign, by their size. */
interface Steps {
  /** The first step that is counted; the ones below it share it. */
  first: number;
  counts: Uint32Array;
  total: number;
}

const STEP_BITS = 4;
/** 32 octaves: 2 KiB for each sign. */
const MOST_STEPS = 512;
const LAST_STEP = (2_047 << STEP_BITS) - 1;

/** A step is a sixteenth of its lower end wide at most, and is told by its middle. */
export const RELATIVE_ERROR: number = 1 / 2 ** (STEP_BITS + 1);

const createSteps = (): Steps => ({ first: 0, counts: new Uint32Array(0), total: 0 });

export const createSketch = (): Sketch => ({ zeros: 0, below: createSteps(), above: createSteps() });

const number = new Float64Array(1);
const halves = new Uint32Array(number.buffer);
/** Where the exponent stands: the byte order of the machine is not ours to choose. */
const high = (() => {
  number[0] = 1;
  return halves[1] === 0 ? 0 : 1;
})();

/** Exponent and first bits of the fraction, as one number that grows with the size. */
function stepOf(size: number): number {
  number[0] = size;
  return (halves[high] as number) >>> (20 - STEP_BITS);
}

/** Counts a finite number. */
export function addNumber(sketch: Sketch, value: number): void {
  if (value > 0) countStep(sketch.above, stepOf(value));
  else if (value < 0) countStep(sketch.below, stepOf(-value));
  else sketch.zeros += 1;
}

function countStep(steps: Steps, step: number): void {
  const at = step - steps.first;
  steps.total += 1;
  if (at >= 0 && at < steps.counts.length) steps.counts[at] = (steps.counts[at] as number) + 1;
  else addStep(steps, step, 1);
}

/** Widens the range to hold a step; where it would be too wide, what is smallest shares the lowest. */
function addStep(steps: Steps, step: number, times: number): void {
  const end = steps.counts.length === 0 ? step + 1 : Math.max(steps.first + steps.counts.length, step + 1);
  const start = steps.counts.length === 0 ? step : Math.min(steps.first, step);
  const first = Math.max(start, end - MOST_STEPS);
  if (first !== steps.first || end - first !== steps.counts.length) {
    const counts = new Uint32Array(end - first);
    steps.counts.forEach((came, at) => {
      const to = Math.max(0, steps.first + at - first);
      counts[to] = (counts[to] as number) + came;
    });
    steps.counts = counts;
    steps.first = first;
  }
  const at = Math.max(0, step - first);
  steps.counts[at] = (steps.counts[at] as number) + times;
}

export const countIn = ({ zeros, below, above }: Sketch): number => zeros + below.total + above.total;

/** A number that so large a share of all numbers do not exceed, from 0 to 1; `undefined` where none came. */
export function quantileOf({ zeros, below, above }: Sketch, share: number): number | undefined {
  const all = zeros + below.total + above.total;
  if (all === 0) return undefined;
  const rank = Math.min(all - 1, Math.floor(share * all));
  if (rank < below.total) return -sizeAt(below, below.total - 1 - rank);
  return rank < below.total + zeros ? 0 : sizeAt(above, rank - below.total - zeros);
}

/** The size of the number with so many smaller ones. */
function sizeAt({ first, counts }: Steps, rank: number): number {
  let before = 0;
  const at = counts.findIndex((came) => {
    before += came;
    return before > rank;
  });
  return (lowerEnd(first + at) + lowerEnd(first + at + 1)) / 2;
}

function lowerEnd(step: number): number {
  halves[1 - high] = 0;
  halves[high] = Math.min(step, LAST_STEP) << (20 - STEP_BITS);
  return number[0] as number;
}

/** Whether a number of this sign and of such a size, give or take an octave, came before. */
export function isOfKnownSize({ zeros, below, above }: Sketch, value: number): boolean {
  if (value === 0) return zeros > 0;
  const { first, counts } = value > 0 ? above : below;
  const at = stepOf(Math.abs(value)) - first;
  const octave = 2 ** STEP_BITS;
  return counts.length > 0 && at >= -octave && at < counts.length + octave;
}

// ── saved ────────────────────────────────────────────────────────────────────────────────────────────────────────────

interface SavedSteps {
  readonly first: number;
  readonly counts: readonly number[];
}

export interface SavedSketch {
  readonly zeros: number;
  readonly below: SavedSteps;
  readonly above: SavedSteps;
}

const savedSteps: Shape<SavedSteps> = closed({
  first: where(count, (step) => step <= LAST_STEP, "a step"),
  counts: where(listOf(count), ({ length }) => length <= MOST_STEPS, `at most ${MOST_STEPS} counts`),
});

export const savedSketch: Shape<SavedSketch> = closed({ zeros: count, below: savedSteps, above: savedSteps });

export const saveSketch = ({ zeros, below, above }: Sketch): SavedSketch => ({
  zeros,
  below: { first: below.first, counts: [...below.counts] },
  above: { first: above.first, counts: [...above.counts] },
});

const restoreSteps = ({ first, counts }: SavedSteps): Steps => ({
  first,
  counts: Uint32Array.from(counts),
  total: counts.reduce((sum, came) => sum + came, 0),
});

export const restoreSketch = ({ zeros, below, above }: SavedSketch): Sketch => ({
  zeros,
  below: restoreSteps(below),
  above: restoreSteps(above),
});
