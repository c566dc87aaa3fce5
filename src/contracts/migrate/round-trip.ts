import {
  type Answer,
  diffPatch,
  equalDecimals,
  isJsonObject,
  type JsonValue,
  memberOf,
  type Patch,
  proven,
  refuted,
} from "../../foundation/index.ts";
import { toDecimal } from "../relation/quantity.ts";
import { type CompiledMigration, compileMigration, type Direction } from "./compile.ts";
import type { Migration } from "./migration.ts";
import { withoutLost } from "./migrator.ts";

/** How data came back otherwise than it went. */
export interface RoundTripFault {
  readonly cameBack: JsonValue;
  /** From what went, without what the migration says it loses, to what came back. */
  readonly difference: Patch;
}

/**
 * Takes data there and back: `up` starts with data of `from`, `down` with data of `to`. It has to be the same again but for
 * what the migration says it loses. Decimal text is compared by value: `1.5` may come back as `1.50`.
 *
 * @throws {ContractsError} `migration_malformed`, `migration_refused`
 */
export function testRoundTrip(
  migration: Migration,
  data: JsonValue,
  first: Direction = "up",
): Answer<JsonValue, RoundTripFault> {
  const compiled: CompiledMigration = compileMigration(migration);
  const there = compiled.apply(first, data);
  const cameBack = compiled.apply(first === "up" ? "down" : "up", there);
  const lost = migration.loses?.[first] ?? [];
  const [before, after] = [withoutLost(data, lost), withoutLost(cameBack, lost)];
  return sameData(before, after) ? proven(there) : refuted({ cameBack, difference: diffPatch(before, after) });
}

function sameData(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) return Array.isArray(right) && left.length === right.length && haveSame(left, right);
  if (isJsonObject(left))
    return isJsonObject(right) && Object.keys(left).length === Object.keys(right).length && haveSame(left, right);
  return typeof left === typeof right && sameNumber(left, right);
}

const haveSame = (left: object, right: JsonValue): boolean =>
  Object.entries(left).every(([name, value]) => {
    const other = memberOf(right, name);
    return other !== undefined && sameData(value as JsonValue, other);
  });

function sameNumber(left: JsonValue, right: JsonValue): boolean {
  const [a, b] = [toDecimal(left), toDecimal(right)];
  return a !== undefined && b !== undefined && equalDecimals(a, b);
}
