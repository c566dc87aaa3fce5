import { conversionFactor, type Decimal, formatDecimal, parseUnit } from "../../foundation/index.ts";
import { compileField } from "../field.ts";
import type { Step } from "../step.ts";
import {
  type Candidate,
  type Evidence,
  type Hypothesis,
  isMost,
  judge,
  mostFrequent,
  sayPlace,
  spreadSample,
  valuePairs,
  withSteps,
} from "./hypothesis.ts";

type Rational = ReturnType<typeof conversionFactor>;

/** What is confused most: one side counts in the one, the other in the other. */
const confusions: readonly (readonly [from: string, to: string])[] = [
  ["h", "min"],
  ["min", "s"],
  ["h", "s"],
  ["d", "h"],
  ["wk", "d"],
  ["kg", "g"],
  ["t", "kg"],
  ["L", "mL"],
  ["m", "cm"],
  ["m", "mm"],
  ["DZN", "EA"],
  ["GRO", "EA"],
  ["[lb_av]", "kg"],
  ["[oz_av]", "g"],
  ["[in_i]", "cm"],
  ["[in_i]", "mm"],
  ["[ft_i]", "m"],
  ["[yd_i]", "m"],
  ["[mi_i]", "km"],
  ["[gal_us]", "L"],
];

const LARGEST_TERM = 1_000_000n;
const MOST_PLACES = 20;

/** One side is a constant multiple of the other: minutes for seconds, cases for pieces, a swapped sign, a rate. */
export const constantFactor: Hypothesis<"constant_factor"> = {
  kind: "constant_factor",
  fits: ["decimal"],
  canBePartial: true,
  candidates: (evidence) => {
    const known = confusions.flatMap(confusedFactors);
    return [...exactFactor(evidence, known), ...roundedFactor(evidence, known)];
  },
};

interface KnownFactor extends Rational {
  /** `h to min`. */
  readonly name: string;
}

const confusedFactors = ([from, to]: readonly [from: string, to: string]): readonly KnownFactor[] => [
  { name: `${from} to ${to}`, ...conversionFactor(parseUnit(from), parseUnit(to)) },
  { name: `${to} to ${from}`, ...conversionFactor(parseUnit(to), parseUnit(from)) },
];

function exactFactor(evidence: Evidence, known: readonly KnownFactor[]): readonly Candidate[] {
  const pairs = valuePairs<Decimal>(evidence);
  const voted = mostFrequent(pairs, ([left, right]) => formatRatio(ratio(left, right)));
  if (voted === undefined) return [];
  const factor = readRatio(voted);
  // From one value alone, any factor fits as well as any other rule.
  if (!severalValues(pairs) && namesOf(factor, known).length === 0) return [];
  return [candidate(evidence, factor, known)];
}

export const severalValues = (pairs: readonly (readonly [Decimal, Decimal])[]): boolean =>
  new Set(pairs.map(([{ units, scale }]) => `${units}e${scale}`)).size > 1;

/** A factor between two units, where the right side was rounded after it was converted. */
function roundedFactor(evidence: Evidence, known: readonly KnownFactor[]): readonly Candidate[] {
  const { differences, field } = evidence;
  const sample: Evidence = { ...evidence, differences: spreadSample(differences), agreeing: () => [] };
  const pairs = valuePairs<Decimal>(sample);
  if (field.rule.tolerance || !isMost(pairs.filter(isTelling).length, sample.differences.length)) return [];
  const places = valuePairs<Decimal>(evidence).reduce((most, [, { scale }]) => Math.max(most, scale), 0);
  if (places > MOST_PLACES) return [];
  return known
    .map((factor) => candidate(evidence, factor, known, places))
    .filter(({ rule }) => judge(compileField(rule, evidence.plan.packs), sample) !== undefined);
}

/** A number of one digit is what many factors round to. */
const isTelling = ([, { units, scale }]: readonly [Decimal, Decimal]): boolean =>
  scale <= MOST_PLACES && (units > 9n || units < -9n);

function candidate(evidence: Evidence, factor: Rational, known: readonly KnownFactor[], places?: number): Candidate {
  const rule = withSteps(evidence.field.rule, "left", ...stepsFor(factor));
  const names = namesOf(factor, known);
  const hint = names.length > 0 ? ` (${names.join(", ")})` : "";
  return {
    rule: places === undefined ? rule : { ...rule, tolerance: { places } },
    says: `${sayPlace(evidence, "right")} ${sayFactor(factor)} ${sayPlace(evidence, "left")}${hint}`,
  };
}

/** One step where one says it all, two for a fraction that never ends. */
function stepsFor(factor: Rational): readonly Step[] {
  const by = toDecimalText(factor);
  if (by !== undefined) return [{ step: "multiply", by }];
  const divide: Step = { step: "divide", by: String(factor.denominator) };
  return factor.numerator === 1n ? [divide] : [{ step: "multiply", by: String(factor.numerator) }, divide];
}

function sayFactor(factor: Rational): string {
  const { numerator, denominator } = factor;
  if (numerator === -1n && denominator === 1n) return "has the opposite sign of";
  const decimal = numerator === 1n ? undefined : toDecimalText(factor);
  return decimal === undefined ? `is ${numerator}/${denominator} of` : `is ${decimal} times`;
}

/** `0.45359237`, where twelve digits after the point say it exactly. */
function toDecimalText({ numerator, denominator }: Rational): string | undefined {
  const scale = Array.from({ length: 13 }, (_, digits) => digits).find(
    (digits) => (numerator * 10n ** BigInt(digits)) % denominator === 0n,
  );
  if (scale === undefined) return undefined;
  return formatDecimal({ units: (numerator * 10n ** BigInt(scale)) / denominator, scale });
}

/** The first two confusions that have this factor. */
function namesOf({ numerator, denominator }: Rational, known: readonly KnownFactor[]): readonly string[] {
  const same = known.filter((other) => other.numerator === numerator && other.denominator === denominator);
  return same.slice(0, 2).map(({ name }) => name);
}

/** Right divided by left, in lowest terms. */
function ratio(left: Decimal, right: Decimal): Rational | undefined {
  if (left.units === 0n || right.units === 0n || !isShort(left) || !isShort(right)) return undefined;
  const numerator = right.units * 10n ** BigInt(left.scale);
  const denominator = left.units * 10n ** BigInt(right.scale);
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

// Reducing a fraction of a thousand digits takes as long as a thousand ordinary ones.
const isShort = ({ units, scale }: Decimal): boolean => scale <= MOST_PLACES && units < LONGEST && units > -LONGEST;
const LONGEST = 10n ** 40n;

/** With the sign of `right`, so that the reduced denominator is positive. */
function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [a, b] = [left < 0n ? -left : left, right < 0n ? -right : right];
  while (b !== 0n) [a, b] = [b, a % b];
  return right < 0n ? -a : a;
}

function formatRatio(factor: Rational | undefined): string | undefined {
  if (factor === undefined) return undefined;
  const { numerator, denominator } = factor;
  const isSmall = denominator <= LARGEST_TERM && numerator <= LARGEST_TERM && numerator >= -LARGEST_TERM;
  return isSmall ? `${numerator}/${denominator}` : undefined;
}

function readRatio(text: string): Rational {
  const [numerator = "0", denominator = "1"] = text.split("/");
  return { numerator: BigInt(numerator), denominator: BigInt(denominator) };
}
