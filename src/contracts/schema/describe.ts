import { appendToken, type JsonValue, memberOf, parsePointer, type Severity } from "../../foundation/index.ts";
import type { ContractsFinding, RelationFacts, RuleFacts } from "../errors.ts";
import type { BrokenRelation } from "../relation/evaluate.ts";
import { placeName, quote, shorten } from "../text.ts";
import type { SchemaProblem } from "./compile.ts";
import { readInputs } from "./inputs.ts";
import { MAX_POINTER, type Place, type Places } from "./place.ts";
import { describeValue, otherRule, type RuleParams, rules } from "./rules.ts";

const severity: Severity = "error";

/** Tells the compiler's problems as findings, with nothing of what is classified confidential or personal. */
export function describeProblems(
  problems: readonly SchemaProblem[],
  data: JsonValue,
  places: Places,
): readonly ContractsFinding[] {
  const findings: ContractsFinding[] = [];
  for (const problem of problems) {
    const subject = locate(data, problem.instancePath, places);
    if (problem.keyword !== "x-relation") findings.push(describeRule(problem, subject, places));
    else
      for (const broken of problem.params.broken as readonly BrokenRelation[])
        findings.push(describeRelation(broken, subject, places));
  }
  return findings;
}

/** A value in the data, with what may be told about it. */
interface Subject {
  readonly data: JsonValue;
  readonly pointer: string;
  readonly value: JsonValue | undefined;
  readonly hidden: boolean;
  readonly path: string;
}

/** Goes to a value, token by token: data with many problems comes through here as often. */
function locate(data: JsonValue, pointer: string, places: Places): Subject {
  let [value, place]: [JsonValue | undefined, Place] = [data, places.root];
  let [told, isTold] = [0, true];
  for (let from = 1; from <= pointer.length; ) {
    const slash = pointer.indexOf("/", from);
    const end = slash < 0 ? pointer.length : slash;
    const token = unescaped(pointer.slice(from, end));
    place = Array.isArray(value) ? places.item(place) : places.member(place, token);
    value = memberOf(value, token);
    isTold &&= !place.untold && end <= MAX_POINTER;
    if (isTold) told = end;
    from = end + 1;
  }
  return { data, pointer, value, hidden: isHidden(place), path: pointer.slice(0, told) };
}

/** A token as a pointer writes it: nearly all are written as they are. */
const unescaped = (written: string): string =>
  written.includes("~") ? (parsePointer(`/${written}`)[0] as string) : written;

/** Classified so, or known to no schema, so that nobody has said that it may be shown. */
const isHidden = ({ hidden, schemas }: Place): boolean => hidden || schemas.length === 0;

function describeRule(
  { keyword, params, schemaPath }: SchemaProblem,
  outer: Subject,
  places: Places,
): ContractsFinding {
  const { code, expected, isVaried, sentence, member } = rules[keyword] ?? otherRule;
  const name = member?.(params as RuleParams);
  const subject = typeof name === "string" ? locate(outer.data, appendToken(outer.pointer, name), places) : outer;
  const facts: RuleFacts = {
    rule: schemaPath,
    expected: isVaried ? expected(params as RuleParams) : places.told(schemaPath, () => expected(params as RuleParams)),
    actual: describeValue(subject.value),
    ...(isShowable(subject) && { value: shorten(String(subject.value)) }),
  };
  return { code, severity, path: subject.path, sentence: tell(subject, facts, sentence), facts };
}

const isShowable = ({ hidden, value }: Subject): boolean =>
  !hidden && value !== undefined && (typeof value !== "object" || value === null);

function tell({ path }: Subject, { expected, actual, value }: RuleFacts, sentence?: string): string {
  const where = placeName(path);
  if (sentence !== undefined) return `${where} ${sentence}`;
  const shown = value === undefined ? actual : `${actual}, \`${value}\``;
  return `${where} is ${shown}; expected ${expected}`;
}

function describeRelation(broken: BrokenRelation, object: Subject, places: Places): ContractsFinding {
  const { relation, inputs, sentence, ...sides } = broken;
  const read = readInputs(object.data, { objectPath: object.pointer, patterns: inputs }, places);
  const hidden = read.some(({ place }) => isHidden(place));
  const { factor, ...amounts } = sides;
  const facts: RelationFacts = {
    relation,
    inputs: inputs.map((pattern) => shorten(object.path + pattern)),
    ...(!hidden && shortenAll(amounts)),
    ...(factor !== undefined && { factor }),
  };
  const { left, right } = facts;
  const compared = left === undefined || right === undefined ? "" : `: ${quote(left)} and ${quote(right)}`;
  const told = `${quote(relation)} does not hold: ${sentence}${compared}`;
  return { code: "relation_broken", severity, path: object.path, sentence: told, facts };
}

const shortenAll = (
  amounts: Omit<BrokenRelation, "relation" | "inputs" | "sentence" | "factor">,
): Partial<RelationFacts> => Object.fromEntries(Object.entries(amounts).map(([name, text]) => [name, shorten(text)]));
