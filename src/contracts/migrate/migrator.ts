import { type Event, expandPattern, type JsonValue, withoutMembers } from "../../foundation/index.ts";
import { ContractsError, type ContractsFinding } from "../errors.ts";
import type { CompiledContract } from "../validate.ts";
import { compareVersions } from "../version.ts";
import { type CompiledMigration, compileMigration, type Direction } from "./compile.ts";
import type { Migration } from "./migration.ts";
import { createWays, type Journey, type Leg } from "./path.ts";

/** Data in the version that was asked for, and how it came to be. */
export interface Migrated {
  readonly data: JsonValue;
  /** The migrations taken, in order: none where the versions are the same. */
  readonly taken: readonly MigrationTaken[];
  /** Pointers of what did not survive, each into the data as it was before the migration that lost it. */
  readonly lost: readonly string[];
  /** What the target's contract has to say about the result; nothing when it keeps to it. */
  readonly findings: readonly ContractsFinding[];
}

/** One step on the way from version to version. */
export interface MigrationTaken {
  readonly from: string;
  readonly to: string;
  readonly direction: Direction;
  /** SHA-256 of the migration's canonical JSON. */
  readonly digest: string;
}

/** An event as it reads under a newer version of its contract. It is no longer what was signed: keep that beside it. */
export interface UpcastEvent extends Migrated {
  readonly event: Event;
}

/** Moves data between the versions of contracts. */
export interface Migrator {
  /** @throws {ContractsError} `migration_missing`, `migration_refused`, `version_unknown` */
  migrate(data: JsonValue, journey: Journey): Migrated;
  /** The event in a version, by default in the newest one of its contract that is known here. @throws as `migrate` */
  upcast(event: Event, version?: string): UpcastEvent;
}

/** Contracts in all the versions that events may name, and the migrations between them. */
export interface MigratorOptions {
  readonly contracts: readonly CompiledContract[];
  readonly migrations: readonly Migration[];
}

/** @throws {ContractsError} `migration_malformed` @throws {FoundationError} `newer_format` */
export function createMigrator({ contracts, migrations }: MigratorOptions): Migrator {
  const findWay = createWays(migrations.map(compileMigration));
  const find = (id: string, version: string): CompiledContract =>
    contracts.find(({ contract }) => contract.id === id && contract.version === version) ?? refuseVersion(id, version);

  const migrate = (data: JsonValue, journey: Journey): Migrated => {
    const target = find(journey.contract, journey.to);
    const result = travel(data, findWay(journey));
    return { ...result, findings: target.validate(result.data) };
  };

  const upcast = (event: Event, version?: string): UpcastEvent => {
    const own = contracts.find(({ dataschema }) => dataschema === event.dataschema) ?? refuseSchema(event);
    const { id, version: from } = own.contract;
    const to = version ?? newestOf(contracts, id);
    const migrated = migrate(event.data ?? null, { contract: id, from, to });
    return { ...migrated, event: { ...event, dataschema: find(id, to).dataschema, data: migrated.data } };
  };
  return { migrate, upcast };
}

function travel(data: JsonValue, way: readonly Leg[]): Omit<Migrated, "findings"> {
  const taken: MigrationTaken[] = [];
  const lost: string[] = [];
  let current = data;
  for (const { migration, direction } of way) {
    lost.push(...lostIn(migration, direction, current));
    current = migration.apply(direction, current);
    taken.push(toTaken(migration, direction));
  }
  return { data: current, taken, lost };
}

function toTaken({ migration: { from, to }, digest }: CompiledMigration, direction: Direction): MigrationTaken {
  return direction === "up" ? { from, to, direction, digest } : { from: to, to: from, direction, digest };
}

const lostIn = (
  { migration: { loses } }: CompiledMigration,
  direction: Direction,
  data: JsonValue,
): readonly string[] => (loses?.[direction] ?? []).flatMap((pattern) => expandPattern(data, pattern));

const newestOf = (contracts: readonly CompiledContract[], id: string): string =>
  contracts
    .flatMap(({ contract }) => (contract.id === id ? [contract.version] : []))
    .sort(compareVersions)
    .at(-1) as string;

function refuseVersion(id: string, version: string): never {
  throw new ContractsError("version_unknown", `\`${id}\` ${version} is not known here`, { contract: id, version });
}

function refuseSchema({ dataschema = "" }: Event): never {
  const message = `the contract \`${dataschema.slice(0, 100)}\` is not known here`;
  throw new ContractsError("version_unknown", message, { contract: dataschema, version: "" });
}

/** What two documents have in common once everything that a migration may lose is left out. */
export function withoutLost(data: JsonValue, patterns: readonly string[]): JsonValue {
  return withoutMembers(
    data,
    patterns.flatMap((pattern) => expandPattern(data, pattern)),
  );
}
