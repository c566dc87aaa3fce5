import { hasCode } from "../foundation/index.ts";
import { closed, listOf, mapOf, oneOf, readFormat, type Shape } from "../foundation/shape.ts";
import { type Condition, conditionShape } from "./condition.ts";
import { readDeclarations } from "./declaration.ts";
import { type Effect, effects } from "./effect.ts";
import { malformed, PolicyError, shown } from "./errors.ts";
import { filledListOf, label, wholeFrom1 } from "./label.ts";
import { refuseLooseReferences } from "./named-condition.ts";
import { APPROVAL, type Obligation, obligationShape } from "./obligation.ts";
import type { FactType } from "./scalar.ts";

/** Conditions, and what it means that they hold: the effect is the type of json-rules-engine's event. */
export interface Rule {
  readonly name: string;
  /** The order in which reasons are told, highest first. It never changes the effect. Default 1. */
  readonly priority?: number;
  readonly conditions: Condition;
  readonly event: {
    readonly type: Effect;
    readonly params?: {
      /** For people, after "because": `the bank account was changed`. */
      readonly sentence?: string;
      readonly obligations?: readonly Obligation[];
    };
  };
}

/** A set of rules with an owner, as it is kept in a file and reviewed. */
export interface PolicyDocument {
  readonly formatVersion: 1;
  readonly id: string;
  readonly version: string;
  readonly owner: string;
  /** Types of facts, by path: `{ "order.total": "decimal" }`. A fact that is not here compares within its JSON type. */
  readonly facts?: Readonly<Record<string, FactType>>;
  /** Conditions that rules share by name. */
  readonly conditions?: Readonly<Record<string, Condition>>;
  readonly rules: readonly Rule[];
}

const factType = oneOf("text", "decimal", "number", "flag", "instant", "list");
const params = closed({}, { sentence: label, obligations: listOf(obligationShape) });
const rule: Shape<Rule> = closed(
  { name: label, conditions: conditionShape, event: closed({ type: oneOf(...effects) }, { params }) },
  { priority: wholeFrom1 },
);
const policy: Shape<PolicyDocument> = closed(
  { formatVersion: oneOf(1), id: label, version: label, owner: label, rules: filledListOf(rule, "rule") },
  { facts: mapOf(factType), conditions: mapOf(conditionShape) },
);

/**
 * Reads a policy that somebody else wrote: json-rules-engine's rules with our four effects, in a closed shape. Whether
 * each operator can compare its value is asked by {@link compilePolicy}.
 *
 * @throws {PolicyError} `rule_malformed`, `rule_name_taken`, `rule_too_deep`, `rule_operator_unknown`,
 * `rule_path_unsafe`, `rule_params_unsupported`, `rule_condition_unknown`, `rule_condition_ring`
 * @throws {FoundationError} `newer_format`
 */
export function parsePolicy(value: unknown): PolicyDocument {
  const document = readPolicy(value);
  refuseSameNames(document.rules);
  document.rules.forEach(refuseMisplacedApproval);
  readDeclarations(document.facts ?? {});
  refuseLooseReferences(rootsOf(document), document.conditions ?? {});
  return document;
}

function readPolicy(value: unknown): PolicyDocument {
  try {
    return readFormat("policy", 1, policy, value);
  } catch (error) {
    if (!hasCode(error, "format_malformed")) throw error;
    const { path, problem } = error.details as { path: string; problem: string };
    throw malformed(path, problem);
  }
}

const rootsOf = ({ rules }: PolicyDocument): readonly (readonly [path: string, condition: Condition])[] =>
  rules.map(({ conditions }, at) => [`/rules/${at}/conditions`, conditions]);

function refuseSameNames(rules: readonly Rule[]): void {
  const names = new Set<string>();
  rules.forEach(({ name }, at) => {
    if (names.has(name)) throw nameTaken(name, `/rules/${at}/name`);
    names.add(name);
  });
}

const nameTaken = (name: string, path: string): PolicyError =>
  new PolicyError("rule_name_taken", `two rules are named \`${shown(name)}\`: rename one`, { path, name: shown(name) });

/** An approval lifts what an `allow` still lacks; on another effect it would promise something that nobody does. */
function refuseMisplacedApproval({ event }: Rule, at: number): void {
  if (event.type === "allow" || !event.params?.obligations?.some(({ id }) => id === APPROVAL)) return;
  throw malformed(`/rules/${at}/event/params/obligations`, "the obligation `approval` belongs to a rule that allows");
}
