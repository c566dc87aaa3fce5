import { ContractsError } from "../errors.ts";
import type { CompiledMigration, Direction } from "./compile.ts";

/** One step of the way from one version to another. */
export interface Leg {
  readonly migration: CompiledMigration;
  readonly direction: Direction;
}

/** From where to where. */
export interface Journey {
  readonly contract: string;
  readonly from: string;
  readonly to: string;
}

/**
 * The fewest migrations that lead from one version to another; among equally many, those that were listed first.
 *
 * @throws {ContractsError} `migration_missing`
 */
export function findWay(migrations: readonly CompiledMigration[], { contract, from, to }: Journey): readonly Leg[] {
  const legs = migrations.filter(({ migration }) => migration.contract === contract).flatMap(bothWays);
  const ways = new Map<string, readonly Leg[]>([[from, []]]);
  // The map grows while it is walked: what is reached leads further in turn.
  for (const [version, way] of ways) {
    if (version === to) return way;
    for (const leg of legs) if (startOf(leg) === version && !ways.has(endOf(leg))) ways.set(endOf(leg), [...way, leg]);
  }
  const message = `no migrations lead from \`${contract}\` ${from} to ${to}: write the one that is missing`;
  throw new ContractsError("migration_missing", message, { contract, from, to });
}

const bothWays = (migration: CompiledMigration): readonly Leg[] => [
  { migration, direction: "up" },
  { migration, direction: "down" },
];

const startOf = ({ migration: { migration }, direction }: Leg): string =>
  direction === "up" ? migration.from : migration.to;
const endOf = ({ migration: { migration }, direction }: Leg): string =>
  direction === "up" ? migration.to : migration.from;
