import {
  addDecimals,
  compareDecimals,
  type Decimal,
  formatDecimal,
  isDecimal,
  type JsonValue,
  parseDecimal,
  sha256Hex,
} from "../../foundation/index.ts";

/** One event of the population, known by its statement. */
export interface SampleItem {
  /** SHA-256 of the event's statement. */
  readonly statement: string;
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
 * A simple random sample without replacement: the items whose SHA-256 of seed, a colon and their statement is smallest.
 * Whoever has the seed and the population draws the same, in any order and any language. In the population's order.
 */
export function drawAtRandom(population: readonly SampleItem[], { seed, count }: Draw): readonly string[] {
  const ranked = population.map(({ statement }) => ({ statement, rank: sha256Hex(`${seed}:${statement}`) }));
  const drawn = new Set(
    ranked
      .sort((left, right) => (left.rank < right.rank ? -1 : 1))
      .slice(0, count)
      .map(({ statement }) => statement),
  );
  return population.map(({ statement }) => statement).filter((statement) => drawn.has(statement));
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
  for (const [at, { statement }] of population.entries()) {
    end += units[at] as bigint;
    const reach = end * BigInt(count) * SEEDS;
    if (hit >= BigInt(count) || placeOf(hit) >= reach) continue;
    drawn.push(statement);
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

const ZERO: Decimal = parseDecimal("0");

/** The sum of all values, as decimal text. */
export const totalOf = (population: readonly SampleItem[]): string =>
  formatDecimal(population.reduce((sum, { value = ZERO }) => addDecimals(sum, value), ZERO));

/** What a value weighs: a decimal, as number or text, that is not negative. Anything else weighs nothing that could be known. */
export function toWeight(value: JsonValue | undefined): Decimal | undefined {
  if (!isDecimal(value)) return undefined;
  const weight = parseDecimal(value);
  return compareDecimals(weight, ZERO) < 0 ? undefined : weight;
}
