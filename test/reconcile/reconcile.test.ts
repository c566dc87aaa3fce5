import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, type JsonObject, type JsonValue } from "../../src/foundation/index.ts";
import { type MatchPlan, type Reconciliation, reconcile } from "../../src/reconcile/index.ts";
import { at, planFor, run, tally } from "./support.ts";

const plan: MatchPlan = {
  name: "goods receipts",
  sides: { left: "ERP", right: "WMS" },
  key: [{ left: "/po", right: "/order/number" }, { left: "/line" }],
  fields: [
    { left: "/quantity", right: "/counted", as: "decimal", unit: { left: "case", right: "EA" } },
    { left: "/net", as: "decimal", tolerance: { absolute: "0.01" } },
    { left: "/status", as: "text" },
    { left: "/batches", as: "json" },
  ],
  time: { left: "/createdAt", settleMs: 3_600_000 },
  value: { left: { amount: "/net", currency: "/currency" } },
  packs: { case: "12 EA" },
};

const receipt = (line: number, changes: JsonObject = {}): JsonObject => ({
  po: "4500012345",
  line,
  quantity: 2,
  net: "100.00",
  currency: "EUR",
  status: "posted",
  batches: [{ batch: "B1", best: "2027-01-01" }],
  createdAt: "2026-03-30T08:00:00Z",
  ...changes,
});

const counted = ({ po, quantity, ...row }: JsonObject, changes: JsonObject = {}): JsonObject => ({
  ...row,
  order: { number: po as JsonValue },
  counted: Number(quantity) * 12,
  ...changes,
});

describe("two systems that say the same", () => {
  it("are balanced, whatever each counts in and where it keeps it", async () => {
    const left = [receipt(10), receipt(20, { net: 99.995 })];
    const right = [counted(receipt(20)), counted(receipt(10, { batches: [{ best: "2027-01-01", batch: "B1" }] }))];
    const result = await reconcile(left, right, plan, { at });
    expect(result).toMatchObject({ status: "balanced", matched: 2, pending: 0, breaks: [], causes: [] });
  });

  it("may hand over their rows one by one, as they come", async () => {
    async function* stream() {
      yield counted(receipt(10));
      yield counted(receipt(20));
    }
    const result = await reconcile(new Set([receipt(10), receipt(20)]), stream(), plan, { at });
    expect(result.matched).toBe(2);
  });
});

