import { describe, expect, it } from "vitest";
import { applyPatch, type JsonValue } from "../../src/foundation/index.ts";
import {
  type FieldKind,
  type MatchPlan,
  parseMatchPlan,
  type Reconciliation,
  reconcile,
} from "../../src/reconcile/index.ts";
import { at, planFor, run, runPairs, tally } from "./support.ts";

type Pairs = readonly (readonly [left: JsonValue, right: JsonValue])[];

/** The plan as the causes propose to change it. */
const changedPlan = (plan: MatchPlan, { causes }: Reconciliation): MatchPlan =>
  parseMatchPlan(
    causes.reduce<JsonValue>((changed, { proposal }) => applyPatch(changed, proposal ?? []), plan as never),
  );

describe("one rule that explains many rows", () => {
  const mappings: readonly [story: string, as: FieldKind, pairs: Pairs, kind: string, sentence: string][] = [
    [
      "the carrier sends minutes where hours were agreed",
      "decimal",
      [
        ["1", "60"],
        ["2.5", "150"],
        ["0", "0"],
        ["48", "2880"],
      ],
      "constant_factor",
      "`/value` of `WMS` is 60 times `/value` of `ERP` (h to min, min to s) in 3 of 3 rows that differ",
    ],
    [
      "the warehouse counts cases of twelve",
      "decimal",
      [
        ["12", 1],
        ["144", 12],
        ["36", 3],
        ["60", 5],
      ],
      "constant_factor",
      "`/value` of `WMS` is 1/12 of `/value` of `ERP` (EA to DZN) in 4 of 4 rows that differ",
    ],
    [
      "a pack of 18 that no table knows",
      "decimal",
      [
        ["36", "2"],
        ["90", "5"],
        ["18", "1"],
      ],
      "constant_factor",
      "`/value` of `WMS` is 1/18 of `/value` of `ERP` in 3 of 3 rows that differ",
    ],
    [
      "one side adds nineteen per cent tax",
      "decimal",
      [
        ["100", "119.00"],
        ["10.00", "11.90"],
        ["200", "238"],
      ],
      "constant_factor",
      "`/value` of `WMS` is 1.19 times `/value` of `ERP` in 3 of 3 rows that differ",
    ],
    [
      "debits are credits",
      "decimal",
      [
        ["100", "-100"],
        ["-5", "5"],
        ["7.5", "-7.50"],
        ["0", "0"],
      ],
      "constant_factor",
      "`/value` of `WMS` has the opposite sign of `/value` of `ERP` in 3 of 3 rows that differ",
    ],
    [
      "pounds were converted to kilograms and rounded",
      "decimal",
      [
        ["100", "45.36"],
        ["250", "113.40"],
        ["33", "14.97"],
        ["81.5", "36.97"],
      ],
      "constant_factor",
      "`/value` of `WMS` is 0.45359237 times `/value` of `ERP` ([lb_av] to kg) in 4 of 4 rows that differ",
    ],
    [
      "only one side counts the fee",
      "decimal",
      [
        ["100", "104.90"],
        ["20.00", "24.9"],
        ["0", "4.90"],
      ],
      "constant_offset",
      "`/value` of `WMS` is 4.9 more than `/value` of `ERP` in 3 of 3 rows that differ",
    ],
    [
      "one side keeps two digits of a price",
      "decimal",
      [
        ["1.2345", "1.23"],
        ["2.3456", "2.35"],
        ["3.005", "3.01"],
        ["7", "7"],
      ],
      "rounding",
      "`/value` of `WMS` keeps 2 digits after the point (rounded half-up) in 3 of 3 rows that differ",
    ],
    [
      "one side writes numbers as Germans do",
      "decimal",
      [
        ["1234.50", "1.234,50"],
        ["0.5", "0,5"],
        ["-1000000", "1.000.000-"],
        ["7", "7"],
      ],
      "number_style",
      "`/value` of `WMS` is written like `1.234,50` in 3 of 3 rows that differ",
    ],
    [
      "local time is sent as UTC",
      "instant",
      [
        ["2026-03-31T08:00:00Z", "2026-03-31T10:00:00Z"],
        ["2026-03-31T23:30:00Z", "2026-04-01T01:30:00Z"],
        ["2026-02-28T22:00:00+01:00", "2026-02-28T23:00:00Z"],
      ],
      "time_shift",
      "`/value` of `WMS` is 2 h later than `/value` of `ERP` in 3 of 3 rows that differ",
    ],
    [
      "the zone of Nepal",
      "instant",
      [
        ["2026-03-31T08:00:00Z", "2026-03-31T02:15:00Z"],
        ["2026-03-30T08:00:00Z", "2026-03-30T02:15:00Z"],
        ["2026-03-29T08:00:00Z", "2026-03-29T02:15:00Z"],
      ],
      "time_shift",
      "`/value` of `WMS` is 345 min earlier than `/value` of `ERP` in 3 of 3 rows that differ",
    ],
    [
      "dates lose a day at midnight",
      "date",
      [
        ["2026-03-31", "2026-03-30"],
        ["2026-03-01", "2026-02-28"],
        ["2026-01-01", "2025-12-31"],
      ],
      "time_shift",
      "`/value` of `WMS` is 1 d earlier than `/value` of `ERP` in 3 of 3 rows that differ",
    ],
    [
      "day and month change places",
      "date",
      [
        ["2026-03-04", "2026-04-03"],
        ["2026-01-12", "2026-12-01"],
        ["2026-05-06", "2026-06-05"],
        ["2026-03-31", "2026-03-31"],
        ["2026-07-07", "2026-07-07"],
      ],
      "swapped_day_month",
      "day and month of `/value` of `WMS` are those of `/value` of `ERP` the other way round in 3 of 3 rows that differ",
    ],
    [
      "one side shouts",
      "text",
      [
        ["Rotterdam", "ROTTERDAM"],
        ["Basel", "BASEL"],
        ["Ulm", "ULM"],
        ["ROMA", "ROMA"],
      ],
      "text_format",
      "`/value` of `WMS` and `/value` of `ERP` differ in upper and lower case in 3 of 3 rows that differ",
    ],
    [
      "material numbers lose their zeros",
      "text",
      [
        ["000100012", "100012"],
        ["000000007", 7],
        ["000100013", "100013"],
      ],
      "text_format",
      "`/value` of `WMS` and `/value` of `ERP` differ in leading zeros in 3 of 3 rows that differ",
    ],
    [
      "telephone numbers are written in two ways",
      "text",
      [
        ["+49 30 1234", "49301234"],
        ["+49-30-77", "493077"],
        ["(030) 5", "0305"],
      ],
      "text_format",
      "`/value` of `WMS` and `/value` of `ERP` differ in everything but digits in 3 of 3 rows that differ",
    ],
    [
      "descriptions are cut at ten letters",
      "text",
      [
        ["ball bearing 6204", "ball beari"],
        ["hexagon bolt M8", "hexagon bo"],
        ["compressor oil", "compressor"],
        ["oil", "oil"],
      ],
      "truncation",
      "`/value` of `WMS` is cut off after 10 characters in 3 of 3 rows that differ",
    ],
    [
      "each side has its own codes",
      "text",
      [
        ["EXW", "01"],
        ["CIF", "02"],
        ["EXW", "01"],
        ["CIF", "02"],
        ["EXW", "01"],
        ["DAP", "DAP"],
      ],
      "code_table",
      "`/value` of `WMS` has other codes than `/value` of `ERP` (`EXW` is `01`, `CIF` is `02`) in 5 of 5 rows that differ",
    ],
    [
      "one side says blocked where the other says released",
      "flag",
      [
        [true, false],
        [false, true],
        [true, "false"],
        [false, true],
      ],
      "code_table",
      "`/value` of `WMS` has other codes than `/value` of `ERP` (`false` is `true`, `true` is `false`) in 4 of 4 rows that differ",
    ],
  ];

  for (const [story, as, pairs, kind, sentence] of mappings) {
    it(`is named: ${story}`, async () => {
      const result = await runPairs(as, pairs);
      expect(tally(result)).toEqual({ [`mapping ${kind}`]: result.breaks.length });
      expect(result.causes[0]?.sentence).toBe(sentence);
      expect(result.breaks.every(({ verdict, cause }) => verdict === "mapping" && cause === result.causes[0]?.id)).toBe(
        true,
      );
    });

    it(`is mended by its proposal: ${story}`, async () => {
      const rows = (side: 0 | 1) => pairs.map((pair, id) => ({ id, value: pair[side] }));
      const plan = planFor({ fields: [{ left: "/value", as }] });
      const first = await reconcile(rows(0), rows(1), plan, { at });
      const second = await reconcile(rows(0), rows(1), changedPlan(plan, first), { at });
      expect(second.status).toBe("balanced");
      expect(second.matched).toBe(pairs.length);
    });
  }
});

