import type { Hypothesis } from "./hypothesis.ts";
import { STEP } from "./step.ts";

/** Where values lie so that what is compared is far apart where it differs much: in steps, from 0 to `steps`. */
export interface Axis {
  readonly steps: number;
  /** `undefined` where a value has no place: zero has no size. */
  readonly place: (value: number) => number | undefined;
  /** Where a value would lie if the hypothesis were true and it were converted back. */
  readonly under: (hypothesis: Hypothesis, reading: Reading, placed: number) => number;
}

/** A value; of a date, the hours between it and another one, and the same with day and month swapped. */
export type Reading = readonly [value: number, swapped?: number];

const LOWEST = Math.log(1e-12) / STEP;
const SIZES = Math.round(Math.log(1e15) / STEP - LOWEST) + 1;

/** By the logarithm, whatever the sign, from 1e-12 to 1e15: another unit moves everything by the same. */
export const sizeAxis: Axis = {
  steps: SIZES,
  place: (value) =>
    value === 0 || !Number.isFinite(value)
      ? undefined
      : Math.min(Math.max(Math.log(Math.abs(value)) / STEP - LOWEST, 0), SIZES - 1),
  under: ({ moved }, _, placed) => placed - moved,
};

const MIDDLE = 460;

/** By size and sign, evenly within `even` of zero: for temperatures, and for times from each other. */
export function signedAxis(even: number): Axis {
  const place = (value: number): number => {
    const placed = MIDDLE + Math.asinh(value / even) / STEP;
    return Math.min(Math.max(placed, 0), 2 * MIDDLE);
  };
  return {
    steps: 2 * MIDDLE + 1,
    place: (value) => (Number.isFinite(value) ? place(value) : undefined),
    under: ({ factor, offset, isSwap }, [value, swapped = value]) =>
      place(isSwap ? swapped : (value - offset) / factor),
  };
}
