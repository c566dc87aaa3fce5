import { type Decimal, parseDecimal } from "./decimal.ts";
import { FoundationError } from "./errors.ts";
import { add, invert, multiply, negate, ONE, power, type Rational, rational } from "./rational.ts";
import { atoms, baseAtoms, currencies, prefixes, recommendation20, shiftedAtoms } from "./unit-tables.ts";

/** What a value is counted in: its dimension, and how much of the dimension's base unit one of it is. */
export interface Unit {
  /** As it was written: `km/h`, `KGM`, `EUR`, `case`. */
  readonly code: string;
  /** Equal for two units exactly when values can be converted: `m.s-1`, `currency:EUR`, `` for plain counts. */
  readonly dimension: string;
  readonly factor: Rational;
  /** Added before the factor is applied; only temperatures have one. */
  readonly offset: Rational;
}

/** Packs a contract declares: `{ case: "12 EA" }`. */
export type Packs = Readonly<Record<string, string>>;

type Exponents = ReadonlyMap<string, number>;
interface Measure {
  readonly factor: Rational;
  readonly exponents: Exponents;
}

const ZERO = rational(0n);
const PLAIN: Measure = { factor: ONE, exponents: new Map() };

/**
 * Reads a unit: a pack of the contract, an ISO 4217 currency, a UN/ECE Recommendation 20 code or a UCUM expression, in
 * that order. The three tables share no code that means two things among those they hold.
 *
 * @throws {FoundationError} `unit_unknown`
 * @throws {FoundationError} `decimal_malformed` for a pack with an amount that is none
 */
export function parseUnit(code: string, packs: Packs = {}): Unit {
  if (Object.hasOwn(packs, code)) return parsePack(code, packs);
  if (Object.hasOwn(currencies, code)) return { code, dimension: `currency:${code}`, factor: ONE, offset: ZERO };
  if (Object.hasOwn(recommendation20, code)) return { ...parseUcum(recommendation20[code] as string), code };
  return { ...parseUcum(code), code };
}

/** `12 EA`, `6 case`: a number and another unit, which may be a pack itself. */
function parsePack(code: string, packs: Packs): Unit {
  const { [code]: definition = "", ...others } = packs;
  const [, amount, content] =
    /^([0-9]+(?:\.[0-9]+)?) (\S+)$/.exec(definition) ?? unknownUnit(`${code} = ${definition}`);
  // The pack itself is taken out, so that packs that contain each other end here.
  const inner = parseUnit(content as string, others);
  return { ...inner, code, factor: multiply(fraction(amount as string), inner.factor) };
}

function parseUcum(expression: string): Unit {
  const shifted = Object.hasOwn(shiftedAtoms, expression) ? shiftedAtoms[expression] : undefined;
  if (shifted)
    return { code: expression, dimension: "K", factor: fraction(shifted.factor), offset: fraction(shifted.offset) };
  const { factor, exponents } = readExpression(expression);
  return { code: expression, dimension: formatDimension(exponents), factor, offset: ZERO };
}

function formatDimension(exponents: Exponents): string {
  const parts = [...exponents].filter(([, exponent]) => exponent !== 0).sort(([a], [b]) => (a < b ? -1 : 1));
  return parts.map(([base, exponent]) => (exponent === 1 ? base : base + exponent)).join(".");
}

/** UCUM §2.2: components joined by `.` and `/`, read from the left; parentheses group. */
function readExpression(expression: string): Measure {
  if (expression.length === 0 || expression.length > 100) unknownUnit(expression);
  const tokens = expression.match(/[./()]|[^./()]+/g) ?? [];
  let at = 0;
  const readTerm = (): Measure => {
    let measure = tokens[at] === "/" ? PLAIN : readComponent();
    while (tokens[at] === "." || tokens[at] === "/") {
      const divides = tokens[at++] === "/";
      const next = readComponent();
      measure = combine(measure, divides ? raise(next, -1) : next);
    }
    return measure;
  };
  const readComponent = (): Measure => {
    const token = tokens[at++];
    if (token !== "(") return readAtomWithExponent(token ?? unknownUnit(expression), expression);
    const inner = readTerm();
    return tokens[at++] === ")" ? inner : unknownUnit(expression);
  };
  const measure = readTerm();
  return at === tokens.length ? measure : unknownUnit(expression);
}

function readAtomWithExponent(written: string, expression: string): Measure {
  const symbol = written.replace(/\{[\x21-\x7a|~]*\}/g, "") || "1";
  const power10 = /^10\*([+-]?[0-9]{1,2})$/.exec(symbol);
  if (power10) return { ...PLAIN, factor: power(rational(10n), Number(power10[1])) };
  if (/^[0-9]{1,20}$/.test(symbol)) return { ...PLAIN, factor: rational(BigInt(symbol)) };
  const [, name = "", exponent = "1"] = /^(.*?)([+-]?[0-9]{1,2})?$/.exec(symbol) ?? [];
  return raise(readAtom(name) ?? unknownUnit(expression), Number(exponent));
}

