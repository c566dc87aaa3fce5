import { describe, expect, it } from "vitest";
import type { Finding, Severity } from "../../src/foundation/index.ts";
import { defaultTrustModel, observationsOf, type SignalFacts } from "../../src/trust/index.ts";
import { signals } from "../../src/trust/signals/index.ts";

const found = (...severities: readonly Severity[]): Finding[] =>
  severities.map((severity) => ({ code: "anything", severity, path: "", sentence: "", facts: {} }));

const facts = (more: Partial<SignalFacts>): SignalFacts => ({
  source: "carrier/dhl",
  at: "2026-03-31T08:00:00Z",
  ...more,
});

describe("what an admission says of its source", () => {
  it.each<[string, Partial<SignalFacts>, Record<string, boolean>]>([
    ["nothing was looked at", {}, {}],
    ["the signature holds", { provenance: "proven" }, { integrity: true }],
    ["the signature does not hold", { provenance: "refuted" }, { integrity: false }],
    ["the key service was down", { provenance: "unknown" }, {}],
    ["it was replayed", { provenance: "proven", findings: { provenance: found("error") } }, { integrity: false }],
    ["it was replayed unsigned", { findings: { provenance: found("error") } }, { integrity: false }],
    ["it signs nothing", { findings: { provenance: [] } }, {}],
    ["the contract holds", { findings: { contract: [] } }, { conformance: true }],
    ["the contract warns", { findings: { contract: found("warning", "info") } }, { conformance: true }],
    ["the contract is broken", { findings: { contract: found("info", "error") } }, { conformance: false }],
    ["nothing drifted", { findings: { drift: found("info") } }, { stability: true }],
    ["something drifted", { findings: { drift: found("warning") } }, { stability: false }],
    ["it came early", { delayMs: { earliest: -5, latest: 0 } }, { timeliness: true }],
    ["it came late", { delayMs: { earliest: 1, latest: 9 } }, { timeliness: false }],
    [
      "it came late, but not too late",
      { delayMs: { earliest: 1, latest: 9 }, allowedDelayMs: 9 },
      { timeliness: true },
    ],
    ["it is not sure when it came", { delayMs: { earliest: -1, latest: 9 } }, {}],
    ["its time makes no sense", { delayMs: { earliest: Number.NaN, latest: Number.NaN } }, {}],
    [
      "everything at once",
      { provenance: "proven", findings: { contract: [], drift: [] }, delayMs: { earliest: 0, latest: 0 } },
      { integrity: true, conformance: true, stability: true, timeliness: true },
    ],
  ])("when %s", (_, more, verdicts) => {
    const seen = observationsOf(facts(more));
    expect(Object.fromEntries(seen.map(({ signal, good }) => [signal, good]))).toEqual(verdicts);
  });

  it("is about the source, at the receiver's time, with what proves it", () => {
    expect(observationsOf(facts({ provenance: "proven", evidence: "sha256:1" }))).toEqual([
      { subject: "carrier/dhl", signal: "integrity", good: true, at: "2026-03-31T08:00:00Z", evidence: "sha256:1" },
    ]);
  });

  it("counts in the default model, one delivery as one observation", () => {
    const { signals: weights } = defaultTrustModel;
    expect(signals.map(({ name }) => name).toSorted()).toEqual(Object.keys(weights).toSorted());
    expect(Object.values(weights).reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1);
  });
});
