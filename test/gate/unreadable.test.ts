import { describe, expect, it } from "vitest";
import { createGate } from "../../src/gate/index.ts";

describe("an effect for what cannot be read as an event", () => {
  const inputs: readonly [what: string, input: unknown][] = [
    ["broken JSON", '{"specversion":'],
    ["bytes that are no text", new Uint8Array([0, 255, 1])],
    ["an object that is no event", { order: 1 }],
  ];
  it.each(inputs)("is not run, also while observing: %s", async (_, input) => {
    const gate = createGate();
    let ran = 0;
    const result = await gate.process(input, async () => {
      ran += 1;
    });
    expect([ran, result.effect, result.mode, result.wouldBe?.heldFor, result.durable]).toEqual([
      0,
      "not_run",
      "observe",
      "dead-letter",
      true,
    ]);
    await gate.close();
  });
});
