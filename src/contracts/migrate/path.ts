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

/** Finds the way of a journey. @throws {ContractsError} `migration_missing` */
export type FindWay = (journey: Journey) => readonly Leg[];

/** Journeys whose ways are kept; then they are forgotten, and found again. */
const MOST_WAYS = 1_000;

/**
 * The fewest migrations that lead from one version to another; among equally many, those that were listed first. Each way is
 * looked for once, and only where it leads: events of one version all go the same.
 */
export function createWays(migrations: readonly CompiledMigration[]): FindWay {
  const legs = legsByStart(migrations);
  const known = new Map<string, readonly Leg[]>();
  return (journey) => {
    const key = `${journey.contract}\n${journey.from}\n${journey.to}`;
    const way = known.get(key) ?? findWay(legs, journey);
    if (known.size >= MOST_WAYS) known.clear();
    known.set(key, way);
    return way;
  };
}

type Legs = ReadonlyMap<string, readonly Leg[]>;

const startKey = (contract: string, version: string): string => `${contract}\n${version}`;

/** Those that begin at each version of each contract, in the order in which they were listed. */
function legsByStart(migrations: readonly CompiledMigration[]): Legs {
  const legs = new Map<string, Leg[]>();
  for (const leg of migrations.flatMap(bothWays)) {
    const key = startKey(leg.migration.migration.contract, startOf(leg));
    const known = legs.get(key);
    if (known) known.push(leg);
    else legs.set(key, [leg]);
  }
  return legs;
}

function findWay(legs: Legs, { contract, from, to }: Journey): readonly Leg[] {
  const ways = new Map<string, readonly Leg[]>([[from, []]]);
  // The map grows while it is walked: what is reached leads further in turn.
  for (const [version, way] of ways) {
    if (version === to) return way;
    for (const leg of legs.get(startKey(contract, version)) ?? [])
      if (!ways.has(endOf(leg))) ways.set(endOf(leg), [...way, leg]);
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
