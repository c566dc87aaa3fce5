import { _, Ajv, type Options, type ValidateFunction } from "ajv";
import { Ajv2019 } from "ajv/dist/2019.js";
import { Ajv2020 } from "ajv/dist/2020.js";
import standalone from "ajv/dist/standalone/index.js";
import type { JsonObject, JsonValue } from "../../foundation/index.ts";
import { listSome } from "../text.ts";
import { annotationKeywords, equalityKeywords, lengthKeywords } from "./keywords.ts";
import { invalidSchema } from "./lint.ts";
import type { SchemaRuntime } from "./runtime.ts";
import { everySchema } from "./walk.ts";

/** `$schema` → the compiler of that dialect. */
const dialects: Readonly<Record<string, new (options: Options) => Ajv>> = {
  "https://json-schema.org/draft/2020-12/schema": Ajv2020,
  "https://json-schema.org/draft/2019-09/schema": Ajv2019,
  "http://json-schema.org/draft-07/schema": Ajv,
};

const DEFAULT_DIALECT = "https://json-schema.org/draft/2020-12/schema";

/** One problem, as the compiled validators tell it. */
export interface SchemaProblem {
  readonly keyword: string;
  /** Pointer into the data. */
  readonly instancePath: string;
  /** Place of the rule in the schema, a fragment such as `#/properties/a/type`. */
  readonly schemaPath: string;
  readonly params: Readonly<Record<string, unknown>>;
  /** The name that is wrong, where names are judged. */
  readonly propertyName?: string;
}

/** The problems of a document; none when it is valid. */
export type CheckSchema = (data: JsonValue) => readonly SchemaProblem[];

export interface CompiledSchema {
  /** Stops at the first problem: what nearly every event needs. */
  readonly first: CheckSchema;
  /** Finds every problem, more slowly. Compiled when it is first called. */
  readonly all: CheckSchema;
}

/** How schemas are compiled. */
export interface SchemaOptions {
  /** A schema that was written for others may have keywords and formats that say nothing here. Default strict. */
  readonly isStrict?: boolean;
  /** Holds the schema against its dialect, for many schemas in turn. Default: each compiler makes one of its own. */
  readonly checkDialect?: CheckDialect;
}

/** @throws {ContractsError} `contract_schema_invalid` for a schema that its dialect does not allow */
export type CheckDialect = (schema: JsonObject) => void;

/** Compiling a dialect's own schema takes several times as long as compiling most schemas: here it is done once. */
export function createDialectCheck(): CheckDialect {
  const compilers = new Map<unknown, Ajv>();
  return (schema) => {
    const Dialect = dialectOf(schema);
    const compiler = compilers.get(Dialect) ?? new Dialect({ logger: false });
    compilers.set(Dialect, compiler);
    try {
      compiler.validateSchema(schema, true);
    } catch (error) {
      if (error instanceof EvalError) throw error;
      throw explain(error as Error, schema);
    }
  };
}

/**
 * Compiles a schema in strict mode: unknown keywords and formats, and rules that could never apply, are errors.
 *
 * Names that every object inherits (`constructor`) satisfy nothing, formats are checked, nothing is fetched, nothing in
 * the data is read as a reference, and the data is not changed.
 *
 * @throws {ContractsError} `contract_schema_invalid`
 */
export function compileSchema(schema: JsonObject, runtime: SchemaRuntime, options: SchemaOptions = {}): CompiledSchema {
  options.checkDialect?.(schema);
  const isChecked = options.checkDialect !== undefined;
  const first = toCheck(compile(schema, runtime, { ...options, isChecked, allErrors: false }).validate);
  let every: CheckSchema | undefined;
  return {
    first,
    all: (data) => {
      every ??= toCheck(compile(schema, runtime, { ...options, isChecked: true, allErrors: true }).validate);
      return every(data);
    },
  };
}

/** The code of a schema, as the body of a CommonJS module that finds its surroundings in a variable `runtime`. */
export function writeSchema(schema: JsonObject, runtime: SchemaRuntime, allErrors: boolean): string {
  const { ajv, validate } = compile(schema, runtime, { allErrors, source: true });
  // In Node the default export of a CommonJS module is all of it.
  const write =
    "default" in standalone ? (standalone as unknown as { default: typeof standalone }).default : standalone;
  return write(ajv, validate);
}

