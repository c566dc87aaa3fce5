import type { JsonValue } from "../foundation/index.ts";
import { type Contract, contractDataschema, contractDigest, readContract } from "./contract.ts";
import type { ContractsFinding } from "./errors.ts";
import { findForeignChanges } from "./ownership.ts";
import { type CompiledSchema, compileSchema, type SchemaOptions } from "./schema/compile.ts";
import { describeProblems } from "./schema/describe.ts";
import { readInputs } from "./schema/inputs.ts";
import { refuseUnsafeSchema } from "./schema/lint.ts";
import { type ContractModule, loadModule, writeModule } from "./schema/module.ts";
import { type Meter, PatternUndecided } from "./schema/pattern.ts";
import { createPlaces, type Places } from "./schema/place.ts";
import { measureData } from "./schema/readable.ts";
import { createRuntime, type IsExcused, type SchemaRuntime } from "./schema/runtime.ts";
import { everySchema } from "./schema/walk.ts";
import { type StandardProps, toStandard } from "./standard.ts";
import { quote, shorten } from "./text.ts";

/** What is known besides the data itself. */
export interface ValidationContext {
  /** The event's `source`: it decides who may change owned fields. */
  readonly source?: string;
  /** The record as it was before; without it no change can be seen. */
  readonly previous?: JsonValue;
}

/** A contract that is ready to judge data. */
export interface CompiledContract {
  readonly contract: Contract;
  /** SHA-256 of the contract's canonical JSON. */
  readonly digest: string;
  readonly dataschema: string;
  /** What the contract has to say about the data; nothing when it keeps to it. Paths point into the data. */
  readonly validate: (data: JsonValue, context?: ValidationContext) => readonly ContractsFinding[];
  /** The same for whatever takes a Standard Schema (standardschema.dev, version 1): findings become issues. */
  readonly "~standard": StandardProps;
}

/** Most findings told about one event. */
const MAX_FINDINGS = 50;
/** Above this many values only the first problem is looked for: the list of all of them would outgrow the data. */
const MAX_VALUES_FOR_ALL = 10_000;

/**
 * Makes a contract ready to judge data: reads it again, as strictly as {@link parseContract}, and compiles its schema,
 * units, relations and patterns. That takes thousands of times as long as judging an event: do it once.
 *
 * `validate` stops at the first problem and looks for the others, up to 50, only when there is one; at once when the data
 * before had some. It keeps nothing of the data.
 *
 * @throws {ContractsError} `contract_malformed`, `contract_schema_invalid`, `contract_pattern_unsafe`; `compiled_for_other`
 * for a module of another contract
 * @throws {FoundationError} `newer_format`
 */
export function compileContract(contract: Contract, { module }: CompileContractOptions = {}): CompiledContract {
  const own = readContract(contract);
  const { places, meter, schema } = module ? loadRules(own, module) : compileRules(own);
  const isOwned = everySchema(own.schema).some(({ schema }) => Object.hasOwn(schema, "x-owner"));
  const rules: Rules = { schema, places, meter, isOwned, expectsProblems: false };
  const validate: CompiledContract["validate"] = (data, context = {}) => {
    meter.spent = 0;
    return judge({ data, context }, rules);
  };
  const dataschema = contractDataschema(own);
  return { contract: own, digest: contractDigest(own), dataschema, validate, "~standard": toStandard(validate) };
}

/** How a contract is made ready. */
export interface CompileContractOptions {
  /** What {@link formatContractModule} wrote for this contract: no code is generated then, as some hosts demand. */
  readonly module?: ContractModule;
}

/**
 * A contract as the text of an ES module, for {@link compileContract} on hosts that forbid generating code. It holds the
 * contract itself, and validators that call only what `compileContract` hands to them.
 *
 * @throws {ContractsError} `contract_malformed`, `contract_schema_invalid`, `contract_pattern_unsafe`
 * @throws {FoundationError} `newer_format`
 */
export function formatContractModule(contract: Contract): string {
  const own = readContract(contract);
  const { runtime } = prepareRules(own);
  return writeModule(own, runtime);
}

/**
 * The schema of a contract that has been read, compiled. A schema that was not written for a contract may have keywords
 * and formats that say nothing here: with `isStrict: false` they are passed over.
 *
 * @throws {ContractsError} `contract_schema_invalid`, `contract_pattern_unsafe`
 */
export function compileRules(own: Contract, options: SchemaOptions = {}): SchemaRules {
  const { places, meter, runtime } = prepareRules(own);
  return { places, meter, schema: compileSchema(own.schema, runtime, options) };
}

