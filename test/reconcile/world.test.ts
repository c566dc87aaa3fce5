import { describe, expect, it } from "vitest";
import { formatInstant, type SeededRandom, seededRandom } from "../../src/foundation/index.ts";
import { type MatchPlan, reconcile } from "../../src/reconcile/index.ts";
import { at, planFor, tally, tallyKinds } from "./support.ts";

interface Receipt {
  readonly po: string;
  readonly line: number;
  readonly quantity: string;
  readonly net: string;
  readonly leadTime: number;
  readonly postedAt: string;
  readonly plant: string;
}

const HOUR_MS = 3_600_000;

/** Rows of the ERP: all of them older than two days. */
const erpRow = (nr: number, random: SeededRandom): Receipt => ({
  po: `45${String(nr).padStart(8, "0")}`,
  line: 10 * random.integer(1, 9),
  quantity: String(random.integer(1, 500)),
  net: `${random.integer(100, 99_999)}.${String(random.integer(10, 99))}`,
  leadTime: random.integer(1, 90),
  postedAt: formatInstant(at.getTime() - random.integer(48, 2_000) * HOUR_MS - nr),
  plant: random.pick(["Basel", "Ulm", "Rotterdam"]),
});

/** The same in the WMS: minutes for hours, and local time. */
const wmsRow = (row: Receipt): Receipt => ({
  ...row,
  leadTime: row.leadTime * 60,
  postedAt: formatInstant(Date.parse(row.postedAt) + 2 * HOUR_MS),
});

/** The last two digits before the point change places. */
const mistyped = (row: Receipt): Receipt => ({ ...row, net: row.net.replace(/([0-9])([0-9])\./, "$2$1.") });
const canBeMistyped = ({ net }: Receipt): boolean => !/([0-9])\1\./.test(net);

const plan: MatchPlan = planFor({
  key: [{ left: "/po" }, { left: "/line" }],
  fields: [
    { left: "/quantity", as: "decimal" },
    { left: "/net", as: "decimal" },
    { left: "/leadTime", as: "decimal" },
    { left: "/postedAt", as: "instant" },
    { left: "/plant", as: "text" },
  ],
  time: { left: "/postedAt", settleMs: 4 * HOUR_MS, later: "right" },
  value: { left: { amount: "/net", currency: "EUR" } },
});

describe("a world of 5,000 receipts with known mistakes", () => {
  for (const seed of [1, 2, 3]) {
    it(`is taken apart exactly (seed ${seed})`, async () => {
      const random = seededRandom(seed);
      const erp = Array.from({ length: 5_000 }, (_, nr) => erpRow(nr, random));
      const [lost, doubled, ghosts, young] = [40, 25, 15, 30];
      const wms = erp.slice(lost).map(wmsRow);
      const typed = new Set<number>();
      while (typed.size < 60) {
        const place = random.integer(doubled, wms.length - 1);
        if (canBeMistyped(wms[place]!)) typed.add(place);
      }
      for (const place of typed) wms[place] = mistyped(wms[place]!);
      wms.push(...wms.slice(0, doubled));
      for (let nr = 0; nr < ghosts; nr++) wms.push(wmsRow(erpRow(10_000 + nr, random)));
      for (let nr = 0; nr < young; nr++)
        erp.push({ ...erpRow(20_000 + nr, random), postedAt: formatInstant(at.getTime() - nr * 60_000) });

      const compared = 5_000 - lost - doubled;
      const result = await reconcile(erp, wms, plan, { at });
      expect(tallyKinds(result)).toEqual({
        "defect lost": lost + ghosts,
        "defect duplicate_posting": doubled,
        "defect transposition": typed.size,
        "mapping constant_factor": compared,
        "mapping time_shift": compared,
        "timing in_transit": young,
      });
      expect([result.status, result.pending, result.matched]).toEqual(["broken", young, 0]);
      expect(result.causes).toHaveLength(7);
      expect(result.controlTotals.difference.rows).toBe(wms.length - erp.length);
    });
  }
});

describe("two sides of 200,000 rows each", () => {
  it("are reconciled in memory, in seconds", async () => {
    const rowAt = (nr: number) => ({
      id: nr,
      quantity: String(nr % 977),
      net: nr / 4,
      plant: nr % 3 === 0 ? "Ulm" : "Basel",
    });
    const left = Array.from({ length: 200_000 }, (_, nr) => rowAt(nr));
    const right = Array.from({ length: 200_000 }, (_, nr) => rowAt(200_000 - nr));
    const fields = [
      { left: "/quantity", as: "decimal" },
      { left: "/net", as: "decimal" },
      { left: "/plant", as: "text" },
    ] as const;
    const result = await reconcile(left, right, planFor({ fields }), { at });
    expect(result.matched).toBe(199_999);
    expect(tally(result)).toEqual({ "defect lost": 1 });
    expect(result.breaks.map(({ kind }) => kind).sort()).toEqual(["missing_left", "missing_right"]);
  });
});
