import { type Envelope, formatInstant, type Seal, type Status } from "../../foundation/index.ts";
import type { Documents } from "../../stores/index.ts";
import type { CompatibilityMode, Contract } from "../contract.ts";
import { ContractsError } from "../errors.ts";
import { type CompiledMigration, compileMigration } from "../migrate/compile.ts";
import type { Migration } from "../migrate/migration.ts";
import { type CompiledContract, compileContract } from "../validate.ts";
import { compareVersions, isSameLine } from "../version.ts";
import type { Consumer } from "./consumer.ts";
import {
  contractPath,
  formatDocument,
  type Listing,
  listingPath,
  migrationPath,
  type PublishedMigration,
  type PublishedVersion,
  type ReadListing,
  readListing,
  sortVersions,
  statementPath,
} from "./listing.ts";

/** What a checker of compatibility says: refuted and unknown keep a version from being published. */
export interface CompatibilityAnswer {
  readonly status: Status;
  readonly sentence: string;
  /** What each registered consumer has to expect. */
  readonly consumers?: readonly ConsumerAnswer[];
}

/** What one registered consumer has to expect of a version: `proven` when everything that it reads still comes. */
export interface ConsumerAnswer {
  readonly name: string;
  readonly status: Status;
  readonly sentence: string;
}

/** Whether a version keeps what its mode promises towards those before it, the oldest first, and towards who reads them. */
export type CompatibilityChecker = (
  before: readonly Contract[],
  after: Contract,
  mode: CompatibilityMode,
  consumers: readonly Consumer[],
) => CompatibilityAnswer | Promise<CompatibilityAnswer>;

/** Who publishes, when, and what comes with it. */
export interface PublishOptions {
  /** The principal: the contract's owner, or one who may publish for the owner. */
  readonly by: string;
  readonly at: Date;
  /** Ways from and to earlier versions. */
  readonly migrations?: readonly Migration[];
}

/** A version as it stands in the registry now. */
export interface Published extends PublishedVersion {
  readonly contract: string;
  /** False when exactly this was published before. */
  readonly isNew: boolean;
  /** Registered consumers that are not shown to read it: a new major version may break them, and says whom. */
  readonly breaks: readonly ConsumerAnswer[];
}

export interface Publishing {
  readonly documents: Documents;
  readonly checkCompatibility: CompatibilityChecker;
  /** Principals who may publish for an owner, by owner. */
  readonly publishers: Readonly<Record<string, readonly string[]>>;
  readonly seal?: Seal;
  /** Reads the contract of a version that was published. */
  readonly read: (id: string, entry: PublishedVersion) => Promise<Contract>;
  readonly refuseTaken: (compiled: CompiledContract) => Promise<void>;
}

/** How often is tried again when others publish at the same time. */
const ATTEMPTS = 5;

/** The name of the claim that a version was published. */
export const CONTRACT_PUBLISHED = "urn:countersign:predicate:contract-published:1";

export async function publish(document: Contract, options: PublishOptions, registry: Publishing): Promise<Published> {
  const compiled = compileContract(document);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const published = await tryToPublish(compiled, options, registry);
    if (published) return published;
  }
  const { id } = compiled.contract;
  throw new ContractsError("registry_busy", `others are publishing \`${id}\` at the same time: try again`, {
    contract: id,
  });
}

async function tryToPublish(
  compiled: CompiledContract,
  options: PublishOptions,
  registry: Publishing,
): Promise<Published | undefined> {
  const { contract } = compiled;
  const current = await readListing(registry.documents, contract.id);
  refuseStranger(current.listing, contract, options.by, registry.publishers);
  const known = publishedAlready(current.listing, compiled);
  if (known) return { ...known, contract: contract.id, isNew: false, breaks: [] };
  await registry.refuseTaken(compiled);
  const breaks = await brokenBy(current.listing, contract, registry);
  const entry = toEntry(compiled, options, registry.seal !== undefined);
  const statement = await registry.seal?.(...toClaim(contract.id, entry));
  const done = await write(
    current,
    { compiled, entry, statement, migrations: options.migrations ?? [] },
    registry.documents,
  );
  return done ? { ...entry, contract: contract.id, isNew: true, breaks } : undefined;
}

/** Who owns the newest version decides who may publish the next; a new owner is named by the old one. */
function refuseStranger(
  { versions, contract: id }: Listing,
  contract: Contract,
  by: string,
  publishers: Publishing["publishers"],
): void {
  const owner = versions.at(-1)?.owner ?? contract.owner;
  const named = Object.hasOwn(publishers, owner) ? (publishers[owner] ?? []) : [];
  if (by === owner || named.includes(by)) return;
  const message = `\`${by.slice(0, 60)}\` cannot publish \`${id}\`: it belongs to \`${owner}\``;
  throw new ContractsError("publisher_not_owner", message, { contract: id, owner, by });
}

