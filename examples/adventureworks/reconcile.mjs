/**
 * Holds purchase orders against their lines: `node examples/adventureworks/reconcile.mjs FOLDER`, where FOLDER holds
 * `PurchaseOrderHeader.csv` and `PurchaseOrderDetail.csv` of Microsoft's AdventureWorks.
 */
import { createReadStream } from "node:fs";
import { join } from "node:path";
import { readProfile, readRows, toCells } from "countersign/adapters";
import { addDecimals, formatDecimal, parseDecimal } from "countersign/foundation";
import { reconcile } from "countersign/reconcile";

const here = import.meta.dirname;
const [folder = "."] = process.argv.slice(2);
const at = new Date();

const orders = await read("orders", "PurchaseOrderHeader.csv");
const lines = await read("lines", "PurchaseOrderDetail.csv");
await holdTotals();
await holdReceipts();
tellDates();

/** The rows of a file as its profile reads them. */
async function read(profileName, file) {
  const { mapping, csv } = readProfile(join(here, profileName));
  const records = [];
  for await (const row of readRows(createReadStream(join(folder, file)), { ...csv, format: "csv" }))
    records.push(mapping.map(toCells(row)).input.data);
  return records;
}

/** Every order says its subtotal; so do its lines, added up in exact decimals. */
async function holdTotals() {
  const sums = new Map();
  for (const { order, lineTotal } of lines)
    sums.set(order, addDecimals(sums.get(order) ?? parseDecimal("0"), parseDecimal(lineTotal)));
  const added = [...sums].map(([order, sum]) => ({ order, subTotal: formatDecimal(sum) }));
  print(
    "Subtotals of orders, against the sums of their lines",
    await reconcile(
      orders,
      added,
      {
        name: "subtotals",
        sides: { left: "headers", right: "lines" },
        key: [{ left: "/order" }],
        fields: [{ left: "/subTotal", as: "decimal" }],
      },
      { at },
    ),
  );
}

/** What was ordered, against what was received, line by line. */
async function holdReceipts() {
  const sides = { left: "ordered", right: "received" };
  const counted = (name) => lines.map((line) => ({ line: line.line, quantity: line[name] }));
  const fields = [{ left: "/quantity", as: "decimal" }];
  const plan = { name: "receipts", sides, key: [{ left: "/line" }], fields };
  print(
    "Quantities ordered, against quantities received",
    await reconcile(counted("ordered"), counted("received"), plan, { at }),
  );
  const more = lines.filter(({ ordered, received }) => Number(received) > Number(ordered)).length;
  console.log(`  more than was ordered came in ${more} lines`);
}

/** No time names a zone: they are compared as they stand. */
function tellDates() {
  const byOrder = new Map(orders.map((order) => [order.order, order]));
  const count = (isSo) => lines.filter((line) => isSo(line, byOrder.get(line.order))).length;
  console.log("Dates");
  console.log(`  due before the order was placed: ${count((line, order) => line.dueAt < order.orderedAt)} lines`);
  console.log(`  shipped after it was due: ${count((line, order) => order.shippedAt > line.dueAt)} lines`);
  console.log(`  last written after it was due: ${count((line) => line.modifiedAt > line.dueAt)} lines`);
}

function print(title, { matched, breaks, causes, controlTotals }) {
  console.log(title);
  console.log(`  ${matched} agree, ${breaks.length} do not`);
  for (const [field, difference] of Object.entries(controlTotals.difference.sums))
    console.log(
      `  sum of ${field}: ${controlTotals.left.sums[field]} and ${controlTotals.right.sums[field]}, difference ${difference}`,
    );
  for (const { verdict, sentence, id } of causes) {
    console.log(`  ${verdict}: ${sentence}`);
    console.log(`    such as ${breaks.find(({ cause }) => cause === id).sentence}`);
  }
}
