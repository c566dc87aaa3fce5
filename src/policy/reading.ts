import { type JsonObject, type JsonValue, memberOf } from "../foundation/index.ts";
import type { FactPath } from "./fact-path.ts";
import { type Cell, readerOf, type ScalarType } from "./scalar.ts";

/** One way in which conditions look at a fact. */
export interface Reading extends FactPath {
  readonly read: (raw: unknown) => Cell | undefined;
  readonly type: ScalarType;
  /** How many lists deep its values are. */
  readonly depth: number;
}

/** The readings that every policy has: the moment of the decision, which conditions call `now`, and the tier. */
export const MOMENT = 0;
export const TIER = 1;
export const givenReadings: readonly Reading[] = [
  createReading({ name: "now", steps: [] }, "instant", 0),
  createReading({ name: "tier", steps: ["tier"] }, "text", 0),
];

export function createReading({ name, steps }: FactPath, type: ScalarType, depth: number): Reading {
  return { name, steps, type, depth, read: readerOf(type, depth) };
}

/** The value that the facts hold there, in own members only. */
export function findValue(facts: JsonObject, steps: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = facts;
  for (const step of steps) value = memberOf(value, step);
  return value;
}
