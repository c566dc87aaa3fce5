import { deepStrictEqual } from "node:assert/strict";
import { defaultTrustModel, observe, scoreTrust } from "../../dist/esm/trust/index.js";

export default function* comparisons() {
  const [signal] = Object.keys(defaultTrustModel.signals);
  const observations = Array.from({ length: 1_000 }, (_, at) => ({
    subject: "carrier/dhl",
    signal,
    good: at % 20 !== 0,
    at: new Date(Date.UTC(2026, 2, 1) + at * 600_000).toISOString(),
    evidence: `statement-${at}`,
  }));
  const texts = observations.map((observation) => JSON.stringify(observation));
  let state;
  const judge = (at) => {
    // After the last observation the next one is the first again, of a source that nothing is known of.
    const number = at % observations.length;
    const observation = observations[number];
    state = observe(number === 0 ? undefined : state, observation, defaultTrustModel);
    return scoreTrust(state, defaultTrustModel, new Date(observation.at));
  };
  yield {
    name: "observe a source and score it",
    unit: "µs",
    peer: "JSON.parse of the observation (floor)",
    target: 0.1,
    ours: judge,
    theirs: (at) => JSON.parse(texts[at % texts.length]),
    same: () => {
      deepStrictEqual(
        texts.map((text) => JSON.parse(text)),
        observations,
      );
    },
  };
}
