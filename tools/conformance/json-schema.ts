import { Ajv, type Options } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import { type CompiledContract, type Contract, compileContract } from "../../src/contracts/index.ts";
import { everySchema, subschemas } from "../../src/contracts/schema/walk.ts";
import { isIntegrityError, type JsonObject, type JsonValue } from "../../src/foundation/index.ts";
import { type Case, compared, deviating, failed, filesAt, jsonAt, passed } from "./suite.ts";

/** A draft as JSON-Schema-Test-Suite has it: its folder, its `$schema`, and the bare compiler under ours. */
export interface Draft {
  readonly folder: string;
  readonly dialect: string;
  readonly Compiler: new (options: Options) => Ajv;
}

export const drafts: Readonly<Record<"draft7" | "draft2019" | "draft2020", Draft>> = {
  draft7: { folder: "draft7", dialect: "http://json-schema.org/draft-07/schema#", Compiler: Ajv },
  draft2019: {
    folder: "draft2019-09",
    dialect: "https://json-schema.org/draft/2019-09/schema",
    Compiler: Ajv2019,
  },
  draft2020: {
    folder: "draft2020-12",
    dialect: "https://json-schema.org/draft/2020-12/schema",
    Compiler: Ajv2020,
  },
};

export interface SchemaTest {
  readonly description: string;
  readonly data: JsonValue;
  readonly valid: boolean;
}

interface SchemaGroup {
  readonly description: string;
  readonly schema: JsonValue;
  readonly tests: readonly SchemaTest[];
}

/** One test with what surrounds it. */
export interface SchemaCase {
  readonly id: string;
  readonly file: string;
  readonly group: SchemaGroup;
  readonly test: SchemaTest;
  readonly draft: Draft;
}

/** Why a wrong verdict is one on purpose; `undefined` when nobody has said so. */
export type Excuse = (one: SchemaCase) => string | undefined;

const testsAt = (vectors: string): string => `${vectors}/contracts/json-schema-test-suite/tests`;

/** The required tests of a draft: the files of its folder, without the folders in it. */
export function requiredCases(vectors: string, draft: Draft): Iterable<Case> {
  const files = filesAt(testsAt(vectors), draft.folder).filter((file) => !file.includes("/"));
  return casesIn(testsAt(vectors), draft, files, excuseRequired);
}

/** Each schema as the schema of a contract, and each test's data judged by it. */
export function* casesIn(folder: string, draft: Draft, files: readonly string[], excuse: Excuse): Iterable<Case> {
  for (const file of files) {
    for (const group of jsonAt<SchemaGroup[]>(folder, draft.folder, file)) {
      const compiled = compile(group.schema, draft);
      for (const test of group.tests) {
        const id = `${file} ${group.description}: ${test.description}`;
        yield typeof compiled === "string"
          ? refusedCase(id, compiled)
          : judge({ id, file, group, test, draft }, compiled, excuse);
      }
    }
  }
}

function judge(one: SchemaCase, compiled: CompiledContract, excuse: Excuse): Case {
  const { id, test } = one;
  const findings = compiled.validate(test.data);
  if (findings.some(({ code }) => code === "data_unreadable")) return deviating(id, unreadable);
  if ((findings.length === 0) === test.valid) return passed(id);
  const reason = excuse(one);
  return reason === undefined ? compared(id, findings.length === 0, test.valid) : deviating(id, reason);
}

const unreadable =
  "data that cannot be read twice the same way is refused before any schema: a member named `__proto__`";

/** The contract of a schema, or why it is refused. */
function compile(schema: JsonValue, { dialect }: Draft): CompiledContract | string {
  if (typeof schema !== "object") return "a contract's schema is an object";
  try {
    return compileContract(contractOf({ $schema: dialect, ...withTypes(schema as JsonObject) }));
  } catch (error) {
    if (!isIntegrityError(error)) throw error;
    return (error.details as { problem?: string }).problem ?? error.message;
  }
}

