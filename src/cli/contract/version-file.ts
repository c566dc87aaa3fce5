import { type Contract, contractAround, parseContract } from "../../contracts/index.ts";
import { isJsonObject, type JsonObject } from "../../foundation/index.ts";
import { UsageError } from "../command.ts";
import { readJson } from "../files.ts";

/** A version that is compared: a contract, or a schema that stands by itself, named after its file. */
export interface VersionFile {
  readonly contract: Contract;
  readonly isSchema: boolean;
}

/** Reads a contract, or a bare JSON Schema. @throws {UsageError} for a document that is neither */
export async function readVersion(file: string): Promise<VersionFile> {
  const document = await readJson(file);
  if (!isJsonObject(document))
    throw new UsageError(`\`${file}\` is neither a contract nor a JSON Schema: both are objects`);
  return isContract(document)
    ? { contract: parseContract(document), isSchema: false }
    : { contract: contractAround(document), isSchema: true };
}

/** A JSON Schema has neither of these. */
const isContract = (document: JsonObject): boolean =>
  Object.hasOwn(document, "formatVersion") && Object.hasOwn(document, "schema");

/** Several files, the oldest first. One schema among them, and all are read as schemas from elsewhere are. */
export async function readVersions(
  files: readonly string[],
): Promise<{ readonly contracts: readonly Contract[]; readonly isStrict: boolean }> {
  const versions = await Promise.all(files.map(readVersion));
  return { contracts: versions.map(({ contract }) => contract), isStrict: !versions.some(({ isSchema }) => isSchema) };
}
