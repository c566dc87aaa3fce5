import { describe, expect, it } from "vitest";
import type { MatchPlan } from "../../src/reconcile/index.ts";
import { run, tally } from "./support.ts";

const time: MatchPlan["time"] = { left: "/createdAt", right: "/seenAt", settleMs: 7_200_000 };

describe("a row that one side does not have", () => {
  const rows: readonly [why: string, createdAt: unknown, tally: Record<string, number>][] = [
    ["is on its way while it is young", "2026-03-31T11:00:00Z", { "timing in_transit": 1 }],
    ["is on its way until the very end", "2026-03-31T10:00:00Z", { "timing in_transit": 1 }],
    ["is lost a millisecond later", "2026-03-31T09:59:59.999Z", { "defect lost": 1 }],
    ["may come from a clock that is a little ahead", "2026-03-31T12:05:00Z", { "timing in_transit": 1 }],
    ["is not pending until the year 2999", "2999-01-01T00:00:00Z", { "defect lost": 1 }],
    ["is lost when nobody knows its age", undefined, { "defect lost": 1 }],
    ["is lost when its age cannot be read", "yesterday", { "defect lost": 1 }],
    ["is lost when its time has no zone", "2026-03-31T11:00:00", { "defect lost": 1 }],
    ["is lost when its time is a number", 1_774_954_800_000, { "defect lost": 1 }],
  ];
  for (const [why, createdAt, expected] of rows) {
    it(why, async () => {
      const row = createdAt === undefined ? { id: 1 } : { id: 1, createdAt: createdAt as string };
      expect(tally(await run([row], [], { time }))).toEqual(expected);
    });
  }

  it("says when it counts as lost", async () => {
    const result = await run(
      [
        { id: 1, createdAt: "2026-03-31T11:00:00Z" },
        { id: 2, createdAt: "2026-03-31T11:30:00Z" },
      ],
      [],
      { time },
    );
    expect(result.status).toBe("incomplete");
    expect(result.pending).toBe(2);
    expect(result.breaks.map(({ sentence }) => sentence)).toEqual([
      "`1` is in `ERP` and not in `WMS` yet; it counts as lost after 2026-03-31T13:00:00.000Z",
      "`2` is in `ERP` and not in `WMS` yet; it counts as lost after 2026-03-31T13:30:00.000Z",
    ]);
    expect(result.causes[0]?.sentence).toBe(
      "2 rows of `ERP` are not in `WMS` yet, and may be until 2026-03-31T13:30:00.000Z",
    );
  });

  it("is looked for by each side's own time", async () => {
    const result = await run([], [{ id: 1, seenAt: "2026-03-31T11:00:00Z", createdAt: "2020-01-01T00:00:00Z" }], {
      time,
    });
    expect(tally(result)).toEqual({ "timing in_transit": 1 });
  });

  it("is lost at once on the side that has everything first", async () => {
    const later = { ...time, later: "right" } as const;
    const goodsReceived = [{ id: 1, seenAt: "2026-03-31T11:59:00Z" }];
    expect(tally(await run([], goodsReceived, { time: later }))).toEqual({ "defect lost": 1 });
    expect(tally(await run([{ id: 1, createdAt: "2026-03-31T11:59:00Z" }], [], { time: later }))).toEqual({
      "timing in_transit": 1,
    });
  });

  it("is lost where no time is given to settle", async () => {
    const { causes } = await run([{ id: 1, createdAt: "2026-03-31T11:59:00Z" }], []);
    expect(causes[0]?.sentence).toBe("1 row of `ERP` is not in `WMS`");
  });

  it("breaks the balance only when it is lost", async () => {
    const young = { id: 1, createdAt: "2026-03-31T11:00:00Z" };
    const old = { id: 2, createdAt: "2026-03-01T11:00:00Z" };
    const result = await run([young, old], [], { time });
    expect([result.status, result.pending]).toEqual(["broken", 1]);
    expect(result.causes.map(({ sentence }) => sentence)).toEqual([
      "1 row of `ERP` is not in `WMS` and can no longer be on its way (2 h are allowed)",
      "1 row of `ERP` is not in `WMS` yet, and may be until 2026-03-31T13:00:00.000Z",
    ]);
  });
});

describe("nothing at all", () => {
  it("proves nothing", async () => expect((await run([], [])).status).toBe("incomplete"));
});
