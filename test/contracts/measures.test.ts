import { describe, expect, it } from "vitest";
import { createMeasures, type Measure, measuresOf } from "../../src/contracts/drift/quantities/measures.ts";
import { compileContract, createDriftWatch, restoreDriftWatch } from "../../src/contracts/index.ts";
import { canonicalJson } from "../../src/foundation/index.ts";
import { compiledWith, objectWith } from "./support.ts";

const unit = (of: string): Measure => ({ kind: "unit", of });

describe("what a contract's units are tested for", () => {
  const compiled = compiledWith(objectWith({ weight: { type: "number", "x-unit": "kg" } }), {
    packs: { case: "12 EA" },
  });

  it("is read once for each of them, and for each contract by itself", () => {
    const known = measuresOf(compiled);
    expect(measuresOf(compiled)).toBe(known);
    expect(known.testsOf(unit("kg"))).toBe(known.testsOf(unit("kg")));
    const other = measuresOf(compileContract({ ...compiled.contract, packs: { case: "6 EA" } }));
    expect(other.testsOf(unit("case"))).not.toEqual(known.testsOf(unit("case")));
  });

  it("is kept for 500 units, and the same for those beyond", () => {
    const full = createMeasures({});
    const names = "s ms min h d wk g kg mg t m cm mm km L mL J kJ MJ Pa hPa kPa bar".split(" ");
    const units = names.flatMap((name) => names.map((other) => unit(`${name}/${other}`))).slice(0, 501);
    for (const one of units) expect(full.isKnown(one)).toBe(true);
    const [first, last] = [units[0] as Measure, units.at(-1) as Measure];
    const [before, beyond] = [units.map(full.testsOf)[0], full.testsOf(last)];
    expect(units).toHaveLength(501);
    expect(full.testsOf(first)).toBe(before);
    expect(full.testsOf(last)).not.toBe(beyond);
    expect(full.testsOf(last)).toEqual({ ...beyond });
    expect(full.isKnown(unit("furlongs per fortnight"))).toBe(false);
  });

  it("does not depend on how often a watch was restored", () => {
    const watch = createDriftWatch(compiled);
    for (let nr = 0; nr < 80; nr++) watch.learn({ weight: 50 + ((nr * 37) % 90) });
    const saved = watch.snapshot();
    const again = compileContract(compiled.contract);
    const looked = (contract: typeof compiled) => {
      const restored = restoreDriftWatch(contract, saved);
      const found = Array.from({ length: 20 }, () => restored.inspect({ weight: 100_000 }));
      return canonicalJson([found.map((one) => one.map(({ sentence }) => sentence)), restored.snapshot()]);
    };
    const cold = looked(again);
    for (const contract of [again, compiled, again]) expect(looked(contract)).toBe(cold);
  });
});
