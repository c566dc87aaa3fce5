import { createRegistry, parseContract, parseMigration, type Registry } from "../contracts/index.ts";
import { hasCode, tiers } from "../foundation/index.ts";
import { closed, count, flag, listOf, mapOf, matching, oneOf, readFormat, text } from "../foundation/shape.ts";
import { parsePolicy } from "../policy/index.ts";
import { platformFiles } from "../runtime/index.ts";
import { fileSystemStore, folderDocuments, memoryStore, type Store } from "../stores/index.ts";
import { parseTrustModel } from "../trust/index.ts";
import type { GateConfig, TenantConfig } from "./config.ts";
import { keysShape, readKeys } from "./config-keys.ts";
import { type Reader, readDocument, readJson, unreadable } from "./config-reader.ts";
import { GateError } from "./errors.ts";

const stream = closed(
  { name: text },
  {
    source: text,
    type: text,
    preset: oneOf("observe", "strict"),
    contract: text,
    policy: text,
    tier: oneOf(...tiers),
    requester: text,
    obligations: listOf(text),
    stake: closed({ amount: text, currency: text }, { dueAt: text, costPerDay: text }),
    urgent: flag,
    holdBudget: closed({}, { percent: count, minutes: count }),
    novelties: oneOf("tell", "review"),
  },
);
const tenant = {
  keys: keysShape,
  contracts: listOf(text),
  migrations: listOf(text),
  registry: closed({ directory: text }),
  policies: listOf(text),
  trust: text,
  streams: listOf(stream),
  retention: closed({}, { public: count, internal: count, confidential: count, personal: count }),
  views: mapOf(listOf(oneOf("confidential", "personal"))),
  repairs: closed({}, { owners: mapOf(listOf(text)), fourEyes: flag }),
};
const store = closed({ kind: oneOf("file-system", "memory") }, { directory: text });
const shape = closed(
  { formatVersion: oneOf(1) },
  {
    $schema: text,
    name: matching(/^[^\s+]{1,200}$/, "a name without spaces, such as `acme.example/receiving`"),
    store,
    ...tenant,
    limits: closed({}, { maxEventBytes: count, maxHeld: count, maxBehind: count, clockSkewMs: count }),
    degraded: closed({ spool: store }),
    exceptionUrl: text,
    tenants: mapOf(closed({}, tenant)),
  },
);

type ConfigFile = ReturnType<typeof shape>;
type TenantFile = NonNullable<ConfigFile["tenants"]>[string];

export interface ReadConfig {
  readonly config: GateConfig;
  /** Stores that were made here, and are closed with the gate. */
  readonly owned: readonly Store[];
}

/**
 * Reads `countersign.json` and every file that it names; their paths start at its own folder.
 *
 * @throws {GateError} `config_unreadable`, `config_malformed`, `config_file_malformed`
 */
export function readConfigFile(path: string): ReadConfig {
  const files = platformFiles();
  if (!files) throw unreadable(path, "this platform has no files: pass the configuration as an object");
  const folder = files.folderOf(files.resolve(".", path));
  const reader: Reader = { files, folder };
  const read = readConfig(reader, path);
  const main = toStore(read.store ?? { kind: "memory" }, reader);
  const spool = read.degraded && toStore(read.degraded.spool, reader);
  const { limits, name, exceptionUrl } = read;
  const config: GateConfig = {
    ...(name !== undefined && { name }),
    store: main,
    ...toTenant(read, reader),
    ...(limits && { limits }),
    ...(spool && { degraded: { spool } }),
    ...(exceptionUrl !== undefined && { exceptionUrl }),
    ...(read.tenants && {
      tenants: Object.fromEntries(Object.entries(read.tenants).map(([id, own]) => [id, toTenant(own, reader)])),
    }),
  };
  return { config, owned: [main, ...(spool ? [spool] : [])] };
}

function readConfig(reader: Reader, path: string): ConfigFile {
  try {
    return readFormat("configuration", 1, shape, readJson(reader, path, reader.files.resolve(".", path)));
  } catch (error) {
    if (!hasCode(error, "format_malformed")) throw error;
    const details = error.details as { path: string; problem: string };
    throw new GateError("config_malformed", `\`${path}\`: at \`${details.path}\`, ${details.problem}`, details);
  }
}

function toTenant(file: TenantFile, reader: Reader): TenantConfig {
  const { keys, contracts, migrations, registry, policies, trust, streams, repairs } = file;
  return {
    ...(keys && { keys: readKeys(keys, reader) }),
    ...(contracts && { contracts: contracts.map((name) => readDocument(reader, name, parseContract)) }),
    ...(migrations && { migrations: migrations.map((name) => readDocument(reader, name, parseMigration)) }),
    ...(registry && { registry: registryIn(registry.directory, reader) }),
    ...(policies && { policies: policies.map((name) => readDocument(reader, name, parsePolicy)) }),
    ...(trust !== undefined && { trust: readDocument(reader, trust, parseTrustModel) }),
    ...(streams && { streams }),
    ...(repairs && { repairs }),
  };
}

function toStore({ kind, directory }: ReturnType<typeof store>, { files, folder }: Reader): Store {
  return kind === "memory" ? memoryStore() : fileSystemStore(files.resolve(folder, directory ?? ".countersign"));
}

/** To be read only: nothing is published through a gate. */
const registryIn = (directory: string, { files, folder }: Reader): Registry =>
  createRegistry({
    documents: folderDocuments(files.resolve(folder, directory)),
    checkCompatibility: () => ({ status: "unknown", sentence: "a gate publishes nothing" }),
  });
