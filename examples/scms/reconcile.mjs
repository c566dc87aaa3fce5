/**
 * Holds what was promised against what came: `node examples/scms/reconcile.mjs FILE`, where FILE is the delivery history
 * of the Supply Chain Management System (USAID).
 */
import { createReadStream } from "node:fs";
import { readProfile, readRows, toCells } from "countersign/adapters";
import { reconcile } from "countersign/reconcile";

const [file = ""] = process.argv.slice(2);
const { mapping } = readProfile(import.meta.dirname);
const deliveries = await read();
const dayMs = 86_400_000;

await holdDays();
tellLateness();
holdReferences();
tellHands();

/** The rows as the profile reads them. */
async function read() {
  const records = [];
  for await (const row of readRows(createReadStream(file), { format: "csv", delimiter: "," }))
    records.push(mapping.map(toCells(row)).input.data);
  return records;
}

/** The day that was promised, against the day on which it came. */
async function holdDays() {
  const days = (name) => deliveries.map((delivery) => ({ line: delivery.line, day: delivery[name] }));
  const plan = {
    name: "deliveries",
    sides: { left: "scheduled", right: "delivered" },
    key: [{ left: "/line" }],
    fields: [{ left: "/day", as: "date" }],
  };
  const { matched, breaks, causes } = await reconcile(days("scheduledOn"), days("deliveredOn"), plan, {
    at: new Date(),
  });
  console.log("Days scheduled, against days delivered");
  console.log(`  ${matched} agree, ${breaks.length} do not`);
  for (const { verdict, sentence } of causes) console.log(`  ${verdict}: ${sentence}`);
}

function tellLateness() {
  const late = deliveries.map(
    ({ scheduledOn, deliveredOn }) => (Date.parse(deliveredOn) - Date.parse(scheduledOn)) / dayMs,
  );
  const count = (isSo) => late.filter(isSo).length;
  console.log(
    `  early: ${count((by) => by < 0)} lines; late: ${count((by) => by > 0)}; more than a month late: ${count((by) => by > 31)}`,
  );
}

/** Weights and freight are often those of another line: `See ASN-93 (ID#:1281)`. Is that line there, and in that shipment? */
function holdReferences() {
  console.log("Lines whose weight or freight is counted with another");
  const byLine = new Map(deliveries.map((delivery) => [delivery.line, delivery]));
  for (const field of ["weight", "freight"]) {
    const found = deliveries.flatMap((delivery) => delivery[`${field}CountedWith`] ?? []).map(parseReference);
    const there = found.filter(({ line }) => byLine.has(line));
    const right = there.filter(({ line, shipment }) => byLine.get(line).shipment === shipment);
    const amount = field === "weight" ? "weight" : "freightCost";
    const counted = there.filter(({ line }) => /^[0-9]/.test(byLine.get(line)[amount] ?? ""));
    console.log(
      `  ${field}: ${found.length} lines name another; ${there.length} of those are there, ${right.length} in the shipment that is named, ${counted.length} with a number`,
    );
  }
}

function parseReference(text) {
  const [, shipment, line] = /^See (\S+) \(ID#:(\d+)\)$/.exec(text);
  return { shipment, line };
}

/** Whose word it is: every line comes through one file, whoever sold or carried it. */
function tellHands() {
  const distinct = (name) => new Set(deliveries.map((delivery) => delivery[name])).size;
  console.log(`The lines of ${distinct("vendor")} vendors came in one file`);
}