describe("a rule is no mapping", () => {
  const none: readonly [why: string, as: FieldKind, pairs: Pairs, tally: Record<string, number>][] = [
    [
      "when two rows follow it",
      "decimal",
      [
        ["1", "60"],
        ["2", "120"],
      ],
      { "defect one_off_difference": 2 },
    ],
    [
      "when it explains less than four fifths",
      "decimal",
      [
        ["1", "60"],
        ["2", "120"],
        ["3", "180"],
        ["10", "17"],
      ],
      { "defect one_off_difference": 4 },
    ],
    [
      "when a row that agrees contradicts it",
      "decimal",
      [
        ["1", "60"],
        ["2", "120"],
        ["3", "180"],
        ["5", "5"],
      ],
      { "defect partial_rule": 3 },
    ],
    [
      "when one offset fits one value only",
      "decimal",
      [
        ["17", "30"],
        ["17", "30"],
        ["17", "30"],
      ],
      { "defect one_off_difference": 3 },
    ],
    [
      "when times are off by ten minutes",
      "instant",
      [
        ["2026-03-31T08:00:00Z", "2026-03-31T08:10:00Z"],
        ["2026-03-31T09:00:00Z", "2026-03-31T09:10:00Z"],
        ["2026-03-31T10:00:00Z", "2026-03-31T10:10:00Z"],
      ],
      { "defect one_off_difference": 3 },
    ],
    [
      "when two codes would become one",
      "text",
      [
        ["A", "1"],
        ["A", "1"],
        ["A", "1"],
        ["1", "1"],
      ],
      { "defect one_off_difference": 3 },
    ],
    [
      "when digits are all that two part numbers share",
      "text",
      [
        ["A-100", "B-100"],
        ["A-200", "C-200"],
        ["A-300", "D-300"],
      ],
      { "defect one_off_difference": 3 },
    ],
    [
      "when small numbers would be rounded away",
      "decimal",
      [
        ["1", "0"],
        ["2", "0"],
        ["3", "0"],
        ["4", "0"],
      ],
      { "defect one_off_difference": 4 },
    ],
  ];
  for (const [why, as, pairs, expected] of none) {
    it(why, async () => expect(tally(await runPairs(as, pairs))).toEqual(expected));
  }

  it("and says so when it began one day", async () => {
    const pairs = Array.from({ length: 10 }, (_, at) => [at + 1, at < 6 ? at + 1 : (at + 1) * 60] as const);
    const { causes } = await runPairs("decimal", pairs);
    expect(causes[0]).toMatchObject({ verdict: "defect", kind: "partial_rule", support: 4, counterexamples: 6 });
    expect(causes[0]?.sentence).toBe(
      "`/value` of `WMS` is 60 times `/value` of `ERP` (h to min, min to s) in 4 of 4 rows that differ, and 6 rows agree without it: look for what the rows that differ have in common",
    );
    expect(causes[0]?.proposal).toBeUndefined();
  });
});

