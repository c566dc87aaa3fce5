import { describe, expect, it } from "vitest";
import { createRunRecord } from "../../src/cli/run-record.ts";
import { createSample } from "../../src/cli/sample.ts";
import type { Admission } from "../../src/gate/index.ts";

describe("what a run keeps for its report", () => {
  it("is bounded, and evenly chosen, however long the run", () => {
    const sample = createSample<number>(100);
    for (let at = 0; at < 100_000; at++) sample.add(at);
    expect(sample.seen).toBe(100_000);
    expect(sample.items.length).toBeGreaterThan(50);
    expect(sample.items.length).toBeLessThanOrEqual(100);
    const steps = new Set(sample.items.slice(1).map((item, at) => item - (sample.items[at] ?? 0)));
    expect(steps.size).toBe(1);
  });

  it("knows the field at which messages were stopped, from when and until when", () => {
    const record = createRunRecord();
    for (let day = 1; day <= 28; day++) {
      const time = `2026-03-${String(day).padStart(2, "0")}T00:00:00.000Z`;
      const stopped = day > 20;
      const admission = {
        at: time,
        event: { id: String(day), source: "carrier/dhl", type: "eta" },
        outcome: stopped ? "held" : "accepted",
        reasons: stopped ? [{ stage: "drift", code: "unit_changed", path: "/data/eta", sentence: "" }] : [],
        sentence: "held: other unit",
        trust: { score: "0.5000", state: "watch" },
      } as unknown as Admission;
      record.note({ event: { time, data: { eta: stopped ? 5_400 : "90", name: "x", weight: 1 } } }, admission);
    }
    expect(record.series()).toMatchObject([
      {
        source: "carrier/dhl",
        field: "/data/eta",
        seen: 28,
        stopped: { from: "2026-03-21T00:00:00.000Z", until: "2026-03-28T00:00:00.000Z", count: 8 },
      },
    ]);
    expect(record.trust().get("carrier/dhl")).toHaveLength(28);
  });

  it("takes no harm from input that is nothing", () => {
    const record = createRunRecord();
    const admission = {
      at: "",
      event: { source: "", type: "" },
      outcome: "refused",
      reasons: [],
    } as unknown as Admission;
    for (const input of [undefined, null, 7, "text", [], { event: null }, { data: [] }]) record.note(input, admission);
    expect(record.series()).toEqual([]);
  });
});
