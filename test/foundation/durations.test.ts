import { expect, it } from "vitest";
import { tellDuration } from "../../src/foundation/silence.ts";

it.each([
  [0, "0 min"],
  [90_000, "1.5 min"],
  [12 * 3_600_000, "720 min"],
  [13 * 3_600_000, "13 h"],
  [72 * 3_600_000, "72 h"],
  [10.25 * 86_400_000, "10.3 days"],
])("%d ms are told as %s", (ms, told) => expect(tellDuration(ms)).toBe(told));