describe("a rule with exceptions", () => {
  it("keeps its rows, and leaves the exceptions as defects", async () => {
    const pairs: Pairs = [
      ["1", "60"],
      ["2", "120"],
      ["3", "180"],
      ["4", "240"],
      ["5", "301"],
    ];
    const result = await runPairs("decimal", pairs);
    expect(tally(result)).toEqual({ "mapping constant_factor": 4, "defect one_off_difference": 1 });
    expect(result.causes.find(({ verdict }) => verdict === "mapping")).toMatchObject({
      support: 4,
      counterexamples: 1,
    });
  });
});

describe("columns", () => {
  const fields = [
    { left: "/net", right: "/amount/net", as: "decimal" },
    { left: "/gross", right: "/amount/gross", as: "decimal" },
  ] as const;

  it("that are swapped are one cause for both", async () => {
    const left = [1, 2, 3, 4].map((id) => ({ id, net: `${id}0.00`, gross: `${id}1.90` }));
    const right = left.map(({ id, net, gross }) => ({ id, amount: { net: gross, gross: net } }));
    const plan = planFor({ fields });
    const result = await reconcile(left, right, plan, { at });
    expect(tally(result)).toEqual({ "mapping swapped_columns": 8 });
    expect(result.causes[0]?.sentence).toBe("`/net` and `/gross` are swapped in `WMS` in 4 of 4 rows that differ");
    expect((await reconcile(left, right, changedPlan(plan, result), { at })).status).toBe("balanced");
  });

  it("that are empty throughout on one side are no thousand missing values", async () => {
    const left = [1, 2, 3].map((id) => ({ id, net: "1.00", gross: "1.19" }));
    const right = left.map(({ id, gross }) => ({ id, amount: { gross, net: null } }));
    const result = await run(left, right, { fields });
    expect(tally(result)).toEqual({ "mapping unusable_column": 3 });
    expect(result.causes[0]?.sentence).toBe("`/amount/net` of `WMS` is empty in 3 of 3 rows that differ");
  });

  it("that are filled now and then are missing values", async () => {
    const pairs: Pairs = [
      ["1", null],
      ["2", ""],
      ["3", null],
      ["4", "4"],
    ];
    expect(tally(await runPairs("decimal", pairs))).toEqual({ "defect missing_value": 3 });
  });

  it("that can never be read are a mapping, and now and then a defect", async () => {
    const pairs: Pairs = [
      ["1", "n/a"],
      ["2", "?"],
      ["3", "-"],
    ];
    expect(tally(await runPairs("decimal", pairs))).toEqual({ "mapping unusable_column": 3 });
    expect(tally(await runPairs("decimal", [...pairs, ["4", "4"]]))).toEqual({ "defect unreadable_value": 3 });
  });
});

describe("keys that each side spells its own way", () => {
  const numbers = ["4711", "4712", "4713", "4800"];
  const left = numbers.map((id) => ({ id: `0000${id}`, quantity: 5 }));
  const right = numbers.map((id) => ({ id, quantity: 5 }));
  const plan = planFor({ fields: [{ left: "/quantity", as: "decimal" }] });

  it("are one cause, and its proposal brings the rows together", async () => {
    const result = await reconcile(left, right, plan, { at });
    expect(tally(result)).toEqual({ "mapping key_format": 8 });
    expect(result.causes[0]?.sentence).toBe(
      "4 rows would be found on both sides: the keys `/id` of `ERP` and `/id` of `WMS` differ in leading zeros",
    );
    expect((await reconcile(left, right, changedPlan(plan, result), { at })).status).toBe("balanced");
  });

  it("leave the rows that nobody finds as lost", async () => {
    const result = await run([...left, { id: "00009999" }], right, {});
    expect(tally(result)).toEqual({ "mapping key_format": 8, "defect lost": 1 });
  });

  it("are not overlooked where two things would become one", async () => {
    const result = await run([...left, { id: "04711" }], right, {});
    expect(result.causes.map(({ kind }) => kind)).toEqual(["lost", "lost"]);
  });
});
