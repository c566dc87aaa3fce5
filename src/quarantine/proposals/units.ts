import { type CompiledContract, fieldRules } from "../../contracts/index.ts";
import { conversionFactor, isDecimal, parseDecimal, parseUnit } from "../../foundation/index.ts";
import type { RepairOperation } from "../operations/operations.ts";
import { shiftedUnitOf } from "../operations/scale.ts";
import { placeInData } from "../repair-plan.ts";
import type { Propose } from "./proposal.ts";

/** Values are in another unit than declared: back by the exact factor between the two, or to the right clock. */
export const proposeForUnit: Propose = (finding, compiled) => {
  const { declared, looksLike, factor, offset } = finding.facts as Readonly<Record<string, unknown>>;
  if (typeof declared !== "string" || typeof looksLike !== "string") return [];
  const path = placeInData(finding);
  if (declared === "date" || declared === "date-time") return proposeForTime(path, offset);
  const back = betweenUnits(path, declared, looksLike, compiled) ?? byFactor(path, String(factor), compiled);
  return back ? [[back]] : [];
};

/** Times are another zone's, by so many hours; or day and month changed places. */
function proposeForTime(path: string, hours: unknown): readonly (readonly RepairOperation[])[] {
  if (hours === undefined) return [[{ op: "swap_day_month", path }]];
  const [, isEarlier, size] = /^(-?)(\d{1,3})$/.exec(String(hours)) ?? [];
  return size === undefined ? [] : [[{ op: "shift", path, by: `${isEarlier ? "" : "-"}PT${size}H` }]];
}

function betweenUnits(
  path: string,
  declared: string,
  looksLike: string,
  compiled: CompiledContract,
): RepairOperation | undefined {
  const { packs = {} } = compiled.contract;
  try {
    const [to, from] = [parseUnit(declared, packs), parseUnit(looksLike, packs)];
    const { numerator, denominator } = conversionFactor(to, from);
    const isShifted = [to, from].some(({ offset }) => offset.numerator !== 0n);
    if (isShifted || (numerator !== 1n && denominator !== 1n))
      return { op: "convert", path, from: looksLike, to: declared, digits: digitsOf(path, compiled) };
    return denominator === 1n ? divideBy(path, numerator, compiled) : { op: "multiply", path, by: String(denominator) };
  } catch {
    // `EUR × 100` is no unit.
    return undefined;
  }
}

/** Values are a whole number of times as large as they should be, or that part of it: `60`, `0.01`, `1/60`. */
export function byFactor(path: string, factor: string, compiled: CompiledContract): RepairOperation | undefined {
  if (shiftedUnitOf(path, compiled.contract) !== undefined) return undefined;
  const part = partOf(factor);
  if (part !== undefined) return { op: "multiply", path, by: part };
  return /^[1-9]\d{0,17}$/.test(factor) && factor !== "1" ? divideBy(path, BigInt(factor), compiled) : undefined;
}

/** The whole number of which a factor is one part. */
function partOf(factor: string): string | undefined {
  const [, whole] = /^1\/([1-9]\d{0,17})$/.exec(factor) ?? [];
  if (whole !== undefined) return whole;
  const { units, scale } = isDecimal(factor) ? parseDecimal(factor) : { units: 0n, scale: 0 };
  return units === 1n && scale > 0 ? String(10n ** BigInt(scale)) : undefined;
}

const divideBy = (path: string, by: bigint, compiled: CompiledContract): RepairOperation => ({
  op: "divide",
  path,
  by: String(by),
  ...(alwaysEnds(by) ? {} : { digits: digitsOf(path, compiled) }),
});

const FRACTION_DIGITS = 6;

const digitsOf = (path: string, { contract }: CompiledContract): number =>
  fieldRules(contract, path).whole ? 0 : FRACTION_DIGITS;

/** A quotient ends when nothing but twos and fives divides (a decimal place is one of each). */
function alwaysEnds(divisor: bigint): boolean {
  let rest = divisor;
  for (const prime of [2n, 5n]) while (rest % prime === 0n) rest /= prime;
  return rest === 1n;
}
