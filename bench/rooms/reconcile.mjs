import { deepStrictEqual } from "node:assert/strict";
import fastJsonPatch from "fast-json-patch";
import { reconcile } from "../../dist/esm/reconcile/index.js";

const ROWS = 100_000;
const at = new Date("2026-03-31T08:15:00Z");

const plan = {
  name: "orders",
  sides: { left: "erp", right: "wms" },
  key: [{ left: "/order" }],
  fields: [
    { left: "/supplier", as: "text" },
    { left: "/amount", as: "decimal" },
    { left: "/quantity", as: "decimal" },
    { left: "/currency", as: "text" },
    { left: "/deliveryDate", as: "date" },
    { left: "/status", as: "text" },
    { left: "/confirmed", as: "flag" },
  ],
};

export default function* comparisons() {
  const left = Array.from({ length: ROWS }, (_, number) => rowOf(number)).filter((_, number) => number % 200 !== 7);
  const right = Array.from({ length: ROWS }, (_, number) => changedRowOf((number * 7_919) % ROWS)).filter(
    ({ order }) => Number(order.slice(3)) % 200 !== 9,
  );
  yield {
    name: "reconcile 100,000 rows with 100,000 by key, classified",
    unit: "ms",
    peer: "a Map, and fast-json-patch compare for each pair",
    target: 1,
    rounds: 5,
    ours: () => reconcile(left, right, plan, { at }),
    theirs: () => comparedByPeer(left, right),
    same: async () => {
      const { breaks } = await reconcile(left, right, plan, { at });
      const count = (kind) => breaks.filter((one) => one.kind === kind).length;
      const here = [count("field_differs"), count("missing_left"), count("missing_right")];
      deepStrictEqual(here, comparedByPeer(left, right));
    },
  };
}

const rowOf = (number) => ({
  order: `PO-${String(number).padStart(8, "0")}`,
  supplier: `SUP-${number % 977}`,
  amount: `${(number * 37) % 90_000}.${String(number % 100).padStart(2, "0")}`,
  quantity: (number * 13) % 900,
  currency: number % 3 === 0 ? "USD" : "EUR",
  deliveryDate: `2026-04-${String((number % 28) + 1).padStart(2, "0")}`,
  status: ["open", "released", "closed"][number % 3],
  confirmed: number % 2 === 0,
});

/** One row in a hundred says something else, without any rule to it. */
function changedRowOf(number) {
  const row = rowOf(number);
  return number % 100 === 3 ? { ...row, quantity: row.quantity + 1 + ((number * number) % 17) } : row;
}

function comparedByPeer(left, right) {
  const byKey = new Map(left.map((row) => [row.order, row]));
  let differing = 0;
  let missingLeft = 0;
  for (const row of right) {
    const partner = byKey.get(row.order);
    if (!partner) missingLeft += 1;
    else differing += fastJsonPatch.compare(partner, row).length;
    byKey.delete(row.order);
  }
  return [differing, missingLeft, byKey.size];
}
