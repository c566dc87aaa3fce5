import { absoluteDecimal, parseDecimal, roundDecimal, tiers } from "../foundation/index.ts";
import type { Exception } from "./exception.ts";

/** Room for amounts of 40 digits before the point and 4 after. */
const DIGITS = 45;
const TOP = 10n ** BigInt(DIGITS);

/** What only tells, and stops nothing, comes after everything that waits. */
const onlyTells: ReadonlySet<string> = new Set(["observed", "refused_event"]);

/**
 * Where an exception stands in the list, as a text whose order is the list's: what stops something before what only
 * tells, then impact, value at stake in the list's currency, due time, age.
 */
export const rankOf = (item: Exception, currency: string | undefined): string =>
  [
    onlyTells.has(item.kind) ? 1 : 0,
    tiers.length - tiers.indexOf(item.tier),
    amountRank(item, currency),
    item.dueAt ?? "~",
    item.openedAt,
    item.id,
  ].join(" ");

/** The larger the amount, the smaller the text. */
function amountRank({ values }: Exception, currency: string | undefined): string {
  const value = values.find((one) => one.currency === currency);
  if (!value) return String(TOP).padStart(DIGITS + 1, "0");
  const { units } = roundDecimal(absoluteDecimal(parseDecimal(value.amount)), 4);
  return String(units >= TOP ? 0n : TOP - units).padStart(DIGITS + 1, "0");
}

/** The currency that most exceptions have something at stake in: amounts of two currencies cannot be ranked together. */
export function mainCurrency(items: readonly Exception[]): string | undefined {
  const counts = new Map<string, number>();
  for (const { currency } of items.flatMap(({ values }) => values))
    counts.set(currency, (counts.get(currency) ?? 0) + 1);
  const [main] = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  return main?.[0];
}
