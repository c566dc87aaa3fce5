import {
  conversionFactor,
  isCommensurable,
  minorUnitDigits,
  type Packs,
  parseUnit,
  type Unit,
} from "../../../foundation/index.ts";
import { STEP } from "./step.ts";

/** What values of a field would be if somebody sent them otherwise than declared: `factor` times the right value, plus `offset`. */
export interface Hypothesis {
  /** What they would be in: a unit, or how they were moved. */
  readonly unit: string;
  readonly factor: number;
  readonly offset: number;
  /** The factor in steps of the axis of sizes. */
  readonly moved: number;
  /** Natural logarithm of how common it is beside a mix-up of two units. */
  readonly prior: number;
  /** Day and month of a date changed places: no factor says that. */
  readonly isSwap?: true;
}

/** Units that trade mixes up. A field is tested against those of its own dimension. */
const commonUnits: readonly string[] = (
  "s ms min h d wk mo a g kg mg t [lb_av] [oz_av] m cm mm km [in_i] [ft_i] [yd_i] [mi_i] [nmi_i] " +
  "L mL cL hL m3 cm3 [gal_us] [foz_us] [ft_i]3 m2 cm2 [ft_i]2 har km2 km/h m/s [mi_i]/h [kn_i] min/km s/km min/[mi_i] " +
  "J kJ MJ kW.h MW.h Pa hPa kPa bar [psi] atm W kW MW 1 DZN CEN MIL GRO K Cel [degF]"
).split(" ");

/** Moves of the decimal point, and thousands separators read as one: they happen to any number. */
const decimalMoves: readonly number[] = [1_000, 1 / 1_000, 100, 1 / 100];

/** How much rarer a moved decimal point is than another unit of the same dimension, as a logarithm. */
const DECIMAL_PRIOR = -2;

/** How much rarer than the usual mix-ups the rare ones are, as a logarithm. */
const RARE_PRIOR = -3;

/** Factors nearer to one than this are too small to be seen without a relation. */
const LEAST_MOVE = Math.log(1.5) / STEP;

/** What a declared unit can be taken for, each at most once: a unit comes before a mere move of the decimal point. */
export function hypothesesOf(declared: Unit, packs: Packs): readonly Hypothesis[] {
  const candidates = [
    ...unitCandidates(declared, packs),
    ...packCandidates(declared, packs),
    ...moneyCandidates(declared),
    ...decimalMoves.map((factor) => hypothesis(nameMove(declared.code, factor), factor, { prior: DECIMAL_PRIOR })),
  ];
  return withoutRepeats(candidates);
}

/** How much rarer any of them is where nobody declared a unit: the number may be anything. */
const UNDECLARED_PRIOR = -4;

/** What a number without a declared unit is tested for: the factors between units that trade mixes up, both ways. */
export const commonMoves: readonly Hypothesis[] = withoutRepeats(
  [60, 1_000, 100, 3_600, 24, 12, 2.204623, 1.609344, 1_440, 7, 10, 60_000].flatMap((factor, at) =>
    [factor, 1 / factor].map((one) =>
      hypothesis(nameMove("", one), one, { prior: UNDECLARED_PRIOR + (at < 8 ? 0 : RARE_PRIOR) }),
    ),
  ),
);

/** How common a clock in another zone is beside a wrong unit, as a logarithm. */
const ZONE_PRIOR = -1;

/** What a date can be taken for. */
export const daySwap: readonly Hypothesis[] = [{ ...hypothesis("day and month swapped", 1), isSwap: true }];

/** What a time can be taken for, too: another zone's, by whole hours. */
export const timeMoves: readonly Hypothesis[] = [
  ...daySwap,
  ...Array.from({ length: 12 }, (_, at) => at + 1).flatMap((hours) => [
    hypothesis(`${hours} h later`, 1, { offset: hours, prior: ZONE_PRIOR }),
    hypothesis(`${hours} h earlier`, 1, { offset: -hours, prior: ZONE_PRIOR }),
  ]),
];

function nameMove(code: string, factor: number): string {
  const move = factor > 1 ? `× ${factor}` : `/ ${Number((1 / factor).toPrecision(7))}`;
  return code === "" ? move : `${code} ${move}`;
}

interface Further {
  readonly offset?: number;
  readonly prior?: number;
}

function hypothesis(unit: string, factor: number, { offset = 0, prior = 0 }: Further = {}): Hypothesis {
  return { unit, factor, offset, prior, moved: Math.log(factor) / STEP };
}

/** What values would be if not they but those that they are compared with were changed; the bank need not have a name for it. */
export function opposite(
  { factor, offset, isSwap }: Hypothesis,
  bank: readonly Hypothesis[],
): { readonly unit: string | undefined; readonly factor: number } {
  const named = bank.find(
    (other) =>
      other.isSwap === isSwap &&
      Math.abs(other.factor * factor - 1) < SAME &&
      Math.abs(other.factor * offset + other.offset) < SAME,
  );
  return { unit: named?.unit, factor: 1 / factor };
}

const SAME = 1e-6;

function withoutRepeats(candidates: readonly Hypothesis[]): readonly Hypothesis[] {
  const bank: Hypothesis[] = [];
  for (const one of candidates) {
    const isSeen = one.offset !== 0 || Math.abs(one.moved) >= LEAST_MOVE;
    const isNew = bank.every(({ moved, offset }) => offset !== one.offset || Math.abs(moved - one.moved) >= 1);
    if (isSeen && isNew) bank.push(one);
  }
  return bank;
}

const unitCandidates = (declared: Unit, packs: Packs): readonly Hypothesis[] =>
  [...Object.keys(packs), ...commonUnits]
    .map((code) => parseUnit(code, packs))
    .filter((unit) => isCommensurable(unit, declared))
    .map((unit) =>
      hypothesis(unit.code, factorOf(declared, unit), {
        offset: offsetOf(declared, unit),
        prior: rareUnits.has(unit.code) ? RARE_PRIOR : 0,
      }),
    );

/** Units that hardly anybody counts in any more, and that lie near others. */
const rareUnits: ReadonlySet<string> = new Set(["GRO", "cL", "hL", "[foz_us]", "[yd_i]", "har"]);

const factorOf = (from: Unit, to: Unit): number => toNumber(conversionFactor(from, to));

/** Celsius and Fahrenheit differ by more than a factor: their zeros lie elsewhere. */
const offsetOf = (from: Unit, to: Unit): number => toNumber(from.offset) * factorOf(from, to) - toNumber(to.offset);

const toNumber = ({ numerator, denominator }: Unit["factor"]): number => Number(numerator) / Number(denominator);

/** Pieces where packs belong, which the number of pieces alone does not tell. */
const packCandidates = (declared: Unit, packs: Packs): readonly Hypothesis[] =>
  Object.keys(packs)
    .map((code) => parseUnit(code, packs))
    .filter((pack) => isCommensurable(pack, declared) && pack.code !== declared.code)
    .map((pack) => hypothesis(`${declared.code} for ${pack.code}`, factorOf(pack, declared)));

function moneyCandidates({ code }: Unit): readonly Hypothesis[] {
  const digits = minorUnitDigits(code);
  return digits ? [hypothesis(`minor units of ${code}`, 10 ** digits)] : [];
}
