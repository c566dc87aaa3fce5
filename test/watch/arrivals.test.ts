import { describe, expect, it } from "vitest";
import type { Event } from "../../src/foundation/index.ts";
import { createArrivalWatch } from "../../src/watch/index.ts";

const MINUTE = 60_000;
const at = (minutes: number): Date => new Date(Date.UTC(2026, 2, 31) + minutes * MINUTE);
const from = (source: string, sequence?: string): Event => ({
  specversion: "1.0",
  id: `${source}-${sequence}`,
  source,
  type: "status",
  ...(sequence !== undefined && { sequence }),
});

describe("a source's sequence", () => {
  const rows: readonly [what: string, numbers: readonly string[], codes: readonly string[]][] = [
    ["that follows says nothing", ["1", "2", "3"], []],
    ["may begin anywhere", ["0041", "0042"], []],
    ["with a number left out has a gap", ["1", "3"], ["sequence_gap"]],
    ["whose gap is filled later was out of order", ["1", "3", "2"], ["sequence_gap", "sequence_out_of_order"]],
    ["with a number from before it began was out of order", ["5", "4"], ["sequence_out_of_order"]],
    ["with a number twice repeats", ["1", "2", "2"], ["sequence_repeated"]],
    [
      "with a filled gap filled again repeats",
      ["1", "3", "2", "2"],
      ["sequence_gap", "sequence_out_of_order", "sequence_repeated"],
    ],
    ["of forty digits is read exactly", [`${"9".repeat(39)}7`, "9".repeat(40)], ["sequence_gap"]],
  ];
  for (const [what, numbers, codes] of rows) {
    it(what, () => {
      const watch = createArrivalWatch();
      const found = numbers.flatMap((number, nr) => watch.note(from("carrier/dhl", number), at(nr)));
      expect(found.map(({ code }) => code)).toEqual(codes);
    });
  }

  it("is told apart by source, and one without numbers has none", () => {
    const watch = createArrivalWatch();
    expect([
      ...watch.note(from("a", "1"), at(0)),
      ...watch.note(from("b", "9"), at(1)),
      ...watch.note(from("c"), at(2)),
    ]).toEqual([]);
  });

  it("with thousands of gaps keeps the last ones, and memory is bounded", () => {
    const watch = createArrivalWatch();
    for (let nr = 0; nr < 3_000; nr++) watch.note(from("a", String(2 * nr)), at(nr));
    expect(watch.note(from("a", "5001"), at(3_000))[0]?.code).toBe("sequence_out_of_order");
    expect(watch.note(from("a", "5001"), at(3_001))[0]?.code).toBe("sequence_repeated");
    expect(watch.note(from("a", "1"), at(3_002))[0]?.code).toBe("sequence_out_of_order");
  });
});

describe("a silent source", () => {
  const speak = (minutes: readonly number[]) => {
    const watch = createArrivalWatch();
    for (const minute of minutes) watch.note(from("sensor/1"), at(minute));
    return watch;
  };
  const hourly = Array.from({ length: 40 }, (_, nr) => 60 * nr);

  it("is told once it is silent for longer than it ever is, with when it was last heard", () => {
    const watch = speak(hourly);
    expect(watch.overdue(at(39 * 60 + 179))).toEqual([]);
    expect(watch.overdue(at(39 * 60 + 181))).toMatchObject([
      {
        code: "source_silent",
        facts: { source: "sensor/1", since: "2026-04-01T15:00:00.000Z", usualMs: 60 * MINUTE, allowedMs: 180 * MINUTE },
      },
    ]);
  });
  it("says nothing while it is hardly known", () => {
    expect(speak(hourly.slice(0, 20)).overdue(at(10_000))).toEqual([]);
  });
  it("that comes back is heard, and its absence is not learned as its habit", () => {
    const watch = speak([...hourly, 39 * 60 + 2_000]);
    expect(watch.overdue(at(39 * 60 + 2_001))).toEqual([]);
    expect(watch.overdue(at(39 * 60 + 2_000 + 24 * 60))).toHaveLength(1);
  });
  it("that rests every night is told of by day only, once its nights are known", () => {
    const byDay = (days: number): number[] =>
      Array.from({ length: days * 24 }, (_, hour) => hour)
        .filter((hour) => hour % 24 >= 8 && hour % 24 < 18)
        .map((hour) => hour * 60);
    const watch = speak(byDay(35));
    expect(watch.overdue(at((35 * 24 + 8.5) * 60))).toEqual([]);
    expect(watch.overdue(at((35 * 24 + 12) * 60))).toMatchObject([{ facts: { usualMs: 60 * MINUTE } }]);
  });
});
