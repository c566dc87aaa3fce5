import type { MixField } from "./fields.ts";
import { shareBefore } from "./mix-test.ts";
import { nameOf, type Scheme } from "./symbols.ts";

/** A change that was found and is told with the next event. */
export interface Change {
  readonly path: string;
  readonly kind: "numbers" | "names";
  readonly odds: number;
  /** How many values it rests on, and how many came before. */
  readonly values: number;
  readonly before: number;
  readonly shares: readonly { readonly of: string; readonly before: string; readonly after: string }[];
}

/** Shares that are told. */
const MOST_SHARES = 3;
/** Odds of a million millions to one are told as no higher. */
const MOST_LOG_ODDS = 12 * Math.LN10;

export function changeOf({ path, scheme, test }: MixField): Change {
  const { score, lately, total, recent } = test;
  const shares = recent.map((count, symbol) => {
    const [before, after] = [shareBefore(test, symbol), count / lately];
    return { symbol, before, after, weight: Math.abs(after - before) };
  });
  const told = shares.toSorted((a, b) => b.weight - a.weight).slice(0, MOST_SHARES);
  return {
    path,
    kind: (scheme as Scheme).kind,
    odds: Number(Math.exp(Math.min(score, MOST_LOG_ODDS)).toPrecision(2)),
    values: lately,
    before: total - lately,
    shares: told.map(({ symbol, before, after }) => ({
      of: nameOf(scheme as Scheme, symbol),
      before: before.toFixed(2),
      after: after.toFixed(2),
    })),
  };
}
