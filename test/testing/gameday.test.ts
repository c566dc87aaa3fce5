import { beforeAll, describe, expect, it } from "vitest";
import { createWorld, type GamedayScore, runGameday, scenarios } from "../../src/testing/index.ts";

const silent = ["store_full", "store_failing", "answers_lost", "keys_down", "records_down"];

describe("a house of which a part is taken away", () => {
  let scores: readonly GamedayScore[];
  // All at once: each is compared with the same calm month.
  beforeAll(async () => {
    scores = await runGameday(await createWorld({ seed: 11, events: 300 }));
  });

  it.each(scenarios.map(({ about, name }) => [about, name] as const))(
    "accepts nothing bad for it, and loses nothing: %s",
    (_, name) => {
      const score = scores.find(({ scenario }) => scenario === name);
      expect(score).toMatchObject({ wronglyAccepted: 0, lost: 0 });
      expect(score?.decisions).toBeGreaterThan(290);
      expect((score?.correct ?? 0) + (score?.unnoticed ?? 0)).toBe(score?.decisions);
    },
  );

  it.each(silent)("says of what it could not decide that it could not, and takes it when it comes again: %s", (name) =>
    expect(scores.find(({ scenario }) => scenario === name)?.heldForUnavailable).toBeGreaterThan(0),
  );
});