function readAtom(name: string): Measure | undefined {
  return readPlainAtom(name) ?? readPrefixedAtom(name, 2) ?? readPrefixedAtom(name, 1);
}

function readPrefixedAtom(name: string, length: number): Measure | undefined {
  const prefix = name.slice(0, length);
  const rest = name.slice(length);
  const takesPrefix = baseAtoms.includes(rest) || (Object.hasOwn(atoms, rest) && atoms[rest]?.metric);
  if (!takesPrefix || !Object.hasOwn(prefixes, prefix)) return undefined;
  const inner = readPlainAtom(rest);
  return inner && { ...inner, factor: multiply(power(rational(10n), prefixes[prefix] as number), inner.factor) };
}

function readPlainAtom(name: string): Measure | undefined {
  if (baseAtoms.includes(name)) return { factor: ONE, exponents: new Map([[name, 1]]) };
  const atom = Object.hasOwn(atoms, name) ? atoms[name] : undefined;
  if (!atom) return undefined;
  const inner = readExpression(atom.of);
  return { ...inner, factor: multiply(fraction(atom.value), inner.factor) };
}

function combine(left: Measure, right: Measure): Measure {
  const exponents = new Map(left.exponents);
  for (const [base, exponent] of right.exponents) exponents.set(base, (exponents.get(base) ?? 0) + exponent);
  return { factor: multiply(left.factor, right.factor), exponents };
}

const raise = ({ factor, exponents }: Measure, exponent: number): Measure => ({
  factor: power(factor, exponent),
  exponents: new Map([...exponents].map(([base, own]) => [base, own * exponent])),
});

/** `0.45359237` or `5/9`, exactly. */
function fraction(text: string): Rational {
  const [numerator = "", denominator = "1"] = text.split("/");
  const { units, scale } = parseDecimal(numerator);
  return rational(units, 10n ** BigInt(scale) * BigInt(denominator));
}

function unknownUnit(unit: string): never {
  const shown = unit.length > 40 ? `${unit.slice(0, 40)}…` : unit;
  throw new FoundationError(
    "unit_unknown",
    `\`${shown}\` is no known unit: use UCUM (\`kg\`), Recommendation 20 (\`KGM\`), ISO 4217 (\`EUR\`) or a declared pack`,
    { unit: shown },
  );
}

/** Whether values of one unit can be converted to the other. */
export const isCommensurable = (left: Unit, right: Unit): boolean => left.dimension === right.dimension;

/**
 * How many of the one unit make one of the other: 60 from `h` to `min`. Zero points aside, as for differences.
 *
 * @throws {FoundationError} `unit_incommensurable`
 */
export function conversionFactor(from: Unit, to: Unit): Rational {
  refuseIncommensurable(from, to);
  return multiply(from.factor, invert(to.factor));
}

/**
 * A value in another unit: exact where the result ends, else rounded to twelve digits more than the value had.
 *
 * @throws {FoundationError} `unit_incommensurable`
 */
export function convertDecimal(value: Decimal, from: Unit, to: Unit): Decimal {
  refuseIncommensurable(from, to);
  const base = multiply(add(rational(value.units, 10n ** BigInt(value.scale)), from.offset), from.factor);
  const result = add(multiply(base, invert(to.factor)), negate(to.offset));
  return toDecimal(result, value.scale);
}

function toDecimal({ numerator, denominator }: Rational, scale: number): Decimal {
  for (let digits = scale; digits <= scale + 12; digits++) {
    const shifted = numerator * 10n ** BigInt(digits);
    if (shifted % denominator === 0n) return { units: shifted / denominator, scale: digits };
  }
  const shifted = numerator * 10n ** BigInt(scale + 12);
  const half = numerator < 0n ? -denominator / 2n : denominator / 2n;
  return { units: (shifted + half) / denominator, scale: scale + 12 };
}

function refuseIncommensurable(from: Unit, to: Unit): void {
  if (isCommensurable(from, to)) return;
  const message = `\`${from.code}\` and \`${to.code}\` measure different things`;
  throw new FoundationError("unit_incommensurable", message, { from: from.code, to: to.code });
}

/** Digits after the point of a currency's smallest coin, or `undefined` for what is no currency. */
export const minorUnitDigits = (currency: string): number | undefined =>
  Object.hasOwn(currencies, currency) ? currencies[currency] : undefined;
