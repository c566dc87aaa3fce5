import { type JsonObject, type JsonValue, memberOf, type Packs, parsePointer } from "../../foundation/index.ts";
import { type BrokenRelation, type CheckRelation, compileRelation } from "../relation/evaluate.ts";
import { createFactorNames } from "../relation/factor.ts";
import { toDecimal } from "../relation/quantity.ts";
import type { Relation } from "../relation/relation.ts";
import { isUnit } from "../shapes.ts";
import type { UnitInField } from "./annotations.ts";
import { formats } from "./formats.ts";
import { findRepeat, isOneOf, type Repeat } from "./membership.ts";
import { type Meter, type SafePattern, safePattern } from "./pattern.ts";

/** Whether a relation does not apply after all, because one of its inputs stands for "no value". */
export type IsExcused = (data: JsonValue, objectPath: string, inputs: readonly string[]) => boolean;

/** What compiled schemas call: the part of them that is the same for every contract. */
export interface SchemaRuntime {
  readonly formats: Readonly<Record<string, (text: string) => boolean>>;
  safePattern(pattern: string): SafePattern;
  /** Whether a value is one of these. */
  isOneOf(values: readonly JsonValue[]): (value: JsonValue) => boolean;
  /** The places of two equal items in a list. */
  findRepeat(items: readonly JsonValue[]): Repeat | undefined;
  /** Whether the unit that stands beside a value is a known one, where the value is a number. */
  unit(place: UnitInField, sentinels: readonly string[]): (value: JsonValue, parent: JsonValue) => boolean;
  /** The relations of an object that do not hold; `undefined` where all do. */
  relation(
    relations: readonly Relation[],
  ): (object: JsonObject, objectPath: string, data: JsonValue) => readonly BrokenRelation[] | undefined;
  /** Characters as JSON Schema counts them: code points. */
  countCharacters(text: string): number;
}

export interface RuntimeOptions {
  readonly packs: Packs;
  readonly isExcused: IsExcused;
  readonly meter: Meter;
}

export function createRuntime({ packs, isExcused, meter }: RuntimeOptions): SchemaRuntime {
  const isKnown = createUnitMemory(packs);
  const nameFactor = createFactorNames(packs);
  return {
    formats,
    safePattern: (pattern) => safePattern(pattern, meter),
    isOneOf,
    findRepeat,
    unit: ({ pointer }, sentinels) => {
      const tokens = parsePointer(pointer);
      return (value, parent) =>
        toDecimal(value) === undefined ||
        sentinels.includes(String(value)) ||
        isKnown(tokens.reduce<JsonValue | undefined>(memberOf, parent));
    },
    relation: (relations) => {
      const checks = relations.map((relation) => compileRelation(relation, nameFactor));
      return (object, objectPath, data) => {
        const broken = brokenIn(object, checks).filter(({ inputs }) => !isExcused(data, objectPath, inputs));
        return broken.length > 0 ? broken : undefined;
      };
    },
    countCharacters,
  };
}

function countCharacters(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
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

function brokenIn(object: JsonObject, checks: readonly CheckRelation[]): readonly BrokenRelation[] {
  const broken: BrokenRelation[] = [];
  for (const check of checks) {
    const found = check(object);
    if (found) broken.push(found);
  }
  return broken;
}
