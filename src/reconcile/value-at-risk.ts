import {
  absoluteDecimal,
  addDecimals,
  compareDecimals,
  type Decimal,
  formatDecimal,
  minorUnitDigits,
  toNumber,
} from "../foundation/index.ts";
import { compilePlace, type Held, type RawOf } from "./field.ts";
import type { MatchPlan } from "./match-rule.ts";
import { readDecimal } from "./value.ts";

/** An amount in one currency. `XXX` is ISO 4217's code for a row that names no currency we know. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/** The same while it is being added up. */
export interface Worth {
  readonly amount: Decimal;
  readonly currency: string;
}

/** A plan's value places made ready. */
export interface Worths {
  /** What a row says it is worth, by size: a credit is as much at risk as a debit. */
  of(held: Held): Worth | undefined;
  /** What of a row it looks at. */
  readonly reads: readonly RawOf[];
}

const NO_CURRENCY = "XXX";

export function compileWorth({ value }: MatchPlan): Worths {
  if (!value) return { of: () => undefined, reads: [] };
  const right = value.right ?? value.left;
  const amountOf = compilePlace({ left: value.left.amount, right: right.amount });
  const currencies = { left: compileCurrency(value.left.currency), right: compileCurrency(right.currency) };
  const currencyOf = (held: Held): string => currencies[held.layout](held);
  return {
    reads: [amountOf, currencyOf],
    of: (held) => {
      const amount = readDecimal(amountOf(held));
      return amount && { amount: absoluteDecimal(amount), currency: currencyOf(held) };
    },
  };
}

function compileCurrency(place: string): (held: Held) => string {
  if (!place.startsWith("/")) return () => place;
  const rawOf = compilePlace({ left: place });
  return (held) => {
    const code = rawOf(held);
    return typeof code === "string" && minorUnitDigits(code) !== undefined ? code : NO_CURRENCY;
  };
}

/** Adds up, currency by currency: amounts of two currencies are never one number. */
export function sumWorth(all: Iterable<Worth>): readonly Worth[] {
  const sums = new Map<string, Decimal>();
  for (const { amount, currency } of all) {
    const sum = sums.get(currency);
    sums.set(currency, sum ? addDecimals(sum, amount) : amount);
  }
  return [...sums]
    .map(([currency, amount]) => ({ currency, amount }))
    .sort((a, b) => (a.currency < b.currency ? -1 : 1));
}

/** All but the largest of each currency: what is there once too often. */
export function surplusWorth(all: readonly Worth[]): readonly Worth[] {
  const largest = new Map<string, Worth>();
  for (const worth of all) {
    const known = largest.get(worth.currency);
    if (!known || compareWorth(worth, known) > 0) largest.set(worth.currency, worth);
  }
  const kept = new Set(largest.values());
  return sumWorth(all.filter((worth) => !kept.has(worth)));
}

// `10.0` and `10.00` are one amount, but which of them is left over would show in the sum.
const compareWorth = (a: Worth, b: Worth): number =>
  compareDecimals(a.amount, b.amount) || a.amount.scale - b.amount.scale;

export const toMoney = (all: readonly Worth[]): readonly Money[] =>
  all.map(({ amount, currency }) => ({ amount: formatDecimal(amount), currency }));

/** The largest amount, whatever its currency, as a double: an order for the eye, and no amount. */
export const rankOf = (all: readonly Worth[]): number =>
  all.reduce((rank, { amount }) => Math.max(rank, toNumber(amount)), 0);
