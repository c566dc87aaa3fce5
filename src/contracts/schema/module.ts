import type { JsonValue } from "../../foundation/index.ts";
import { canonicalJson } from "../../foundation/index.ts";
import { type Contract, contractDigest } from "../contract.ts";
import { ContractsError } from "../errors.ts";
import { type CompiledSchema, type SchemaProblem, toCheck, writeSchema } from "./compile.ts";
import type { SchemaRuntime } from "./runtime.ts";

/** What `contract compile` writes as a file: a contract with its schema as code, so that none is generated later. */
export interface ContractModule {
  readonly formatVersion: 1;
  /** SHA-256 of the contract's canonical JSON. */
  readonly digest: string;
  readonly contract: Contract;
  /** The validators, over the functions that this release hands to them. */
  readonly create: (runtime: never) => { readonly first: WrittenCheck; readonly all: WrittenCheck };
}

type WrittenCheck = ((data: JsonValue) => boolean) & { errors?: readonly SchemaProblem[] | null };

/** The text of an ES module. The same contract gives the same text under the same release. */
export function writeModule(contract: Contract, runtime: SchemaRuntime): string {
  return [
    `// Data contract ${contract.id} ${contract.version}, compiled by \`countersign contract compile\`. Do not edit: compile the contract again.`,
    "export const formatVersion = 1;",
    `export const digest = ${JSON.stringify(contractDigest(contract))};`,
    `export const contract = ${asCode(canonicalJson(contract))};`,
    "export const create = (runtime) => ({ first: first(runtime), all: all(runtime) });",
    ...(["first", "all"] as const).map((name) => wrapped(name, writeSchema(contract.schema, runtime, name === "all"))),
    "",
  ].join("\n");
}

/** JSON as an expression: a member named `__proto__` never comes this far, and line separators end no line in ES2019. */
const asCode = (json: string): string => `JSON.parse(${JSON.stringify(json)})`;

/** The code writes to `module`, as CommonJS does, and finds its surroundings in `runtime`. Both are ours. */
const wrapped = (name: string, code: string): string =>
  `function ${name}(runtime) {\nconst module = { exports: {} };\n${code}\nreturn module.exports;\n}`;

/** The validators of a module that was written for exactly this contract. @throws {ContractsError} `compiled_for_other` */
export function loadModule(module: ContractModule, contract: Contract, runtime: SchemaRuntime): CompiledSchema {
  const expected = contractDigest(contract);
  if (module.formatVersion !== 1 || module.digest !== expected) {
    const message = `the module was compiled from another contract than \`${contract.id}\` ${contract.version}: compile it again`;
    throw new ContractsError("compiled_for_other", message, { expected, actual: String(module.digest).slice(0, 64) });
  }
  const { first, all } = module.create(runtime as never);
  return { first: toCheck(first), all: toCheck(all) };
}
