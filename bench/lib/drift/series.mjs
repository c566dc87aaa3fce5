/**
 * Real series, read in place: times, weights, money, counts, speeds, temperatures. Series with negative values have no
 * size that a unit could change, and those of fewer than 200 values no history to compare with: both are left out.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../..", import.meta.url));
export const datasets = join(resolve(root, process.env.COUNTERSIGN_SHARED ?? "../shared"), "datasets");

const LEAST_VALUES = 200;

/** @typedef {{ name: string, unit: string, half: "tune" | "report", values: number[] }} Series */

/** @returns {Series[]} */
export const loadSeries = () =>
  [...nab(), ...tcpd(), ...scms(), ...adventureWorks(), ...northwind()]
    .filter(({ values }) => values.length >= LEAST_VALUES && values.every((value) => value >= 0))
    .map((series) => ({ ...series, half: halfOf(series.name) }));

/** Which half a series belongs to: the hash of its name decides, so nobody chooses. */
const halfOf = (name) => (createHash("sha256").update(name).digest()[0] % 2 === 0 ? "tune" : "report");

/** Units of the benchmark's series, as their publishers describe them; `1` where things are counted. */
const nabUnits = [
  [/temperature/, "[degF]"],
  [/TravelTime/, "s"],
  [/speed/, "[mi_i]/h"],
  [/latency/, "ms"],
  [/occupancy|cpu/, "%"],
  [/key_hold|key_updown/, "s"],
  [/./, "1"],
];

function nab() {
  const folder = join(datasets, "drift/nab");
  return ["realKnownCause", "realTraffic", "realTweets"].flatMap((group) =>
    readdirSync(join(folder, group)).map((file) => ({
      name: `nab.${file.replace(".csv", "")}`,
      unit: nabUnits.find(([pattern]) => pattern.test(file))[1],
      values: linesOf(join(folder, group, file))
        .slice(1)
        .map((line) => Number(line.split(",")[1])),
    })),
  );
}

const tcpdUnits = {
  bank: "GBP",
  brent_spot: "USD",
  businv: "USD",
  construction: "USD",
  usd_isk: "USD",
  co2_canada: "t",
  run_log: "min/km",
};

function tcpd() {
  const folder = join(datasets, "drift/tcpd");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json") && file !== "annotations.json")
    .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")))
    .map(({ name, series: [{ raw }] }) => ({
      name: `tcpd.${name}`,
      unit: tcpdUnits[name] ?? "1",
      values: raw.filter(Number.isFinite),
    }));
}

const scmsColumns = {
  "Line Item Quantity": "EA",
  "Line Item Value": "USD",
  "Pack Price": "USD",
  "Unit Price": "USD",
  "Weight (Kilograms)": "kg",
  "Freight Cost (USD)": "USD",
  "Line Item Insurance (USD)": "USD",
};

function scms() {
  const rows = readTable(join(datasets, "scms/SCMS_Delivery_History_Dataset.csv"), ",");
  const [header, ...lines] = rows;
  const column = (name) => lines.map((line) => line[header.indexOf(name)]);
  const days = column("Delivered to Client Date").map((text) => Date.parse(`${text} UTC`) / 86_400_000);
  const sent = column("PO Sent to Vendor Date").map((text) => Date.parse(`${text} UTC`) / 86_400_000);
  const leadDays = days.map((day, at) => day - sent[at]).filter((value) => value > 0 && value < 3_650);
  return [
    ...Object.entries(scmsColumns).map(([name, unit]) => ({
      name: `scms.${name}`,
      unit,
      values: numbers(column(name)),
    })),
    { name: "scms.lead days", unit: "d", values: leadDays },
  ];
}

const adventureWorksColumns = [
  ["PurchaseOrderDetail", 3, "OrderQty", "EA"],
  ["PurchaseOrderDetail", 5, "UnitPrice", "USD"],
  ["PurchaseOrderDetail", 6, "LineTotal", "USD"],
  ["PurchaseOrderDetail", 7, "ReceivedQty", "EA"],
  ["PurchaseOrderHeader", 8, "SubTotal", "USD"],
  ["PurchaseOrderHeader", 10, "Freight", "USD"],
  ["ProductVendor", 3, "StandardPrice", "USD"],
  ["ProductVendor", 2, "AverageLeadTime", "d"],
  ["ProductInventory", 4, "Quantity", "EA"],
];

const adventureWorks = () =>
  adventureWorksColumns.map(([table, at, name, unit]) => ({
    name: `adventureworks.${table}.${name}`,
    unit,
    values: numbers(linesOf(join(datasets, `adventureworks/${table}.csv`)).map((line) => line.split("\t")[at])),
  }));

const northwind = () =>
  [
    ["orders", "freight", "USD"],
    ["order-details", "unitPrice", "USD"],
    ["order-details", "quantity", "EA"],
  ].map(([table, name, unit]) => {
    const [header, ...lines] = readTable(join(datasets, `northwind/${table}.csv`), ",");
    return {
      name: `northwind.${table}.${name}`,
      unit,
      values: numbers(lines.map((line) => line[header.indexOf(name)])),
    };
  });

const numbers = (texts) => texts.filter((text) => /^[0-9]*\.?[0-9]+$/.test(text ?? "")).map(Number);

const linesOf = (path) =>
  readFileSync(path, "utf8")
    .split(/\r\n|\r|\n/)
    .filter(Boolean);

/** Cells of a table whose quotes follow RFC 4180. */
export const readTable = (path, delimiter) =>
  linesOf(path).map((line) => cellsOf(line.replace("\ufeff", ""), delimiter));

const cellsOf = (line, delimiter) =>
  [...line.matchAll(new RegExp(`(?:^|${delimiter})(?:"((?:[^"]|"")*)"|([^${delimiter}]*))`, "g"))].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
  );