function publishedAlready({ versions }: Listing, { contract, digest }: CompiledContract): PublishedVersion | undefined {
  const known = versions.find(({ version }) => version === contract.version);
  if (!known || known.digest === digest) return known;
  const message = `\`${contract.id}\` ${contract.version} was published with other content: give this one another version`;
  throw new ContractsError("version_published", message, {
    contract: contract.id,
    version: contract.version,
    digest: known.digest,
  });
}

/**
 * Refuses a version that breaks what its mode promises, or a registered consumer, within its line. A new major version,
 * and one that promises nothing, is allowed to break, and says so by its number: whom it breaks is told.
 */
async function brokenBy(
  { versions, consumers }: Listing,
  contract: Contract,
  registry: Publishing,
): Promise<readonly ConsumerAnswer[]> {
  const { version, compatibility: mode = "BACKWARD" } = contract;
  const earlier = versions.filter((one) => compareVersions(one.version, version) < 0);
  const inLine = earlier.filter((one) => isSameLine(one.version, version));
  const keepsPromise = mode !== "NONE" && inLine.length > 0;
  if (!keepsPromise && (consumers.length === 0 || earlier.length === 0)) return [];
  const compared = keepsPromise && mode.endsWith("_TRANSITIVE") ? inLine : earlier.slice(-1);
  const before = await Promise.all(compared.map((entry) => registry.read(contract.id, entry)));
  const answer = await registry.checkCompatibility(before, contract, keepsPromise ? mode : "NONE", consumers);
  const broken = (answer.consumers ?? []).filter(({ status }) => status !== "proven");
  if (!keepsPromise) return broken;
  for (const { status, sentence } of [answer, ...broken])
    if (status !== "proven") throw incompatible(contract, mode, status, sentence);
  return [];
}

function incompatible(
  { id, version }: Contract,
  mode: CompatibilityMode,
  status: Status,
  problem: string,
): ContractsError {
  const message = `\`${id}\` ${version} is not published, its mode is ${mode}: ${problem}`;
  return new ContractsError("version_incompatible", message, { contract: id, version, status, problem });
}

const toEntry = (
  { contract: { version, owner }, digest, dataschema }: CompiledContract,
  { at, by }: PublishOptions,
  sealed: boolean,
): PublishedVersion => ({ version, digest, dataschema, owner, publishedAt: formatInstant(at), by, sealed });

function toClaim(contract: string, { sealed: _, digest, dataschema, ...entry }: PublishedVersion): Parameters<Seal> {
  return [
    CONTRACT_PUBLISHED,
    [{ name: dataschema, digest: { sha256: digest } }],
    { formatVersion: 1, contract, ...entry },
  ];
}

interface Prepared {
  readonly compiled: CompiledContract;
  readonly entry: PublishedVersion;
  readonly statement: Envelope | undefined;
  readonly migrations: readonly Migration[];
}

function write(
  { listing, text }: ReadListing,
  { compiled, entry, statement, migrations }: Prepared,
  documents: Documents,
): Promise<boolean> {
  const { id, version } = compiled.contract;
  const added = migrations
    .map((migration) => compileMigration(ofContract(migration, id, version)))
    .filter((migration) => isNewMigration(migration, listing));
  const after: Listing = {
    ...listing,
    versions: sortVersions([...listing.versions, entry]),
    migrations: [
      ...listing.migrations,
      ...added.map(({ migration: { from, to }, digest }): PublishedMigration => ({ from, to, digest })),
    ],
  };
  return documents.change({
    added: {
      [contractPath(id, version)]: formatDocument(compiled.contract),
      ...(statement && { [statementPath(id, version)]: formatDocument(statement) }),
      ...Object.fromEntries(
        added.map(({ migration }) => [migrationPath(id, migration.from, migration.to), formatDocument(migration)]),
      ),
    },
    list: { path: listingPath(id), before: text, after: formatDocument(after) },
  });
}

function isNewMigration(
  { migration: { from, to }, digest }: CompiledMigration,
  { contract, migrations }: Listing,
): boolean {
  const known = migrations.find((one) => one.from === from && one.to === to);
  if (!known || known.digest === digest) return !known;
  const message = `the migration of \`${contract}\` from ${from} to ${to} was published with other content`;
  throw new ContractsError("version_published", message, { contract, version: `${from}..${to}`, digest: known.digest });
}

/** A migration comes with the version that it leads to, or from. */
function ofContract(migration: Migration, id: string, version: string): Migration {
  if (migration.contract === id && (migration.to === version || migration.from === version)) return migration;
  const problem = `expected a migration of \`${id}\` from or to ${version}`;
  throw new ContractsError("migration_malformed", `not a migration to publish with it: ${problem}`, {
    path: "",
    problem,
  });
}
