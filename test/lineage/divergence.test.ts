import { describe, expect, it } from "vitest";
import { createLineage, type Lineage } from "../../src/lineage/index.ts";
import { codeOf } from "../support.ts";
import { derivation, namesOf, version } from "./records.ts";

/** Carrier and weather feeds become an estimate; the estimate and an order become a plan, which two consumers took. */
function estateOf(): Lineage {
  const lineage = createLineage();
  for (const line of [
    "carrier <-",
    "weather <-",
    "order <-",
    "eta <- carrier weather",
    "plan <- eta order",
    "side <- weather",
  ]) {
    lineage.record(derivation(line));
  }
  for (const [consumer, name] of [
    ["warehouse", "plan"],
    ["customer-portal", "eta"],
    ["billing", "order"],
    ["dashboard", "side"],
  ] as const)
    lineage.consumed({ formatVersion: 1, consumer, record: version(name), at: "2026-03-31T09:00:00Z" });
  return lineage;
}

const changed =
  (...names: readonly string[]) =>
  ({ key }: { key: string }) =>
    names.includes(key);

describe("what changed first", () => {
  it("is the earliest changed record among the ancestors, with what carried it on and who took it", () => {
    const answer = estateOf().firstDivergence(version("plan"), changed("weather", "eta", "plan"));
    if (answer.status !== "proven") throw new Error("not proven");
    expect(answer.value).toMatchObject({ record: version("plan"), first: version("weather"), sequence: 2 });
    expect(namesOf(answer.value.changed)).toEqual(["weather", "eta", "plan"]);
    expect(answer.value.madeBy.map(({ outputs }) => namesOf(outputs).join())).toEqual(["weather"]);
    expect(answer.value.steps.map(({ outputs }) => namesOf(outputs).join())).toEqual(["eta", "plan"]);
    expect(answer.value.consumers.map(({ consumer }) => consumer)).toEqual([
      "warehouse",
      "customer-portal",
      "dashboard",
    ]);
  });

  it("is never a change that did not touch the record", () => {
    const answer = estateOf().firstDivergence(version("eta"), changed("order", "eta"));
    expect(answer).toMatchObject({ status: "proven", value: { first: version("eta"), changed: [version("eta")] } });
  });

  it("is refuted when everything was compared and nothing has changed", () => {
    expect(estateOf().firstDivergence(version("plan"), () => false)).toEqual({
      status: "refuted",
      value: { record: version("plan"), compared: 5 },
    });
  });

  it("is found by the versions that were expected", () => {
    const expected = ["carrier", "weather@2", "order", "eta", "plan@2"].map(version);
    expect(estateOf().firstDivergence(version("plan"), expected)).toMatchObject({
      status: "proven",
      value: { first: version("weather") },
    });
  });

  it("is in doubt while something that came earlier was not compared", () => {
    const answer = estateOf().firstDivergence(version("plan"), [version("eta@2"), version("carrier")]);
    expect(answer).toMatchObject({
      status: "unknown",
      reasons: [{ code: "change_not_compared" }],
      found: { first: version("eta") },
    });
  });

  it("is not in doubt for something that came later and was not compared", () => {
    const answer = estateOf().firstDivergence(version("plan"), [version("carrier@2"), version("weather")]);
    expect(answer).toMatchObject({ status: "proven", value: { first: version("carrier") } });
  });

  it("is unknown, not refuted, when nothing at all was compared", () => {
    expect(estateOf().firstDivergence(version("plan"), [])).toMatchObject({
      status: "unknown",
      reasons: [{ code: "change_not_compared" }],
    });
  });

  it("is in doubt when an ancestor's own origin was never recorded", () => {
    const lineage = createLineage();
    lineage.record(derivation("b <- a"));
    const answer = lineage.firstDivergence(version("b"), changed("a", "b"));
    expect(answer).toMatchObject({
      status: "unknown",
      reasons: [{ code: "origin_undeclared" }],
      found: { first: version("a"), sequence: 1 },
    });
  });

  it("is the ancestor although its own derivation was recorded after what was made from it", () => {
    const lineage = createLineage();
    for (const line of ["late <- source", "record <- late", "source <-"]) lineage.record(derivation(line));
    const answer = lineage.firstDivergence(version("record"), changed("source", "record"));
    expect(answer).toMatchObject({ status: "proven", value: { first: version("source"), sequence: 1 } });
  });

  it("is the first of two sources by the sequence they came with", () => {
    const lineage = createLineage();
    lineage.record(derivation("b <-", { sequence: 20 }));
    lineage.record(derivation("a <-", { sequence: 10 }));
    lineage.record(derivation("c <- a b", { sequence: 30 }));
    expect(lineage.firstDivergence(version("c"), changed("a", "b"))).toMatchObject({
      value: { first: version("a"), sequence: 10 },
    });
  });

  it("is asked of a record that nothing names", () => {
    expect(estateOf().firstDivergence(version("nobody"), () => true)).toMatchObject({
      status: "unknown",
      reasons: [{ code: "record_unknown" }],
    });
  });

  it("refuses expected versions that are none", () => {
    expect(codeOf(() => estateOf().firstDivergence(version("plan"), [{ key: "a" }] as never))).toBe("format_malformed");
  });
});
