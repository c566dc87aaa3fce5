import {
  addDecimals,
  formatDecimal,
  type JsonObject,
  multiplyDecimals,
  parseDecimal,
  roundDecimal,
  type SeededRandom,
} from "../../../foundation/index.ts";
import { draft, type Supplier } from "../scene.ts";
import { byDay, type Feed, numbered } from "./feed.ts";

export const ORDER = "purchase.order.placed";

/** The ERP places orders, and signs them. */
export const orders: Feed = {
  name: "orders",
  share: 0.12,
  fill({ actors, drafts, suppliers }, random, count) {
    for (const [at, time] of byDay(random, count).entries()) {
      const order = numbered("PO", at);
      const { supplier, currency } = random.pick(suppliers as readonly [Supplier, ...Supplier[]]);
      const lines = Array.from({ length: random.integer(1, 4) }, () => orderLine(random));
      const total = formatDecimal(lines.map(({ value }) => parseDecimal(value)).reduce(addDecimals));
      const data = { order, supplier, currency, lines, total };
      drafts.push(
        draft({ source: "erp/orders", type: ORDER, subject: order, time, data }, { signer: actors.erp.signer }),
      );
    }
  },
};

interface OrderLine extends JsonObject {
  readonly item: string;
  readonly quantity: string;
  readonly unit: string;
  readonly price: string;
  readonly value: string;
}

function orderLine(random: SeededRandom): OrderLine {
  const quantity = String(random.integer(1, 500));
  const price = `${random.integer(0, 90)}.${String(random.integer(1, 99)).padStart(2, "0")}`;
  const value = formatDecimal(roundDecimal(multiplyDecimals(parseDecimal(quantity), parseDecimal(price)), 2));
  return { item: `ITEM-${random.integer(100, 199)}`, quantity, unit: "EA", price, value };
}
