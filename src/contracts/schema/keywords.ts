import type { AnySchemaObject, ErrorObject, KeywordDefinition } from "ajv";
import type { DataValidateFunction, DataValidationCxt } from "ajv/dist/types/index.js";
import { type JsonObject, type JsonValue, memberOf, type Packs, parsePointer } from "../../foundation/index.ts";
import { type BrokenRelation, type CheckRelation, compileRelation } from "../relation/evaluate.ts";
import { createFactorNames } from "../relation/factor.ts";
import { toDecimal } from "../relation/quantity.ts";
import type { Relation } from "../relation/relation.ts";
import { isUnit } from "../shapes.ts";
import type { UnitAnnotation } from "./annotations.ts";

/** Whether a relation does not apply after all, because one of its inputs stands for "no value". */
export type IsExcused = (data: JsonValue, objectPath: string, inputs: readonly string[]) => boolean;

export interface KeywordOptions {
  readonly packs: Packs;
  readonly isExcused: IsExcused;
}

/** Our annotations as keywords of the schema compiler. Two of them judge values; the others are read elsewhere. */
export function annotationKeywords({ packs, isExcused }: KeywordOptions): readonly KeywordDefinition[] {
  return [
    { keyword: "x-owner" },
    { keyword: "x-classification" },
    { keyword: "x-sentinels" },
    { keyword: "x-key" },
    unitKeyword(packs),
    relationKeyword(packs, isExcused),
  ];
}

function unitKeyword(packs: Packs): KeywordDefinition {
  const isKnown = createUnitMemory(packs);
  return {
    keyword: "x-unit",
    compile: (unit: UnitAnnotation, { "x-sentinels": sentinels = [] }: AnySchemaObject): DataValidateFunction => {
      if (typeof unit === "string") return () => true;
      const tokens = parsePointer(unit.pointer);
      return judge((value: JsonValue, { parentData }) => {
        if (toDecimal(value) === undefined || sentinels.includes(String(value))) return undefined;
        return isKnown(tokens.reduce<JsonValue | undefined>(memberOf, parentData as JsonValue)) ? undefined : unit;
      }, "x-unit");
    },
  };
}

/** Units repeat: each code is read once, and the memory is emptied after 1,000 different ones. */
function createUnitMemory(packs: Packs): (code: JsonValue | undefined) => boolean {
  const known = new Map<string, boolean>();
  return (code) => {
    if (typeof code !== "string" || code.length > 100) return false;
    const remembered = known.get(code);
    if (remembered !== undefined) return remembered;
    if (known.size >= 1_000) known.clear();
    const answer = isUnit(code, packs);
    known.set(code, answer);
    return answer;
  };
}

function relationKeyword(packs: Packs, isExcused: IsExcused): KeywordDefinition {
  const nameFactor = createFactorNames(packs);
  return {
    keyword: "x-relation",
    type: "object",
    schemaType: "array",
    compile: (relations: readonly Relation[]): DataValidateFunction => {
      const checks = relations.map((relation) => compileRelation(relation, nameFactor));
      return judge((object: JsonObject, { instancePath, rootData }) => {
        const broken = brokenIn(object, checks).filter(
          ({ inputs }) => !isExcused(rootData as JsonValue, instancePath, inputs),
        );
        return broken.length > 0 ? { broken } : undefined;
      }, "x-relation");
    },
  };
}

function brokenIn(object: JsonObject, checks: readonly CheckRelation[]): readonly BrokenRelation[] {
  const broken: BrokenRelation[] = [];
  for (const check of checks) {
    const found = check(object);
    if (found) broken.push(found);
  }
  return broken;
}

/** Wraps a check that answers with the facts of a failure in what the compiler expects of a keyword. */
function judge<Value>(
  check: (value: Value, context: DataValidationCxt) => object | undefined,
  keyword: string,
): DataValidateFunction {
  const validate: DataValidateFunction = (value: Value, context?: DataValidationCxt) => {
    const params = check(value, context as DataValidationCxt);
    if (params) validate.errors = [{ keyword, params } satisfies Partial<ErrorObject>];
    return params === undefined;
  };
  return validate;
}
