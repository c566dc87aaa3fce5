import { conversionFactor, type Packs, parseUnit } from "../../foundation/index.ts";

/** What one side is times the other when somebody changed a unit: of time, decimal places, mass, length, packs. */
const knownFactors: readonly number[] = [
  60, 3_600, 86_400, 24, 1_440, 7, 1_000, 1_000_000, 100, 12, 144, 2.2046226, 16, 0.3048, 2.54, 1.609344,
];

/** How far a ratio may lie from a factor and still be called one: values are rounded. */
const TOLERANCE = 0.001;

export type NameFactor = (left: number, right: number) => string | undefined;

/** Names the factor between two sides, `60` or `1/60`, where it is that of a unit or of one of the contract's packs. */
export function createFactorNames(packs: Packs): NameFactor {
  const factors = [...new Set([...knownFactors, ...packSizes(packs)])].filter((factor) => factor !== 1);
  return (left, right) => {
    const ratio = left / right;
    const isNear = (factor: number): boolean => Math.abs(ratio / factor - 1) <= TOLERANCE;
    const times = factors.find(isNear);
    if (times !== undefined) return String(times);
    const part = factors.find((factor) => isNear(1 / factor));
    return part === undefined ? undefined : `1/${part}`;
  };
}

/** How many of each smaller unit or pack a pack holds: a pallet of 40 cases of 12 holds 40 and 480. */
function packSizes(packs: Packs): readonly number[] {
  return Object.keys(packs).flatMap((pack) => {
    const unit = parseUnit(pack, packs);
    const content = parseUnit((packs[pack] ?? "").split(" ")[1] ?? "", packs);
    const { numerator, denominator } = conversionFactor(unit, content);
    return [Number(numerator) / Number(denominator), Number(unit.factor.numerator) / Number(unit.factor.denominator)];
  });
}