/** Told when the compiler says no and does not say why: an empty list must mean that there is nothing. */
const unexplained: SchemaProblem = { keyword: "", instancePath: "", schemaPath: "#", params: {} };

/** A function that was compiled, here or in a file. */
interface Validate {
  (data: JsonValue): unknown;
  errors?: readonly SchemaProblem[] | null;
}

export const toCheck =
  (validate: Validate): CheckSchema =>
  (data) =>
    validate(data) ? [] : (validate.errors?.filter(isTold) ?? [unexplained]);

/** What is wrong with a name is told by `propertyNames` itself. */
const isTold = ({ keyword, propertyName }: SchemaProblem): boolean =>
  propertyName === undefined || keyword === "propertyNames";

interface Compilation {
  readonly ajv: Ajv;
  readonly validate: ValidateFunction;
}

interface CompileOptions extends SchemaOptions {
  readonly allErrors: boolean;
  /** Whether the code is kept, to be written to a file. */
  readonly source?: boolean;
  /** Whether the schema was held against its dialect before. */
  readonly isChecked?: boolean;
}

function compile(
  schema: JsonObject,
  runtime: SchemaRuntime,
  { allErrors, isStrict = true, source = false, isChecked = false }: CompileOptions,
): Compilation {
  const Dialect = dialectOf(schema);
  try {
    const ajv = new Dialect({
      strict: isStrict,
      // A condition asks for fields that are declared around it, which this check does not see.
      strictRequired: false,
      allowUnionTypes: true,
      ownProperties: true,
      // Longer subschemas are compiled once and called, so that references cannot multiply the code.
      inlineRefs: 20,
      logger: false,
      // Problems are told in words of our own.
      messages: false,
      validateSchema: !isChecked,
      allErrors,
      formats: { ...runtime.formats },
      code: { regExp: patternsWith(runtime), formats: _`runtime.formats`, source },
    });
    for (const definition of [...lengthKeywords(runtime), ...equalityKeywords(runtime)])
      ajv.removeKeyword(String(definition.keyword)).addKeyword(definition);
    for (const definition of annotationKeywords(runtime)) ajv.addKeyword(definition);
    return { ajv, validate: ajv.compile(schema) };
  } catch (error) {
    // A host that forbids generated code: the contract is not to blame.
    if (error instanceof EvalError) throw error;
    throw explain(error as Error, schema);
  }
}

function patternsWith(runtime: SchemaRuntime): NonNullable<NonNullable<Options["code"]>["regExp"]> {
  return Object.assign((pattern: string) => runtime.safePattern(pattern), { code: "runtime.safePattern" });
}

function dialectOf({ $schema = DEFAULT_DIALECT }: JsonObject): new (options: Options) => Ajv {
  const name = String($schema).replace(/#$/, "");
  const dialect = Object.hasOwn(dialects, name) ? dialects[name] : undefined;
  if (!dialect) throw invalidSchema("/$schema", `expected ${listSome(Object.keys(dialects))}`);
  return dialect;
}

/** The compiler says what is wrong in a message, and where only sometimes. */
function explain(error: Error, schema: JsonObject): Error {
  const [, fragment] = /at (?:path )?"[^"#]*#([^"]*)"/.exec(error.message) ?? [];
  const [, keyword] = /unknown keyword: "([^"]*)"/.exec(error.message) ?? [];
  const [, pointer, expected] = /^schema is invalid: data(\S*) (.*)$/.exec(error.message) ?? [];
  const place = fragment ?? pointer ?? (keyword === undefined ? "" : findKeyword(schema, keyword));
  return invalidSchema(place, expected ?? error.message.replace(/^strict mode: /, ""), error);
}

const findKeyword = (schema: JsonObject, keyword: string): string =>
  everySchema(schema).find((subschema) => Object.hasOwn(subschema.schema, keyword))?.pointer ?? "";
