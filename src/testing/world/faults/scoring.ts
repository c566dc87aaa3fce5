import type { Break, Reconciliation } from "../../../reconcile/index.ts";
import type { Delivery } from "../delivery.ts";
import type { Observations, Sign } from "../observations.ts";
import type { Plant } from "../scene.ts";
import type { Caught, Fault } from "./fault.ts";

type Score = Fault["caught"];

/** Faults of single messages: caught when one of the codes was said of the message. */
export const saidOf =
  (kind: string, ...codes: readonly string[]): Score =>
  ({ deliveries }, { signs }) => {
    const said = deliveriesOf(signs, codes);
    const faulty = deliveries.filter(({ fault }) => fault === kind);
    return {
      injected: faulty.length,
      caught: faulty.filter((one) => said.has(one)).length,
      false: countWhere(said, ({ fault }) => !fault),
    };
  };

/** Faults that last: caught when one of the codes was said of the source meanwhile. */
export const saidDuring =
  (kind: string, ...codes: readonly string[]): Score =>
  ({ plants }, { signs }) => {
    const planted = plants.filter((plant) => plant.kind === kind);
    const said = signs.filter(({ code }) => codes.includes(code));
    return {
      injected: planted.length,
      caught: planted.filter((plant) => said.some((sign) => isWithin(plant, sign))).length,
      false: said.filter((sign) => !sign.delivery?.fault && !planted.some((plant) => isWithin(plant, sign))).length,
    };
  };

const isWithin = ({ on, from, until }: Plant, { source, at }: Sign): boolean =>
  source === on && from <= at && at <= until;

/** Faults in tables: caught when the books show a break of that kind in the row. */
export const brokenIn =
  (kind: string, books: "receipts" | "accounts", ...kinds: readonly Break["kind"][]): Score =>
  ({ plants }, seen) => {
    const planted = new Set(plants.filter((plant) => plant.kind === kind).map(({ on }) => on));
    const found = keysOf(seen[books], kinds);
    const caught = countWhere(found, (key) => planted.has(key));
    return { injected: planted.size, caught, false: found.size - caught };
  };

const keysOf = ({ breaks }: Reconciliation, kinds: readonly Break["kind"][]): ReadonlySet<string> =>
  new Set(
    breaks
      .filter(({ kind, verdict }) => kinds.includes(kind) && verdict !== "timing")
      .flatMap(({ key }) => Object.values(key).map(String)),
  );

const deliveriesOf = (signs: Observations["signs"], codes: readonly string[]): ReadonlySet<Delivery> =>
  new Set(signs.flatMap(({ code, delivery }) => (delivery && codes.includes(code) ? [delivery] : [])));

export function countWhere<Item>(items: Iterable<Item>, is: (item: Item) => boolean): number {
  let count = 0;
  for (const item of items) if (is(item)) count += 1;
  return count;
}

/** Two ways to commit the same fault. */
export const together = (one: Caught, other: Caught): Caught => ({
  injected: one.injected + other.injected,
  caught: one.caught + other.caught,
  false: one.false + other.false,
});
