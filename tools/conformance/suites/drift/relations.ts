import { resolve } from "node:path";
import { compileContract } from "../../../../src/contracts/index.ts";
import { type Case, compared, type Suite, textAt } from "../../suite.ts";

const decimal = { type: "string", format: "decimal" };
const { validate } = compileContract({
  formatVersion: 1,
  id: "lines",
  version: "1.0.0",
  owner: "conformance",
  tier: "low",
  schema: {
    type: "object",
    properties: { quantity: decimal, price: decimal, total: decimal },
    "x-relation": [{ name: "total", left: "/total", right: { product: ["/quantity", "/price"] } }],
  },
});

/** Lines of real purchase orders keep to `total = quantity × price`; each in another unit breaks it at once. */
const suite: Suite = {
  name: "relations",
  room: "drift",
  *run(vectors): Iterable<Case> {
    const lines = textAt(resolve(vectors, "../datasets/adventureworks"), "PurchaseOrderDetail.csv").split(/\r?\n/);
    for (const [nr, line] of lines.filter(Boolean).entries()) {
      const [, , , quantity = "", , price = "", total = ""] = line.split("\t");
      // A line of no value has no size that a unit could change.
      if (Number(total) === 0) continue;
      const row = { quantity, price: amount(price), total: amount(total) };
      const kept = validate(row).length;
      const dozens = validate({ ...row, quantity: String(12 * Number(quantity)) }).map(({ code }) => code);
      yield compared(`line ${nr + 1}`, `${kept} ${dozens.join()}`, "0 relation_broken");
    }
  },
};
export default suite;

/** The export leaves out a zero before the point. */
const amount = (cell: string): string => (cell.startsWith(".") ? `0${cell}` : cell);
