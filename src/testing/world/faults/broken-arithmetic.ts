import { formatDecimal, type JsonObject, multiplyDecimals, parseDecimal } from "../../../foundation/index.ts";
import { ORDER } from "../feeds/orders.ts";
import { cleanDrafts, dataOf, sayInstead, victims } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidOf } from "./scoring.ts";

const kind = "broken_arithmetic";

export const brokenArithmetic: Fault = {
  kind,
  about: "an order's value is not quantity × price",
  knownBy: "contract",
  plant(scene, random) {
    for (const one of victims(kind, cleanDrafts(scene, ORDER), { share: 0.02, random })) {
      const lines = (dataOf(one).lines as readonly JsonObject[]).map(tenfoldPrice);
      sayInstead(one, { ...dataOf(one), lines });
    }
  },
  caught: saidOf(kind, "relation_broken"),
};

const tenfoldPrice = (line: JsonObject): JsonObject => ({
  ...line,
  price: formatDecimal(multiplyDecimals(parseDecimal(String(line.price)), parseDecimal("10"))),
});
