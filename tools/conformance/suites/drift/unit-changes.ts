import { resolve } from "node:path";
import { evaluate } from "../../../../bench/lib/drift/evaluate.mjs";
import { watchOf } from "../../../../bench/lib/drift/ours.mjs";
import * as contracts from "../../../../src/contracts/index.ts";
import { type Case, deviating, failed, type Note, noted, passed, type Suite, textAt } from "../../suite.ts";

/** Columns of the purchase orders, by their position, with their units: small enough for every run. */
const columns = [
  ["PurchaseOrderDetail", 5, "UnitPrice", "USD"],
  ["PurchaseOrderDetail", 6, "LineTotal", "USD"],
  ["PurchaseOrderHeader", 8, "SubTotal", "USD"],
  ["PurchaseOrderHeader", 10, "Freight", "USD"],
  ["ProductVendor", 3, "StandardPrice", "USD"],
  ["ProductVendor", 2, "AverageLeadTime", "d"],
] as const;

/** Each series with each change of its unit's family at three points, as `npm run bench -- drift` has them for many more. */
const suite: Suite = {
  name: "unit-changes",
  room: "drift",
  *run(vectors): Iterable<Case | Note> {
    const folder = resolve(vectors, "../datasets/adventureworks");
    const series = columns.map(([table, at, name, unit]) => ({
      name: `adventureworks.${table}.${name}`,
      unit,
      half: "report" as const,
      values: valuesIn(textAt(folder, `${table}.csv`), at),
    }));
    const found = evaluate(watchOf(contracts, { isDeclared: true }), series);
    for (const { series, confirmed } of found.quiet)
      yield confirmed === 0
        ? passed(`${series.name} unchanged`)
        : failed(`${series.name} unchanged`, `${confirmed} confirmed`);
    for (const [nr, run] of found.runs.entries()) yield judge(`${run.series.name} ${run.change.name} ${nr}`, run);
    yield atMost("percent missed", found.missed, 9);
    yield atMost("percent named wrong", 100 - found.named, 5);
    yield atMost("values to suspicion, median", found.suspectedP50, 8);
    yield atMost("values to confirmation, median", found.confirmedP50, 20);
    yield noted(
      `${found.injections} changes: ${found.missed.toFixed(1)} % missed, ${found.named.toFixed(1)} % named right`,
    );
  },
};
export default suite;

const valuesIn = (table: string, at: number): number[] =>
  table
    .split(/\r?\n/)
    .map((line) => line.split("\t")[at] ?? "")
    .filter((cell) => /^\d*\.?\d+$/.test(cell))
    .map(Number);

interface Run {
  readonly isVisible: boolean;
  readonly confirmed?: number;
  readonly isNamed?: boolean;
}

function judge(id: string, { isVisible, confirmed, isNamed }: Run): Case {
  if (confirmed !== undefined) return isNamed ? passed(id) : deviating(id, "another unit was named");
  return deviating(
    id,
    isVisible ? "not confirmed before the series or 400 values end" : "smaller than the values' spread",
  );
}

const atMost = (id: string, actual: number, limit: number): Case =>
  actual <= limit ? passed(id) : failed(id, `${actual.toFixed(1)} is more than ${limit}`);
