/*
 * Everything here is made of additions, subtractions, multiplications and divisions of doubles, whose results IEEE 754 fixes to
 * the last bit. `Math.pow`, `Math.exp` and `Math.log` may differ between engines (ECMA-262 §21.3.2 leaves them to the
 * implementation), and two auditors would then differ in their answers.
 */

/** Amounts are kept as whole numbers of 10⁻⁹, so that sums are exact and do not depend on their order. */
const NANO = 1_000_000_000;
/** Most evidence kept of one signal, 90,000 observations: that of a hundred signals still adds up exactly, below 2^53. */
export const MOST_EVIDENCE_NANO: number = 90_000 * NANO;
/** Largest of the other amounts: a million. */
export const MOST_NANO: number = 1_000_000 * NANO;

export const toNano = (value: number): number => Math.round(value * NANO);
export const fromNano = (nano: number): number => nano / NANO;

/** Heron's method from above: each step is smaller until no smaller double is left. Of nothing, and of no number, 0. */
export function squareRoot(value: number): number {
  if (!(value > 0)) return 0;
  let root = Math.max(value, 1);
  for (;;) {
    const next = (root + value / root) / 2;
    if (!(next < root)) return root;
    root = next;
  }
}

// ECMA-262 fixes the value of this constant; it is the functions beside it that it does not.
const { LN2 } = Math;

/** The natural logarithm of a positive number: ln x = 2 artanh((x - 1)/(x + 1)), after taking out powers of two. */
export function naturalLog(value: number): number {
  if (!(value > 0 && Number.isFinite(value))) return Number.NaN;
  let [mantissa, exponent] = [value, 0];
  for (; mantissa > 1.5; exponent++) mantissa /= 2;
  for (; mantissa < 0.75; exponent--) mantissa *= 2;
  const ratio = (mantissa - 1) / (mantissa + 1);
  let [sum, power] = [0, ratio];
  // |ratio| is at most 1/5: thirteen terms are beyond the last bit.
  for (let odd = 1; odd < 26; odd += 2) {
    sum += power / odd;
    power *= ratio * ratio;
  }
  return 2 * sum + exponent * LN2;
}

/** 2^-1/2, 2^-1/4, 2^-1/8 …: fifty of them tell any fraction of a half-life to the last bit. */
const roots: readonly number[] = Array.from({ length: 50 }).reduce<number[]>(
  (found) => [...found, squareRoot(found.at(-1) ?? 0.5)],
  [],
);

/** What is left of one after a time: 2^(-elapsed/halfLife). After 64 half-lives nothing is. */
export function remainingAfter(elapsed: number, halfLife: number): number {
  let halvings = elapsed / halfLife;
  if (halvings >= 64) return 0;
  let remaining = 1;
  for (; halvings >= 1; halvings--) remaining /= 2;
  for (const root of roots) {
    halvings *= 2;
    if (halvings < 1) continue;
    halvings -= 1;
    remaining *= root;
  }
  return remaining;
}
