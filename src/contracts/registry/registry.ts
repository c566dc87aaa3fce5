import type { Seal, Verdict } from "../../foundation/index.ts";
import { deepFreeze, readShape } from "../../foundation/shape.ts";
import type { Documents } from "../../stores/index.ts";
import { type Contract, contractDataschema, contractDigest } from "../contract.ts";
import { ContractsError } from "../errors.ts";
import { compileMigration } from "../migrate/compile.ts";
import type { Migration } from "../migrate/migration.ts";
import { parseContract } from "../validate.ts";
import { isInRange, isRange } from "../version.ts";
import { type AuditOptions, auditRegistry } from "./audit.ts";
import { type Consumer, consumerShape } from "./consumer.ts";
import {
  contractPath,
  corrupt,
  formatDocument,
  type Listing,
  listingPath,
  migrationPath,
  type PublishedMigration,
  type PublishedVersion,
  readDocument,
  readListing,
} from "./listing.ts";
import { type CompatibilityChecker, type Published, type PublishOptions, publish } from "./publish.ts";

export interface RegistryOptions {
  /** Where it keeps its documents: `folderDocuments` for plain files, `storeDocuments` for a store. */
  readonly documents: Documents;
  /** Asked for each version whose contract has a mode other than NONE. */
  readonly checkCompatibility: CompatibilityChecker;
  /** Principals who may publish for an owner, by owner. Owners may always. */
  readonly publishers?: Readonly<Record<string, readonly string[]>>;
  /** Seals a statement about each version. Without it, listings say that it is not sealed. */
  readonly seal?: Seal;
}

/** Everything of a registry at once, for a gate or a migrator. Of each contract the newest version stands last. */
export interface RegistryContent {
  readonly contracts: readonly Contract[];
  readonly migrations: readonly Migration[];
}

/**
 * Contracts and their versions, which never change once they are published. Methods reject with `registry_corrupt` when
 * a document is not the one that was published, and with what the documents' store says.
 */
export interface Registry {
  /**
   * Publishes a version; the same one again changes nothing.
   *
   * @throws {ContractsError} `contract_malformed`, `contract_schema_invalid`, `contract_pattern_unsafe`,
   * `migration_malformed`, `publisher_not_owner`, `version_published`, `version_incompatible`, `dataschema_taken`,
   * `registry_busy`
   */
  publish(contract: Contract, options: PublishOptions): Promise<Published>;
  /** Ids of the contracts, in order. */
  list(): Promise<readonly string[]>;
  /** What was published about one contract; nothing when there is none of that id. */
  listing(id: string): Promise<Listing>;
  /** A version; by default the newest one that is not before a release. @throws {ContractsError} `version_unknown` */
  get(id: string, version?: string): Promise<Contract>;
  /** The newest version in a range: `^1.2.0`, `~1.2.0`, `1.2.0`, `*`. @throws {ContractsError} `version_unknown` */
  resolve(id: string, range: string): Promise<Contract>;
  /** The contract that events name by `dataschema`, or `undefined`. */
  find(dataschema: string): Promise<Contract | undefined>;
  /** Writes down who reads a contract, or what of it now, in place of what it read before. */
  register(id: string, consumer: Consumer): Promise<void>;
  load(): Promise<RegistryContent>;
  /** Derives everything anew: digests, and the sealed statements where `verify` is given. */
  audit(options: AuditOptions): Promise<Verdict>;
}

