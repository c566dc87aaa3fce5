import {
  canonicalJson,
  formatPointer,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
} from "../../foundation/index.ts";
import { type Contract, idShape, versionShape } from "../contract.ts";
import { asMalformed, ContractsError } from "../errors.ts";
import type { QualityRule } from "../quality/rule.ts";
import { parseContract } from "../validate.ts";
import { readMembers, readWords, takeRest } from "./property.ts";
import { readQuality, readSla } from "./stream-rules.ts";
import { type Taking, takingFrom } from "./taking.ts";

/** The custom property of a schema object under which a contract keeps what ODCS has no word for. */
export const CONTRACT = "countersignContract";

/** Contracts from a document of the Open Data Contract Standard, one for each of its schema objects. */
export interface ImportedOdcs {
  readonly contracts: readonly Contract[];
  /** Pointers, into the document, of everything that no contract has. */
  readonly notCarried: readonly string[];
}

/**
 * Reads a document of the Open Data Contract Standard, version 3 (https://bitol-io.github.io/open-data-contract-standard),
 * as parsed from its YAML or JSON. Nothing is dropped silently: what a contract has no place for is listed.
 *
 * @throws {ContractsError} `odcs_malformed`; and those of contracts, such as `contract_schema_invalid`, where a field has
 * constraints that cannot be used.
 */
export function fromOdcs(document: unknown): ImportedOdcs {
  const read = readOdcs(document);
  const { root, missed } = takingFrom(read);
  for (const name of ["apiVersion", "kind"]) root.take(name);
  const shared = readShared(root);
  const names = new Set<string>();
  const contracts = root.each("schema").map((object) => toContract(object, shared, names));
  return { contracts, notCarried: missed() };
}

function readOdcs(document: unknown): JsonObject {
  try {
    const read = parseJson(canonicalJson(document as JsonValue));
    if (isJsonObject(read) && read.kind === "DataContract" && /^v3\./.test(String(read.apiVersion))) return read;
  } catch (cause) {
    throw asMalformed("odcs_malformed", cause);
  }
  const problem = "expected `kind: DataContract` and `apiVersion: v3…`";
  throw new ContractsError("odcs_malformed", `not a document of ODCS 3: ${problem}`, { path: "", problem });
}

/** What all contracts of a document have in common. */
type Shared = Pick<Contract, "version" | "owner" | "sla">;

function readShared(root: Taking): Shared {
  const sla = readSla(root);
  return { version: readVersion(root), owner: readOwner(root), ...(sla && { sla }) };
}

/** `1`, `v1.2` and `1.2` are read as versions with zeros behind them. Without any, it is 0.0.0. */
function readVersion(root: Taking): string {
  const [, major, minor = "0", patch = "0", rest = ""] =
    /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+].*)?$/.exec(String(root.object.version)) ?? [];
  const version = `${Number(major)}.${Number(minor)}.${Number(patch)}${rest}`;
  if (major === undefined || !fits(versionShape, version)) return "0.0.0";
  root.take("version");
  return version;
}

/** Whoever is called owner in the team; else the team itself, or the domain. */
function readOwner(root: Taking): string {
  const team = root.inner("team");
  const members = team?.each("members") ?? root.each("team");
  const owner = members.find(({ object }) => /owner/i.test(String(object.role)));
  if (owner) return owner.take("username") as string;
  const name = team?.text("name") ?? root.text("domain") ?? root.text("tenant");
  return name === undefined || name === "" ? "unknown" : name.slice(0, 200);
}

function toContract(object: Taking, { sla, ...shared }: Shared, names: Set<string>): Contract {
  const kept = takeContract(object);
  const { id = uniqueId(object, names), schema: whole, ...more } = kept;
  if (!Object.hasOwn(kept, "id")) object.take("name");
  const { title, ...words } = readWords(object);
  const fields: JsonObject = { type: "object", ...words, ...readMembers(object, "object"), ...takeRest(object) };
  object.take("logicalType");
  const quality = [...readQuality(object, ""), ...qualityIn(object.each("properties"), [])];
  const key = keyOf(object);
  return parseContract({
    id,
    ...shared,
    tier: "low",
    ...(typeof title === "string" && { title }),
    ...(key !== undefined && { businessKey: key }),
    ...(sla && { sla }),
    ...(quality.length > 0 && { quality }),
    ...more,
    formatVersion: sla || quality.length > 0 || more.formatVersion === 2 ? 2 : 1,
    schema: whole ?? fields,
  });
}

function takeContract(object: Taking): JsonObject {
  const custom = object
    .each("customProperties")
    .find((one) => one.object.property === CONTRACT && isJsonObject(one.object.value));
  custom?.take("property");
  if (custom) object.take("name");
  return (custom?.take("value") ?? {}) as JsonObject;
}

function uniqueId(object: Taking, names: Set<string>): string {
  const plain = String(object.object.name ?? "")
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 90);
  const name = fits(idShape, plain) ? plain : "object";
  let [unique, count] = [name, 1];
  while (names.has(unique)) unique = `${name}-${++count}`;
  names.add(unique);
  return unique;
}

/** One primary key is a business key; of several fields, none is. */
function keyOf(object: Taking): string | undefined {
  const keys = object.each("properties").filter((property) => property.object.primaryKey === true);
  for (const property of object.each("properties"))
    if (property.object.primaryKey === false) property.take("primaryKey");
  if (keys.length !== 1) return undefined;
  keys[0]?.take("primaryKey");
  return formatPointer([String(keys[0]?.object.name)]);
}

function qualityIn(properties: readonly Taking[], outer: readonly string[]): readonly QualityRule[] {
  return properties.flatMap((property) => {
    const tokens = [...outer, String(property.object.name)];
    const field = formatPointer(tokens);
    const unique = property.object.unique === true ? [uniqueRule(field)] : [];
    if (typeof property.object.unique === "boolean") property.take("unique");
    return [...unique, ...readQuality(property, field), ...qualityIn(property.each("properties"), tokens)];
  });
}

const uniqueRule = (field: string): QualityRule => ({
  name: `unique ${field}`.slice(0, 200),
  metric: "duplicateValues",
  field,
  atMostPercent: "0",
  window: 10_000,
});

function fits(shape: (value: unknown, path: string) => string, text: string): boolean {
  try {
    shape(text, "");
    return true;
  } catch {
    return false;
  }
}
