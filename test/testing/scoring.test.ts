import { describe, expect, it } from "vitest";
import type { Delivery } from "../../src/testing/world/delivery.ts";
import { brokenIn, saidDuring, saidOf } from "../../src/testing/world/faults/scoring.ts";
import type { Observations, Sign } from "../../src/testing/world/observations.ts";

const delivery = (fault?: string): Delivery => ({
  at: new Date(0),
  input: {},
  kind: "event",
  options: {},
  ...(fault !== undefined && { fault }),
});
const [bad, worse, other, clean] = [delivery("forged"), delivery("forged"), delivery("late"), delivery()];
const truth = {
  deliveries: [bad, worse, other, clean],
  plants: [
    { kind: "dark", on: "a", from: 10, until: 20 },
    { kind: "dark", on: "b", from: 10, until: 20 },
    { kind: "lost", on: "GR-1", from: 0, until: 99 },
    { kind: "lost", on: "GR-2", from: 0, until: 99 },
  ],
};
const of = (one: Delivery, code: string): Sign => ({ code, source: "x", at: 1, delivery: one });
const during = (source: string, at: number): Sign => ({ code: "silent", source, at });
const seen = (signs: readonly Sign[], breaks: readonly object[] = []): Observations =>
  ({ answers: [], signs, receipts: { breaks }, accounts: { breaks: [] } }) as unknown as Observations;

describe("faults of single messages", () => {
  const score = saidOf("forged", "wrong_key", "wrong_name");
  const rows: readonly [what: string, signs: readonly Sign[], caught: number, wrong: number][] = [
    ["are missed when nothing is said", [], 0, 0],
    ["are caught by any of their codes, once", [of(bad, "wrong_key"), of(bad, "wrong_name")], 1, 0],
    ["are not caught for another reason", [of(bad, "late")], 0, 0],
    ["blame a clean message", [of(clean, "wrong_key"), of(worse, "wrong_key")], 1, 1],
    ["do not blame a message that has another fault", [of(other, "wrong_key")], 0, 0],
  ];
  for (const [what, signs, caught, wrong] of rows)
    it(what, () => expect(score(truth, seen(signs))).toEqual({ injected: 2, caught, false: wrong }));
});

describe("faults that last", () => {
  const score = saidDuring("dark", "silent");
  const rows: readonly [what: string, signs: readonly Sign[], caught: number, wrong: number][] = [
    ["are caught while they last, both ends included", [during("a", 10), during("b", 20)], 2, 0],
    ["are not caught before or after", [during("a", 9), during("a", 21)], 0, 2],
    ["are not caught at another source", [during("c", 15)], 0, 1],
  ];
  for (const [what, signs, caught, wrong] of rows)
    it(what, () => expect(score(truth, seen(signs))).toEqual({ injected: 2, caught, false: wrong }));
});

describe("faults in tables", () => {
  const missing = (receipt: string, verdict = "defect") => ({
    kind: "missing_right",
    verdict,
    key: { "/receipt": receipt },
  });
  const score = brokenIn("lost", "receipts", "missing_right");
  it("are caught by their row; another row is blamed; what is on its way is not", () => {
    const breaks = [missing("GR-1"), missing("GR-3"), missing("GR-2", "timing")];
    expect(score(truth, seen([], breaks))).toEqual({ injected: 2, caught: 1, false: 1 });
  });
});