/** A registry over documents: a folder of files, or part of a store. Nothing is kept in memory. */
export function createRegistry({ documents, checkCompatibility, publishers = {}, seal }: RegistryOptions): Registry {
  const listing = async (id: string): Promise<Listing> => (await readListing(documents, id)).listing;
  const read = (id: string, entry: PublishedVersion): Promise<Contract> => readVersion(documents, id, entry);
  const list = async (): Promise<readonly string[]> =>
    (await documents.paths()).flatMap((path) =>
      path.endsWith("/listing.json") ? [path.slice(0, path.indexOf("/"))] : [],
    );

  const pick = async (id: string, wanted: string, fits: (version: string) => boolean): Promise<Contract> => {
    const found = (await listing(id)).versions.filter(({ version }) => fits(version)).at(-1);
    return found ? read(id, found) : refuseVersion(id, wanted);
  };
  const find = async (dataschema: string): Promise<Contract | undefined> => {
    for (const id of await list()) {
      const found = (await listing(id)).versions.find((entry) => entry.dataschema === dataschema);
      if (found) return read(id, found);
    }
    return undefined;
  };
  const refuseTaken = async ({ contract, dataschema }: { contract: Contract; dataschema: string }): Promise<void> => {
    const other = await find(dataschema);
    if (other) throw takenBy(other, contract);
  };

  const registry: Registry = {
    publish: (contract, options) =>
      publish(contract, options, {
        documents,
        checkCompatibility,
        publishers,
        ...(seal && { seal }),
        read,
        refuseTaken,
      }),
    list,
    listing,
    get: (id, version) =>
      pick(id, version ?? "*", (one) => (version === undefined ? isInRange(one, "*") : one === version)),
    resolve(id, range) {
      if (!isRange(range))
        throw new TypeError(`\`${range.slice(0, 60)}\` is no range: say \`^1.2.0\`, \`~1.2.0\`, \`1.2.0\` or \`*\``);
      return pick(id, range, (one) => isInRange(one, range));
    },
    find,
    register: (id, consumer) => register(documents, id, consumer),
    load: async () => loadAll(documents, await Promise.all((await list()).map(listing)), read),
    audit: async (options) => auditRegistry(documents, await list(), options),
  };
  return registry;
}

/** The document of a version, which has to be the one that was published. */
async function readVersion(
  documents: Documents,
  id: string,
  { version, digest, dataschema }: PublishedVersion,
): Promise<Contract> {
  const path = contractPath(id, version);
  const contract = parseContract(readDocument(await documents.read(path), path));
  if (contractDigest(contract) !== digest || contractDataschema(contract) !== dataschema)
    throw corrupt(path, "it is not what was published");
  return deepFreeze(contract);
}

async function readMigration(
  documents: Documents,
  id: string,
  { from, to, digest }: PublishedMigration,
): Promise<Migration> {
  const path = migrationPath(id, from, to);
  const compiled = compileMigration(readDocument(await documents.read(path), path) as unknown as Migration);
  if (compiled.digest !== digest) throw corrupt(path, "it is not what was published");
  return compiled.migration;
}

async function loadAll(
  documents: Documents,
  listings: readonly Listing[],
  read: (id: string, entry: PublishedVersion) => Promise<Contract>,
): Promise<RegistryContent> {
  const contracts = listings.flatMap(({ contract, versions }) => versions.map((entry) => read(contract, entry)));
  const migrations = listings.flatMap((one) =>
    one.migrations.map((entry) => readMigration(documents, one.contract, entry)),
  );
  return { contracts: await Promise.all(contracts), migrations: await Promise.all(migrations) };
}

async function register(documents: Documents, id: string, consumer: Consumer): Promise<void> {
  const own = readShape("consumer", consumerShape, consumer);
  const { listing, text } = await readListing(documents, id);
  if (text === undefined) refuseVersion(id, "*");
  const others = listing.consumers.filter(({ name }) => name !== own.name);
  const after = formatDocument({ ...listing, consumers: [...others, own] });
  const done = await documents.change({ added: {}, list: { path: listingPath(id), before: text, after } });
  if (!done)
    throw new ContractsError("registry_busy", `others are changing \`${id}\` at the same time: try again`, {
      contract: id,
    });
}

function refuseVersion(id: string, version: string): never {
  throw new ContractsError(
    "version_unknown",
    `no version of \`${id.slice(0, 100)}\` fits \`${version.slice(0, 60)}\``,
    { contract: id, version },
  );
}

function takenBy({ id, version }: Contract, contract: Contract): ContractsError {
  const dataschema = contractDataschema(contract);
  const message = `\`${dataschema}\` is the name of \`${id}\` ${version} already: give this one another`;
  return new ContractsError("dataschema_taken", message, { dataschema, contract: id, version });
}
