import { ORDER } from "../feeds/orders.ts";
import { cleanDrafts, dataOf, sayInstead, victims } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidOf } from "./scoring.ts";

const kind = "wrong_currency";
/** A currency that the house does not trade in, or the other one that it does. */
const instead: Readonly<Record<string, readonly [string, string]>> = { EUR: ["TRY", "CHF"], CHF: ["TRY", "EUR"] };

export const wrongCurrency: Fault = {
  kind,
  about: "an order is in a currency that its supplier does not take",
  knownBy: "policy",
  plant(scene, random) {
    for (const one of victims(kind, cleanDrafts(scene, ORDER), { share: 0.012, random })) {
      const currency = random.pick(instead[String(dataOf(one).currency)] as readonly [string, string]);
      sayInstead(one, { ...dataOf(one), currency });
    }
  },
  caught: saidOf(kind, "value_not_allowed", "orders are in the supplier's currency"),
};
