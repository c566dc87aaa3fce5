import {
  conversionFactor,
  isCommensurable,
  minorUnitDigits,
  type Packs,
  parseUnit,
  type Unit,
} from "../../../foundation/index.ts";
import { STEP } from "../steps.ts";

/** What values of a field would look like if somebody sent them in another unit. */
export interface UnitHypothesis {
  /** The other unit. */
  readonly unit: string;
  /** How many times larger the values would be: 3,600 where hours became seconds. */
  readonly factor: number;
  /** The same, in steps of the histogram. */
  readonly moved: number;
}

/** Units that trade mixes up. A field is tested against those of its own dimension. */
const commonUnits: readonly string[] = (
  "s ms min h d wk mo a g kg mg t [lb_av] [oz_av] m cm mm km [in_i] [ft_i] [yd_i] [mi_i] [nmi_i] " +
  "L mL cL hL m3 cm3 [gal_us] [foz_us] [ft_i]3 m2 cm2 [ft_i]2 har km2 km/h m/s [mi_i]/h [kn_i] " +
  "J kJ MJ kW.h MW.h Pa hPa kPa bar [psi] atm W kW MW 1 DZN CEN MIL GRO"
).split(" ");

/** Moves of the decimal point, and thousands separators read as one: they happen to any number. */
const decimalMoves: readonly number[] = [1_000, 1 / 1_000, 100, 1 / 100];

/** Factors nearer to one than this change the histogram less than its own width. */
const LEAST_MOVE = Math.log(1.5) / STEP;

/**
 * The units and slips that a declared unit can be taken for, each at most once: the unit comes before a mere move of the
 * decimal point. Temperatures, whose units differ by more than a factor, only get the latter.
 */
export function createUnitBank(declared: Unit, packs: Packs): readonly UnitHypothesis[] {
  const candidates = [...unitCandidates(declared, packs), ...moneyCandidates(declared), ...decimalCandidates(declared)];
  const bank: UnitHypothesis[] = [];
  for (const { unit, factor } of candidates) {
    const moved = Math.round(Math.log(factor) / STEP);
    if (Math.abs(moved) >= LEAST_MOVE && bank.every((other) => other.moved !== moved))
      bank.push({ unit, factor, moved });
  }
  return bank;
}

type Candidate = Pick<UnitHypothesis, "unit" | "factor">;

const unitCandidates = (declared: Unit, packs: Packs): readonly Candidate[] =>
  [...Object.keys(packs), ...commonUnits]
    .map((code) => parseUnit(code, packs))
    .filter(
      (unit) => isCommensurable(unit, declared) && unit.offset.numerator === 0n && declared.offset.numerator === 0n,
    )
    .map((unit) => ({ unit: unit.code, factor: toFactor(declared, unit) }));

function toFactor(from: Unit, to: Unit): number {
  const { numerator, denominator } = conversionFactor(from, to);
  return Number(numerator) / Number(denominator);
}

function moneyCandidates({ code }: Unit): readonly Candidate[] {
  const digits = minorUnitDigits(code);
  return digits ? [{ unit: `minor units of ${code}`, factor: 10 ** digits }] : [];
}

const decimalCandidates = ({ code }: Unit): readonly Candidate[] =>
  decimalMoves.map((factor) => ({
    unit: factor > 1 ? `${code} × ${factor}` : `${code} / ${Math.round(1 / factor)}`,
    factor,
  }));
