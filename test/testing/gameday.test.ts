import { describe, expect, it } from "vitest";
import { createWorld, runGameday, scenarios } from "../../src/testing/index.ts";

const world = await createWorld({ seed: 11, events: 300 });

describe("a house of which a part is taken away", () => {
  it.each(scenarios.map((scenario) => [scenario.about, scenario] as const))(
    "accepts nothing bad for it, and loses nothing: %s",
    async (_, scenario) => {
      const [score] = await runGameday(world, { scenarios: [scenario] });
      expect(score).toMatchObject({ scenario: scenario.name, wronglyAccepted: 0, lost: 0 });
      expect(score?.decisions).toBeGreaterThan(290);
      expect((score?.correct ?? 0) + (score?.unnoticed ?? 0)).toBe(score?.decisions);
    },
  );

  const silent = ["store_full", "store_failing", "answers_lost", "keys_down", "records_down"];
  it("says of what it could not decide that it could not, and takes it when it comes again", async () => {
    const scores = await runGameday(world, { scenarios: scenarios.filter(({ name }) => silent.includes(name)) });
    for (const { scenario, heldForUnavailable } of scores) expect(heldForUnavailable, scenario).toBeGreaterThan(0);
  });
});