export const contractOf = (schema: JsonObject): Contract => ({
  formatVersion: 1,
  id: "conformance",
  version: "1.0.0",
  owner: "nobody",
  tier: "low",
  schema,
});

const anyType = ["null", "boolean", "number", "string", "array", "object"];

/**
 * The same schema with all types named where none is. Contracts are compiled strictly: a rule for numbers asks that its
 * schema says `type`. The test suite seldom does, and without this most of it could not be compared.
 */
function withTypes(schema: JsonObject): JsonObject {
  const copy = structuredClone(schema) as JsonObject;
  const all = everySchema(copy);
  // What applies to the same value has the types of what it stands in; names of members are texts.
  const inPlace = new Set(all.flatMap((one) => subschemas(one, { inPlace: true }).map((inner) => inner.schema)));
  for (const { schema: one, pointer } of all) {
    const isFree = one.type === undefined && !inPlace.has(one) && !pointer.endsWith("/propertyNames");
    if (isFree) Object.assign(one, { type: anyType });
  }
  return copy;
}

/** What contracts refuse on purpose, by what they say. Any other refusal is a failure. */
const refusals: readonly (readonly [said: RegExp, reason: string])[] = [
  [/a contract's schema is an object/, "refused: a contract's schema is an object, not `true` or `false`"],
  [
    /leads to nothing within the schema/,
    "refused: references lead to places within the schema, and nothing is fetched",
  ],
  [/has no `\$id`/, "refused: `$id` within a schema"],
  [/use `\$ref` with `#`/, "refused: `$recursiveAnchor`"],
  [/^expected `http/, "refused: another dialect than the three"],
  [/unknown format/, "refused: a format that is not among those offered"],
  [/unknown keyword/, "refused: an unknown keyword"],
  [/-tuple, but/, "refused by strict compiling: a tuple that does not say how many items there are"],
  [/matches pattern/, "refused by strict compiling: a property that a pattern matches as well"],
  [/ ignored| is always invalid/, "refused by strict compiling: a keyword without effect, or that nothing can satisfy"],
  [/must have non-empty array/, "refused: an `enum` that names nothing"],
  [/an unsafe integer/, "refused: an integer that a double does not hold exactly"],
  [/must not have a member named/, "refused: a schema with a member named `__proto__`"],
];

function refusedCase(id: string, problem: string): Case {
  const [, reason] = refusals.find(([said]) => said.test(problem)) ?? [];
  return reason === undefined ? failed(id, `the schema is refused: ${problem}`) : deviating(id, reason);
}

/** Faults of ajv that its own run of this suite leaves out, or its documentation describes; by the test's name. */
const faults: readonly (readonly [test: RegExp, fault: string])[] = [
  [/^ref\.json ref overrides any sibling/, "ajv: keywords beside `$ref` apply in draft-07, too"],
  [/^dynamicRef\.json /, "ajv: `$dynamicRef` finds no anchor outside of the root, and calls the root instead"],
  [/^unevaluatedItems\.json .*nested items/, "ajv: `unevaluatedItems` does not see `items` of a subschema"],
  [/^unevaluatedItems\.json .*nested contains/, "ajv: `unevaluatedItems` takes every item as evaluated by `contains`"],
  [
    /^unevaluatedProperties\.json .*then not defined/,
    "ajv: `unevaluatedProperties` does not see an `if` without `then`",
  ],
];

function excuseRequired(one: SchemaCase): string | undefined {
  if (one.file === "format.json") return "formats are checked: in a contract they are no mere annotation";
  const [, fault] = faults.find(([test]) => test.test(one.id)) ?? [];
  return fault !== undefined && isWrongByItself(one) ? fault : undefined;
}

/** Whether the bare compiler, over the schema as it stands, is wrong as well. */
function isWrongByItself({ draft: { Compiler }, group, test }: SchemaCase): boolean {
  const compiler = new Compiler({ strict: false, ownProperties: true, logger: false });
  return compiler.validate(group.schema as JsonObject, test.data) !== test.valid;
}
