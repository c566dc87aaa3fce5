/** Width of one step, in natural logarithms: about ten percent. */
export const STEP = 0.1;
const LOWEST = Math.round(Math.log(1e-12) / STEP);
export const STEPS: number = Math.round(Math.log(1e15) / STEP) - LOWEST + 1;

/** The step of a value, whatever its sign; `undefined` for zero and for what is no finite number. */
export function stepOf(value: number): number | undefined {
  if (value === 0 || !Number.isFinite(value)) return undefined;
  const step = Math.floor(Math.log(Math.abs(value)) / STEP) - LOWEST;
  return Math.min(Math.max(step, 0), STEPS - 1);
}