describe("what two systems disagree about", () => {
  const left = [receipt(10), receipt(20), receipt(30), receipt(40), receipt(40)];
  const right = [
    counted(receipt(10), { counted: 23 }),
    counted(receipt(20), { net: "100.02", status: null }),
    counted(receipt(40)),
    counted(receipt(50)),
  ];

  it("is one break for each key, kind and field", async () => {
    const { breaks, status, matched } = await reconcile(left, right, plan, { at });
    expect([status, matched]).toEqual(["broken", 0]);
    const shown = breaks.map(({ kind, field, key, valueAtRisk }) => [
      kind,
      field,
      key["/line"],
      valueAtRisk?.[0]?.amount,
    ]);
    expect(shown.sort()).toEqual(
      [
        ["duplicate_key", undefined, "40", "100.00"],
        ["field_differs", "/net", "20", "0.02"],
        ["field_differs", "/quantity", "10", "100.00"],
        ["field_differs", "/status", "20", "100.00"],
        ["missing_left", undefined, "50", "100.00"],
        ["missing_right", undefined, "30", "100.00"],
      ].sort(),
    );
  });

  it("is said in sentences", async () => {
    const { breaks } = await reconcile(left, right, plan, { at });
    expect(breaks.map(({ sentence }) => sentence).sort()).toEqual([
      "`/net` of `4500012345 / 20` is `100.00` in `ERP` and `100.02` in `WMS`",
      "`/quantity` of `4500012345 / 10` is `2` in `ERP` and `23` in `WMS`",
      "`/status` of `4500012345 / 20` is `posted` in `ERP` and empty in `WMS`",
      "`4500012345 / 30` is in `ERP` and not in `WMS`",
      "`4500012345 / 40` is there 2 times in `ERP` and 1 time in `WMS`",
      "`4500012345 / 50` is in `WMS` and not in `ERP`",
    ]);
  });

  it("has the same ids in the next run, so that work on it is found again", async () => {
    const ids = async (rows: readonly JsonValue[], name = plan.name) =>
      (await reconcile(rows, right, { ...plan, name }, { at })).breaks.map(({ id }) => id);
    const [first, again, other] = [await ids(left), await ids([...left, receipt(60)]), await ids(left, "invoices")];
    expect(new Set(first).size).toBe(6);
    expect(first.every((id) => again.includes(id))).toBe(true);
    expect(first.some((id) => other.includes(id))).toBe(false);
  });

  it("is typed wrongly where the digits are the same in another order", async () => {
    const fields = [
      { left: "/net", as: "decimal" },
      { left: "/iban", as: "text" },
    ] as const;
    const [ours, theirs] = [
      [
        { id: 1, net: "1234.50", iban: "DE12" },
        { id: 2, net: "12.0", iban: "A" },
        { id: 3, net: "-21", iban: "A" },
      ],
      [
        { id: 1, net: "1243.5", iban: "DE21" },
        { id: 2, net: "13", iban: "B" },
        { id: 3, net: "12", iban: "A" },
      ],
    ];
    expect(tally(await run(ours, theirs, { fields }))).toEqual({
      "defect transposition": 1,
      "defect one_off_difference": 1,
    });
    const { causes } = await run(ours, theirs, { fields });
    expect(causes.map(({ kind, breaks, sentence }) => [kind, breaks, sentence])).toEqual(
      expect.arrayContaining([
        ["one_off_difference", 2, "2 rows differ in `/net` by no common rule"],
        ["transposition", 1, "1 row has the same digits or letters of `/iban` in another order, as typing errors have"],
      ]),
    );
  });

  it("comes heaviest first", async () => {
    const fields = [{ left: "/net", as: "decimal" }] as const;
    const value = { left: { amount: "/net", currency: "EUR" } };
    const [ours, theirs] = [
      [
        { id: 1, net: "10" },
        { id: 2, net: "1000" },
        { id: 3, net: "5" },
      ],
      [
        { id: 1, net: "11" },
        { id: 2, net: "1500.25" },
      ],
    ];
    const { causes, breaks } = await run(ours, theirs, { fields, value });
    expect(causes.map(({ kind, valueAtRisk }) => [kind, valueAtRisk])).toEqual([
      ["one_off_difference", [{ amount: "501.25", currency: "EUR" }]],
      ["lost", [{ amount: "5", currency: "EUR" }]],
    ]);
    expect(breaks.map(({ key }) => key["/id"])).toEqual(["2", "1", "3"]);
  });

  it("is never added up across currencies", async () => {
    const value = { left: { amount: "/net", currency: "/currency" } };
    const rows = [
      { id: 1, net: "10.00", currency: "EUR" },
      { id: 2, net: 20, currency: "USD" },
      { id: 3, net: "-5.50", currency: "EUR" },
      { id: 4, net: "1", currency: "points" },
      { id: 5, net: "unknown", currency: "EUR" },
    ];
    const { causes } = await run(rows, [], { value });
    expect(causes[0]?.valueAtRisk).toEqual([
      { amount: "15.50", currency: "EUR" },
      { amount: "20", currency: "USD" },
      { amount: "1", currency: "XXX" },
    ]);
  });
});

describe("control totals", () => {
  it("count and add up both sides before anything is matched", async () => {
    const result = await reconcile([receipt(10), receipt(20)], [counted(receipt(10), { net: "99.50" })], plan, { at });
    const { left, right, difference } = result.controlTotals;
    expect(left).toMatchObject({ rows: 2, unreadable: 0, sums: { "/quantity": "48", "/net": "200.00" } });
    expect(right).toMatchObject({ rows: 1, unreadable: 0, sums: { "/quantity": "24", "/net": "99.50" } });
    expect(difference).toEqual({ rows: -1, sums: { "/quantity": "-24", "/net": "-100.50" } });
  });

  it("have one hash total for the same keys in any order, and another for other keys", async () => {
    const totals = async (...ids: readonly number[]) =>
      (
        await run(
          ids.map((id) => ({ id })),
          [],
        )
      ).controlTotals.left.keys;
    expect(await totals(1, 2, 3)).toBe(await totals(3, 1, 2));
    expect(await totals(1, 2, 3)).not.toBe(await totals(1, 2, 4));
    expect(await totals(1, 1)).not.toBe(await totals(2, 2));
    expect(await totals(1, 1)).not.toBe(await totals(1));
    expect(await totals()).toBe("0".repeat(64));
  });

  it("leave out what cannot be read, and say how many rows have no key", async () => {
    const rows = [{ id: 1, net: "10.5" }, { id: 2, net: "ten" }, { net: "7" }, 42];
    const { controlTotals } = await run(rows, [], { fields: [{ left: "/net", as: "decimal" }] });
    expect(controlTotals.left).toMatchObject({ rows: 4, unreadable: 2, sums: { "/net": "10.5" } });
  });
});

