const packs = { case: "12 EA" };

/**
 * The drift watch of contracts as a detector: inspect, and learn what was found good, as a gate does.
 *
 * @param {Pick<typeof import("../../../src/contracts/index.ts"), "compileContract" | "createDriftWatch">} contracts
 * @returns {(series: import("./series.mjs").Series) => import("./baselines.mjs").Detector}
 */
export const watchOf = ({ compileContract, createDriftWatch }, { isDeclared }) => {
  const compiled = new Map();
  const contractFor = (unit) => {
    const value = { type: "number", ...(isDeclared && { "x-unit": unit }) };
    const schema = { type: "object", properties: { value } };
    const contract = { formatVersion: 1, id: "series", version: "1.0.0", owner: "bench", tier: "low", schema, packs };
    if (!compiled.has(unit)) compiled.set(unit, compileContract(contract));
    return compiled.get(unit);
  };
  return ({ unit }) => {
    const watch = createDriftWatch(contractFor(unit));
    return {
      take(value) {
        const data = { value };
        const [finding] = watch.inspect(data);
        if (!finding) watch.learn(data);
        if (finding?.code === "unit_suspected" || finding?.code === "unit_ambiguous") return { stage: "suspected" };
        if (finding?.code !== "unit_changed") return undefined;
        return { stage: "confirmed", factor: Number(finding.facts.factor), unit: finding.facts.looksLike };
      },
    };
  };
};
