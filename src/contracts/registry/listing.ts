import { type JsonValue, parseJson } from "../../foundation/index.ts";
import { closed, flag, instant, listOf, oneOf, readFormat, type Shape, sha256 } from "../../foundation/shape.ts";
import type { Documents } from "../../stores/index.ts";
import { idShape, versionShape } from "../contract.ts";
import { ContractsError } from "../errors.ts";
import { shortText } from "../shapes.ts";
import { compareVersions } from "../version.ts";
import { type Consumer, consumerShape } from "./consumer.ts";

/** A version of a contract that was published. */
export interface PublishedVersion {
  readonly version: string;
  /** SHA-256 of the contract's canonical JSON. */
  readonly digest: string;
  readonly dataschema: string;
  readonly owner: string;
  readonly publishedAt: string;
  /** The principal who published it. */
  readonly by: string;
  /** Whether a sealed statement about it lies beside it. */
  readonly sealed: boolean;
}

/** A migration that was published with a version. */
export interface PublishedMigration {
  readonly from: string;
  readonly to: string;
  readonly digest: string;
}

/** Everything published about one contract: `ID/listing.json`. What it does not name was never published. */
export interface Listing {
  readonly formatVersion: 1;
  readonly contract: string;
  /** In order of precedence. */
  readonly versions: readonly PublishedVersion[];
  readonly migrations: readonly PublishedMigration[];
  readonly consumers: readonly Consumer[];
}

const versionEntry: Shape<PublishedVersion> = closed({
  version: versionShape,
  digest: sha256,
  dataschema: shortText,
  owner: shortText,
  publishedAt: instant,
  by: shortText,
  sealed: flag,
});

const listingShape: Shape<Listing> = closed({
  formatVersion: oneOf(1),
  contract: idShape,
  versions: listOf(versionEntry),
  migrations: listOf(closed({ from: versionShape, to: versionShape, digest: sha256 })),
  consumers: listOf(consumerShape),
});

export const listingPath = (id: string): string => `${id}/listing.json`;
export const contractPath = (id: string, version: string): string => `${id}/${version}.json`;
export const statementPath = (id: string, version: string): string => `${id}/${version}.statement.json`;
export const migrationPath = (id: string, from: string, to: string): string => `${id}/${from}..${to}.migration.json`;

/** A listing with the text that it was read from, which says later whether it is still the same. */
export interface ReadListing {
  readonly listing: Listing;
  readonly text: string | undefined;
}

/** @throws {ContractsError} `registry_corrupt` @throws {FoundationError} `newer_format` */
export async function readListing(documents: Documents, id: string): Promise<ReadListing> {
  const text = await documents.read(listingPath(id));
  if (text === undefined)
    return { text, listing: { formatVersion: 1, contract: id, versions: [], migrations: [], consumers: [] } };
  const listing = readFormat("listing", 1, listingShape, readDocument(text, listingPath(id)));
  if (listing.contract !== id) throw corrupt(listingPath(id), `it is about \`${listing.contract}\``);
  return { text, listing };
}

/** @throws {ContractsError} `registry_corrupt` */
export function readDocument(text: string | undefined, path: string): JsonValue {
  if (text === undefined) throw corrupt(path, "it is missing");
  try {
    return parseJson(text, { maxBytes: 4 * 1_048_576 });
  } catch (cause) {
    throw corrupt(path, "it cannot be read", cause);
  }
}

/** JSON as people compare it line by line. */
export const formatDocument = (document: unknown): string => `${JSON.stringify(document, undefined, 2)}\n`;

export const sortVersions = <Item extends { readonly version: string }>(versions: readonly Item[]): readonly Item[] =>
  [...versions].sort((a, b) => compareVersions(a.version, b.version));

export const corrupt = (path: string, problem: string, cause?: unknown): ContractsError =>
  new ContractsError("registry_corrupt", `registry: \`${path}\`: ${problem}`, { path, problem }, { cause });
