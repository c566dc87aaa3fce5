import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/foundation/index.ts";
import { createLineage, type Derivation } from "../../src/lineage/index.ts";
import { stopwatch } from "../support.ts";
import { derivation, version } from "./records.ts";

const seconds = (task: () => void): string => {
  const started = performance.now();
  task();
  return `${((performance.now() - started) / 1_000).toFixed(2)} s`;
};

describe("a large lineage", () => {
  it("follows a chain of 100,000 records without running out of stack", () => {
    const lineage = createLineage();
    lineage.record(derivation("r0 <-"));
    for (let at = 1; at <= 100_000; at++) lineage.record(derivation(`r${at} <- r${at - 1}`));
    const origins = lineage.origins(version("r100000"));
    expect(origins.status === "proven" && origins.value.origins).toEqual([version("r0")]);
    expect(origins.status === "proven" && origins.value.steps.length).toBe(100_001);
    const impact = lineage.impact(version("r0"));
    expect(impact.status === "proven" && impact.value.derived.length).toBe(100_000);
    const divergence = lineage.firstDivergence(version("r100000"), ({ key }) => key === "r3" || key === "r70000");
    expect(divergence.status === "proven" && divergence.value.first).toEqual(version("r3"));
  });

  it("takes a million edges and answers across all of them", () => {
    const random = seededRandom(1);
    const lineage = createLineage({ maxEdges: 1_100_000 });
    const received: Derivation = {
      ...derivation("a <-"),
      outputs: Array.from({ length: 20_000 }, (_, at) => version(`0-${at}`)),
    };
    const later = (layer: number, at: number): Derivation => ({
      ...derivation("a <- b"),
      outputs: [version(`${layer}-${at}`)],
      inputs: Array.from({ length: 5 }, () => version(`${layer - 1}-${random.integer(0, 19_999)}`)),
    });
    const derivations = [received];
    for (let layer = 1; layer < 10; layer++) for (let at = 0; at < 20_000; at++) derivations.push(later(layer, at));
    const ingest = seconds(() => {
      for (const one of derivations) lineage.record(one);
    });
    const trace = seconds(() => {
      const answer = lineage.origins(version("9-0"));
      expect(answer.status).toBe("proven");
    });
    const spread = seconds(() => {
      const answer = lineage.impact(version("0-0"));
      expect(answer.status).toBe("proven");
    });
    const { edges, records } = lineage.size;
    console.log(
      `${edges} edges, ${records} records: ingest ${ingest}, one trace across nearly all ${trace}, one impact ${spread}`,
    );
    expect(edges).toBeGreaterThan(1_000_000);
  });

  it("answers at once where a derivation makes ten thousand records of ten thousand", () => {
    const many = (name: string) => Array.from({ length: 10_000 }, (_, at) => version(`${name}${at}`));
    const lineage = createLineage();
    lineage.record({ ...derivation("a <-"), outputs: many("in") });
    lineage.record({ ...derivation("a <- b"), outputs: many("out"), inputs: many("in") });
    lineage.record({ ...derivation("sum <- b"), inputs: many("out") });
    const answer = lineage.origins(version("sum"));
    expect(answer.status === "proven" && answer.value.origins.length).toBe(10_000);
    expect(answer.status === "proven" && answer.value.steps.length).toBe(3);
  });

  it("is bounded in time where records are made from themselves thousands of times", () => {
    const same = Array.from({ length: 500 }, (_, at) => version(`r${at}`));
    const lineage = createLineage();
    for (let round = 0; round < 400; round++) lineage.record({ ...derivation("a <- b"), outputs: same, inputs: same });
    const spent = stopwatch();
    expect(lineage.origins(version("r0")).status).toBe("unknown");
    expect(lineage.impact(version("r0")).status).toBe("unknown");
    expect(spent()).toBeLessThan(5_000);
  });

  it("is bounded in memory where a map of many fields meets a derivation of many records", () => {
    const fields = { "/all": Array.from({ length: 1_000 }, (_, at) => `/f${at}`) };
    const inputs = Array.from({ length: 20_000 }, (_, at) => version(`r${at}`));
    const lineage = createLineage();
    lineage.record({ ...derivation("sum <- b"), inputs, transformation: { name: "map", version: "1", fields } });
    const answer = lineage.origins({ ...version("sum"), field: "/all" }, { maxVisits: 100_000 });
    expect(answer.status === "unknown" && answer.reasons.map(({ code }) => code)).toContain("visits_cut");
  });

  it("is bounded in time where thousands of fields of one record lead into each other", () => {
    const field = (record: string, at: number) => ({ ...version(record), field: `/f${at}` });
    const lineage = createLineage();
    const all = Array.from({ length: 5_000 }, (_, at) => at);
    lineage.record({
      ...derivation("a <- b"),
      outputs: all.map((at) => field("r", at)),
      inputs: all.map((at) => field("s", at)),
    });
    lineage.record({
      ...derivation("a <- b"),
      outputs: all.map((at) => field("s", at)),
      inputs: all.map((at) => field("r", at)),
    });
    const spent = stopwatch();
    expect(lineage.origins(field("r", 0)).status).toBe("unknown");
    expect(spent()).toBeLessThan(5_000);
  });
});
