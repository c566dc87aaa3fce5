import {
  addDecimals,
  compareDecimals,
  type Decimal,
  formatDecimal,
  isDecimal,
  type JsonValue,
  parseDecimal,
  sha256Hex,
  valueAt,
} from "../../foundation/index.ts";

/** One event of the population, known by its first admission: of one statement there may be an event, and forgeries under it. */
export interface SampleItem {
  /** SHA-256 of the admission's statement. */
  readonly admission: string;
  /** What it weighs, where the sample is drawn by value. */
  readonly value?: Decimal;
}

/** How a sample is drawn. */
export interface Draw {
  /** 64 hexadecimal digits that nobody in the house could choose. */
  readonly seed: string;
  /** How many are wanted. */
  readonly count: number;
}

/**
 * A simple random sample without replacement: the items whose SHA-256 of seed, a colon and their admission is smallest.
 * Whoever has the seed and the population draws the same, in any order and any language. In the population's order.
 */
export function drawAtRandom(population: readonly SampleItem[], { seed, count }: Draw): readonly string[] {
  const ranked = population.map(({ admission }) => ({ admission, rank: sha256Hex(`${seed}:${admission}`) }));
  const drawn = new Set(
    ranked
      .sort((left, right) => (left.rank < right.rank ? -1 : 1))
      .slice(0, count)
      .map(({ admission }) => admission),
  );
  return population.map(({ admission }) => admission).filter((admission) => drawn.has(admission));
}

const SEEDS = 1n << 256n;

/**
 * A monetary-unit sample: systematic selection with probability proportional to value. The values are laid one after the
 * other; the line is cut into `count` equal intervals, and in each the same place, which the seed decides, is hit. An item
 * as large as an interval is always drawn, and once however often it is hit; one that weighs nothing never is.
 * All in whole units of the smallest scale: nothing is rounded.
 */
export function drawByValue(population: readonly SampleItem[], { seed, count }: Draw): readonly string[] {
  const units = toUnits(population);
  const total = units.reduce((sum, one) => sum + one, 0n);
  if (total === 0n) return [];
  const start = BigInt(`0x${seed}`);
  const drawn: string[] = [];
  let [end, hit] = [0n, 0n];
  // Hit number k lies at (k + seed / 2^256) · total / count; both sides are compared times count · 2^256.
  const placeOf = (number: bigint): bigint => (number * SEEDS + start) * total;
  for (const [at, { admission }] of population.entries()) {
    end += units[at] as bigint;
    const reach = end * BigInt(count) * SEEDS;
    if (hit >= BigInt(count) || placeOf(hit) >= reach) continue;
    drawn.push(admission);
    hit = firstBeyond(reach, start, total);
  }
  return drawn;
}

/** The number of the first hit at or beyond a place. */
function firstBeyond(reach: bigint, start: bigint, total: bigint): bigint {
  const numerator = reach - start * total;
  return numerator <= 0n ? 0n : (numerator + SEEDS * total - 1n) / (SEEDS * total);
}

function toUnits(population: readonly SampleItem[]): readonly bigint[] {
  const scale = Math.max(0, ...new Set(population.map(({ value }) => value?.scale ?? 0)));
  return population.map(({ value }) => (value ? value.units * 10n ** BigInt(scale - value.scale) : 0n));
}

/** What an event weighs that the house turned away as not authentic: nothing of it was ever done. */
export const NOTHING: Decimal = { units: 0n, scale: 0 };

/** The sum of all values, as decimal text. */
export const totalOf = (population: readonly SampleItem[]): string =>
  formatDecimal(population.reduce((sum, { value = NOTHING }) => addDecimals(sum, value), NOTHING));

/** What a value weighs: a decimal, as number or text, that is not negative. Anything else weighs nothing that could be known. */
export function toWeight(value: JsonValue | undefined): Decimal | undefined {
  if (!isDecimal(value)) return undefined;
  const weight = parseDecimal(value);
  return compareDecimals(weight, NOTHING) < 0 ? undefined : weight;
}

/** What an event weighs by the amount at a pointer into its data. @throws {FoundationError} `pointer_malformed` */
export const weightAt = (data: JsonValue | undefined, pointer: string): Decimal | undefined =>
  data === undefined ? undefined : toWeight(valueAt(data, pointer));
