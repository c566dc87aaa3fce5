import { isJsonObject, type JsonValue } from "../foundation/index.ts";
import { anyJson, closed, type Shape, text } from "../foundation/shape.ts";
import { malformed, PolicyError, shown } from "./errors.ts";
import { parseFactPath } from "./fact-path.ts";
import { filledListOf, label, wholeFrom1 } from "./label.ts";
import { findOperator } from "./operators/table.ts";

interface Labels {
  /** Read and ignored: conditions have no side effects, so their order changes nothing. */
  readonly priority?: number;
  readonly name?: string;
}

/** One comparison. `value` is a text, number or flag, a list of one of these, or `{ fact }`: another fact. */
export interface LeafCondition extends Labels {
  readonly fact: string;
  readonly path?: string;
  readonly operator: string;
  readonly value?: JsonValue;
}

/** Conditions as json-rules-engine writes them. */
export type Condition =
  | ({ readonly all: readonly Condition[] } & Labels)
  | ({ readonly any: readonly Condition[] } & Labels)
  | ({ readonly not: Condition } & Labels)
  | ({ readonly condition: string } & Labels)
  | LeafCondition;

/** Another fact as the value of a condition. */
export interface FactReference {
  readonly fact: string;
  readonly path?: string;
}

/** Levels of conditions, named conditions counted where they are used. */
export const MAX_DEPTH = 32;

const labelled = { name: label, priority: wholeFrom1 };
const reference = closed({ fact: text }, { path: text, params: anyJson });

type Kinds = Readonly<Record<string, Shape<unknown>>>;

/** The kinds of condition, by the member that tells them apart. */
const kindsAt = (depth: number): Kinds => {
  const inner: Shape<Condition> = (value, path) => readAt(depth + 1, value, path);
  return {
    all: closed({ all: filledListOf(inner, "condition") }, labelled),
    any: closed({ any: filledListOf(inner, "condition") }, labelled),
    not: closed({ not: inner }, labelled),
    condition: closed({ condition: text }, labelled),
    fact: closed({ fact: text, operator: text }, { ...labelled, value: anyJson, path: text, params: anyJson }),
  };
};

const kinds: readonly Kinds[] = Array.from({ length: MAX_DEPTH }, (_, at) => kindsAt(at + 1));

export const conditionShape: Shape<Condition> = (value, path) => readAt(1, value, path);

function readAt(depth: number, value: unknown, path: string): Condition {
  const shapes = kinds[depth - 1];
  if (!shapes) throw tooDeep(path);
  const [, shape] = Object.entries(shapes).find(([member]) => hasMember(value, member)) ?? [];
  if (!shape) throw malformed(path, "expected `all`, `any`, `not`, `condition` or `fact`");
  const condition = shape(value, path) as Condition;
  if ("fact" in condition) refuseUnfitLeaf(condition, path);
  return condition;
}

const hasMember = (value: unknown, name: string): boolean => isJsonObject(value) && Object.hasOwn(value, name);

export const tooDeep = (path: string): PolicyError =>
  new PolicyError("rule_too_deep", `at \`${shown(path)}\`, conditions are nested deeper than ${MAX_DEPTH} levels`, {
    path,
    limit: MAX_DEPTH,
  });

function refuseUnfitLeaf(condition: LeafCondition, path: string): void {
  const operator = findOperator(condition.operator);
  if (!operator) throw unknownOperator(condition.operator, path);
  parseFactPath(condition.fact, condition.path, path);
  refuseParams(condition, path);
  refuseUnfitValue(condition.value, operator.isUnary === true, `${path}/value`);
}

function refuseUnfitValue(value: JsonValue | undefined, isUnary: boolean, path: string): void {
  if (isUnary && value !== undefined && value !== true) throw malformed(path, "expected true, or nothing");
  if (!isUnary && value === undefined) throw malformed(path, "expected a member that is missing");
  if (!isJsonObject(value)) return;
  const other = reference(value, path);
  parseFactPath(other.fact, other.path, path);
  refuseParams(other, path);
}

function refuseParams(condition: object, path: string): void {
  if (!Object.hasOwn(condition, "params")) return;
  const message = `at \`${shown(path)}\`, \`params\` of a fact are not read: put what they would compute among the facts`;
  throw new PolicyError("rule_params_unsupported", message, { path: `${path}/params` });
}

function unknownOperator(operator: string, path: string): PolicyError {
  const message = `\`${shown(operator)}\` is no operator: use one of the policy room's page`;
  return new PolicyError("rule_operator_unknown", message, { path: `${path}/operator`, operator: shown(operator) });
}