describe("the order of rows", () => {
  const value = fc.constantFrom<JsonValue>(
    "1",
    1,
    "1.0",
    "2",
    "12",
    "21",
    null,
    "",
    "n/a",
    "60",
    "120",
    "180",
    "1000.000",
  );
  const row = fc.record(
    {
      id: fc.constantFrom<JsonValue>(1, 2, "3", "03", null, "a", "A", {}, 4, 5, 6, 7),
      value,
      other: value,
      word: fc.constantFrom<JsonValue>("x", "X", "xy", " x", true),
      when: fc.constantFrom<JsonValue>(
        "2026-03-31T11:30:00Z",
        "2026-03-31T08:00:00+02:00",
        "2026-01-02T00:00:00Z",
        "soon",
      ),
      net: fc.constantFrom<JsonValue>("10.0", "10.00", "3", "x"),
      currency: fc.constantFrom("EUR", "USD", "none"),
    },
    { requiredKeys: [] },
  );
  const rows = fc.array(
    fc.oneof({ weight: 20, arbitrary: row }, { weight: 1, arbitrary: fc.constantFrom(null, 7, "x") }),
    {
      maxLength: 14,
    },
  ) as fc.Arbitrary<readonly JsonValue[]>;
  const everything: Partial<MatchPlan> = {
    fields: [
      { left: "/value", as: "decimal", tolerance: { percent: "1" } },
      { left: "/other", as: "decimal" },
      { left: "/word", as: "text" },
      { left: "/when", as: "instant" },
    ],
    time: { left: "/when", settleMs: 7_200_000 },
    value: { left: { amount: "/net", currency: "/currency" } },
    owner: "left",
  };

  it("changes nothing, byte for byte", async () => {
    const shuffled = (list: readonly JsonValue[]) => fc.shuffledSubarray([...list], { minLength: list.length });
    const worlds = fc
      .tuple(rows, rows)
      .chain(([left, right]) => fc.tuple(fc.constant([left, right] as const), shuffled(left), shuffled(right)));
    await fc.assert(
      fc.asyncProperty(worlds, async ([[left, right], otherLeft, otherRight]) => {
        const one = await run(left, right, everything);
        const another = await run(otherLeft, otherRight, everything);
        expect(JSON.stringify(another)).toBe(JSON.stringify(one));
      }),
      { numRuns: 300 },
    );
  });

  it("leaves a result that JSON can say, whose numbers agree with one another", async () => {
    await fc.assert(
      fc.asyncProperty(rows, rows, async (left, right) => {
        const result = await run(left, right, everything);
        expect(() => canonicalJson(result)).not.toThrow();
        expectConsistent(result);
      }),
      { numRuns: 300 },
    );
  });
});

function expectConsistent({ breaks, causes, pending, status, matched }: Reconciliation): void {
  const ids = new Set(causes.map(({ id }) => id));
  expect(ids.size).toBe(causes.length);
  expect(new Set(breaks.map(({ id }) => id)).size).toBe(breaks.length);
  for (const { cause, verdict } of breaks) expect(causes.find(({ id }) => id === cause)?.verdict).toBe(verdict);
  for (const cause of causes) expect(breaks.filter(({ cause: id }) => id === cause.id).length).toBe(cause.breaks);
  expect(breaks.filter(({ verdict }) => verdict === "timing").length).toBe(pending);
  if (status === "balanced") expect([breaks.length, matched > 0]).toEqual([0, true]);
}

describe("a reconciliation and its mirror image", () => {
  it("find the same number of matches", async () => {
    const { key, fields } = planFor({ fields: [{ left: "/value", as: "decimal" }] });
    const rows = fc.array(fc.record({ id: fc.integer({ min: 1, max: 9 }), value: fc.integer({ min: 1, max: 3 }) }), {
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(rows, rows, async (left, right) => {
        const one = await run(left, right, { key, fields });
        const mirrored = await run(right, left, { key, fields });
        expect(mirrored.matched).toBe(one.matched);
        expect(mirrored.breaks.length).toBe(one.breaks.length);
      }),
    );
  });
});