/** The same from a file that was compiled before. */
function loadRules(own: Contract, module: ContractModule): SchemaRules {
  const { places, meter, runtime } = prepareRules(own);
  return { places, meter, schema: loadModule(module, own, runtime) };
}

function prepareRules(own: Contract): Omit<SchemaRules, "schema"> & { readonly runtime: SchemaRuntime } {
  refuseUnsafeSchema(own);
  const places = createPlaces(own.schema);
  const meter: Meter = { spent: 0 };
  return {
    places,
    meter,
    runtime: createRuntime({ packs: own.packs ?? {}, isExcused: excuseSentinels(places), meter }),
  };
}

/**
 * Reads a contract that somebody else wrote. What cannot be compiled is none.
 *
 * @throws {ContractsError} `contract_malformed`, `contract_schema_invalid`, `contract_pattern_unsafe`
 * @throws {FoundationError} `newer_format`
 */
export function parseContract(json: unknown): Contract {
  const own = readContract(json);
  compileRules(own);
  return own;
}

interface Question {
  readonly data: JsonValue;
  readonly context: ValidationContext;
}

/** A compiled schema with what it is read with. */
export interface SchemaRules {
  readonly schema: CompiledSchema;
  readonly places: Places;
  readonly meter: Meter;
}

interface Rules extends SchemaRules {
  /** Whether any field has an owner. */
  readonly isOwned: boolean;
  /** The last data had problems: where one sender is wrong, the next event often is, too. */
  expectsProblems: boolean;
}

const none: readonly ContractsFinding[] = [];

function judge({ data, context }: Question, rules: Rules): readonly ContractsFinding[] {
  const values = measureData(data);
  if (typeof values === "string") return [unreadable(values)];
  const broken = judgeSchema(data, values, rules);
  const foreign = context.previous === undefined || !rules.isOwned ? none : judgeOwnership(data, context, rules.places);
  return broken.length + foreign.length === 0 ? none : atMost([...broken, ...foreign]);
}

function judgeSchema(data: JsonValue, values: number, rules: Rules): readonly ContractsFinding[] {
  const { schema, places, meter } = rules;
  try {
    if (values > MAX_VALUES_FOR_ALL) return judgeFirst(data, rules);
    // Both give the same verdict. To look for all at once is cheaper only where there are some.
    if (!rules.expectsProblems && schema.first(data).length === 0) return none;
    meter.spent = 0;
    const problems = schema.all(data);
    rules.expectsProblems = problems.length > 0;
    return problems.length === 0 ? none : describeProblems(problems.slice(0, MAX_FINDINGS + 1), data, places);
  } catch (error) {
    if (error instanceof PatternUndecided) return [undecided(error)];
    throw error;
  }
}

function judgeFirst(data: JsonValue, { schema, places }: Rules): readonly ContractsFinding[] {
  const first = schema.first(data);
  return first.length === 0 ? none : [...describeProblems(first.slice(0, 1), data, places), notListed];
}

function judgeOwnership(
  data: JsonValue,
  { previous = null, source = "" }: ValidationContext,
  places: Places,
): readonly ContractsFinding[] {
  const measured = measureData(previous);
  if (typeof measured === "string") return [unreadable(`the previous version is ${measured}`)];
  return findForeignChanges({ previous, data, source }, places, MAX_FINDINGS);
}

/** A relation does not apply to an object where one of its inputs holds a text that stands for "no value". */
const excuseSentinels =
  (places: Places): IsExcused =>
  (data, objectPath, patterns) =>
    readInputs(data, { objectPath, patterns }, places).some(({ place, values }) => {
      const sentinels = new Set(place.annotations.sentinels);
      return sentinels.size > 0 && values.some((value) => sentinels.has(String(value)));
    });

const unreadable = (problem: string): ContractsFinding => ({
  code: "data_unreadable",
  severity: "error",
  path: "",
  sentence: `the data cannot be judged: ${problem}`,
  facts: { problem },
});

function undecided({ pattern, text }: PatternUndecided): ContractsFinding {
  const facts = { pattern: shorten(pattern), length: text.length };
  const sentence = `a text of ${text.length} characters is too long to match ${quote(pattern)}`;
  return { code: "pattern_undecided", severity: "error", path: "", sentence, facts };
}

const notListed: ContractsFinding = {
  code: "more_not_listed",
  severity: "info",
  path: "",
  sentence: "there may be more problems than those listed",
  facts: { limit: MAX_FINDINGS },
};

const atMost = (findings: readonly ContractsFinding[]): readonly ContractsFinding[] =>
  findings.length > MAX_FINDINGS ? [...findings.slice(0, MAX_FINDINGS), notListed] : findings;
