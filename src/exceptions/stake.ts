import {
  addDecimals,
  formatDecimal,
  isDecimal,
  minorUnitDigits,
  negateDecimal,
  parseDecimal,
} from "../foundation/index.ts";
import type { Money } from "../reconcile/index.ts";

/** Currencies summed apart; what else comes is summed as `XXX`, which is no currency (ISO 4217). */
const MOST_CURRENCIES = 20;
/** Digits of an amount that is read: anything longer is no amount. */
const MOST_DIGITS = 40;
const NO_CURRENCY = "XXX";

/** Money from data that may hold anything; nothing where there is no amount. */
export function readMoney(amount: unknown, currency: unknown): Money | undefined {
  const text = typeof amount === "number" ? String(amount) : amount;
  if (typeof text !== "string" || text.length > MOST_DIGITS || !isDecimal(text)) return undefined;
  const exact = formatDecimal(parseDecimal(text));
  if (exact.length > MOST_DIGITS) return undefined;
  const known = typeof currency === "string" && minorUnitDigits(currency) !== undefined;
  return { amount: exact, currency: known ? currency : NO_CURRENCY };
}

/** Adds amounts, each to the sum of its own currency. */
export const addMoney = (sums: readonly Money[], more: readonly Money[]): readonly Money[] => more.reduce(addOne, sums);

/** Takes amounts away again. */
export const takeMoney = (sums: readonly Money[], less: readonly Money[]): readonly Money[] =>
  addMoney(
    sums,
    less.map(({ amount, currency }) => ({ amount: formatDecimal(negateDecimal(parseDecimal(amount))), currency })),
  );

function addOne(sums: readonly Money[], more: Money): readonly Money[] {
  const isKnown = sums.some(({ currency }) => currency === more.currency);
  const currency = isKnown || sums.length < MOST_CURRENCIES ? more.currency : NO_CURRENCY;
  const before = sums.find((sum) => sum.currency === currency)?.amount ?? "0";
  const amount = formatDecimal(addDecimals(parseDecimal(before), parseDecimal(more.amount)));
  const others = sums.filter((sum) => sum.currency !== currency);
  const own = /[1-9]/.test(amount) ? [{ amount, currency }] : [];
  return [...others, ...own].sort((a, b) => (a.currency < b.currency ? -1 : 1));
}
