import { readFileSync } from "node:fs";
import { join } from "node:path";
import { datasets, readTable } from "./series.mjs";

/** Real tables in which one number follows from others, and what becomes of it when one of them is sent in another unit. */
const tables = [
  {
    name: "adventureworks.PurchaseOrderDetail: total = quantity × price",
    rows: () =>
      readFileSync(join(datasets, "adventureworks/PurchaseOrderDetail.csv"), "utf8")
        .split(/\r?\n/)
        .filter(Boolean)
        .map((line) => line.split("\t"))
        .map((cells) => ({ quantity: cells[3], price: cells[5], total: cells[6] })),
    within: undefined,
  },
  {
    name: "scms: line value = quantity × pack price",
    rows: () => {
      const [header, ...lines] = readTable(join(datasets, "scms/SCMS_Delivery_History_Dataset.csv"), ",");
      const at = ["Line Item Quantity", "Pack Price", "Line Item Value"].map((name) => header.indexOf(name));
      return lines.map((cells) => ({ quantity: cells[at[0]], price: cells[at[1]], total: cells[at[2]] }));
    },
    within: { rounding: "/price", times: "/quantity" },
  },
];

const changes = [
  ["quantity in dozens", "quantity", (value) => value / 12],
  ["price in minor units", "price", (value) => value * 100],
  ["total in thousands", "total", (value) => value / 1_000],
];

const isAmount = (text) => /^\d+(?:\.\d+)?$/.test(text ?? "") && Number(text) > 0;

/** Every row that keeps to its relation, and how many of these break it at once when one of their numbers is changed. */
export function atFirstEvent({ compileContract }) {
  return tables.flatMap(({ name, rows, within }) => {
    const decimal = { type: "string", format: "decimal" };
    const relation = { name, left: "/total", right: { product: ["/quantity", "/price"] }, ...(within && { within }) };
    const properties = { quantity: decimal, price: decimal, total: decimal };
    const schema = { type: "object", properties, "x-relation": [relation] };
    const { validate } = compileContract({
      formatVersion: 1,
      id: "lines",
      version: "1.0.0",
      owner: "bench",
      tier: "low",
      schema,
    });
    const amounts = rows().filter((row) => Object.values(row).every(isAmount));
    const kept = amounts.filter((row) => validate(row).length === 0);
    return changes.map(([change, field, apply]) => {
      const found = kept.filter((row) => isBroken(validate({ ...row, [field]: decimalOf(apply(Number(row[field]))) })));
      return [name, change, amounts.length, 100 * (kept.length / amounts.length), 100 * (found.length / kept.length)];
    });
  });
}

const isBroken = (findings) => findings.some(({ code }) => code === "relation_broken");
const decimalOf = (value) => value.toFixed(6).replace(/\.?0+$/, "");
