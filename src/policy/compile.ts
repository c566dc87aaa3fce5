import { canonicalJson, isJsonObject, isSha256Hex, type JsonObject, sha256Hex } from "../foundation/index.ts";
import { deepFreeze } from "../foundation/shape.ts";
import { compileProgram } from "./builder.ts";
import { decide, type EvaluationContext } from "./decide.ts";
import type { Decision, PolicyIdentity } from "./decision.ts";
import type { Program, Run } from "./program.ts";
import { type PolicyDocument, parsePolicy } from "./rule.ts";
import { startRun } from "./run.ts";
import { type Trace, traceOf } from "./trace.ts";

/** A decision just made, which can still tell how it came about. */
export interface TracedDecision extends Decision {
  /**
   * How every rule came out, with the values that the facts had when the decision was made. It is no part of the
   * decision as data: copies and JSON leave it out. Until the decision is dropped, it holds what was read.
   */
  trace(): Trace;
}

/** A policy, ready to decide. It is never changed: any number of evaluations may share it. */
export interface Policy extends PolicyIdentity {
  /** What was compiled, frozen. */
  readonly document: PolicyDocument;
  /** For the functions of this room. */
  readonly program: Program;
  /**
   * Decides at once: no promise, no clock, no state. Reads each fact once; takes time in proportion to the policy and
   * to the facts it reads (10,000 items of a list, 100,000 comparisons of items for one condition: beyond that the
   * condition is unknown).
   *
   * @throws {TypeError} when the facts are no object, `at` is no date, or `change` no SHA-256.
   */
  evaluate(facts: JsonObject, context: EvaluationContext): TracedDecision;
}

/**
 * Compiles a policy to tables and closures, without generating code, in time in proportion to the document. It reads
 * the document as {@link parsePolicy} does and compiles a copy: what the caller changes later changes nothing.
 *
 * @throws {PolicyError} `rule_malformed`, `rule_name_taken`, `rule_too_deep`, `rule_operator_unknown`,
 * `rule_path_unsafe`, `rule_params_unsupported`, `rule_condition_unknown`, `rule_condition_ring`, `rule_value_unfit`
 * @throws {FoundationError} `canonical_unrepresentable`, `newer_format`
 */
export function compilePolicy(document: PolicyDocument): Policy {
  const text = canonicalJson(parsePolicy(document));
  const own = deepFreeze(JSON.parse(text) as PolicyDocument);
  const identity = Object.freeze({ id: own.id, version: own.version, digest: sha256Hex(text) });
  const program = compileProgram(own);
  return Object.freeze({
    ...identity,
    document: own,
    program,
    evaluate: (facts: JsonObject, context: EvaluationContext): TracedDecision => {
      const run = createRun(program, facts, context);
      return traced(decide(run, identity, context), run);
    },
  });
}

/** Starts an evaluation, or says which argument is a mistake of the program. */
export function createRun(program: Program, facts: JsonObject, { at, change }: EvaluationContext): Run {
  if (!isJsonObject(facts)) throw new TypeError("facts are an object of values by name");
  if (!(at instanceof Date) || Number.isNaN(at.getTime())) throw new TypeError("`at` is a valid Date");
  if (change !== undefined && !isSha256Hex(change))
    throw new TypeError("`change` is a SHA-256 in lower-case hexadecimal");
  return startRun(program, facts, at.getTime());
}

const traced = (decision: Decision, run: Run): TracedDecision =>
  Object.defineProperty(decision, "trace", { value: () => traceOf(run) }) as TracedDecision;
