import { type JsonObject, memberOf, type Packs } from "../../foundation/index.ts";
import { closed, listOf, oneOf, type Shape, text } from "../../foundation/shape.ts";
import { relationShape } from "../relation/relation.ts";
import { isUnit, pointerShape, shortText, where } from "../shapes.ts";

/** Who may see a value (`x-classification`). Nothing of confidential and personal ones is told in findings. */
export type Classification = "public" | "internal" | "confidential" | "personal";

/** The unit stands in a field beside the value: a pointer from the object that holds both. */
export interface UnitInField {
  readonly pointer: string;
}

export type UnitAnnotation = string | UnitInField;

const unitInField: Shape<UnitInField> = closed({ pointer: pointerShape });

/** Annotations that came with a later format of contracts than the first. */
export const annotationsSince: Readonly<Record<string, number>> = { "x-key": 2, "x-strata": 2 };

/** The keywords that this room adds to JSON Schema, and what may stand there. */
export const annotationShapes: Readonly<Record<string, (packs: Packs) => Shape<unknown>>> = {
  "x-unit": (packs) => (value, path) => (typeof value === "string" ? unitShape(packs) : unitInField)(value, path),
  "x-owner": () => shortText,
  "x-classification": () => oneOf("public", "internal", "confidential", "personal"),
  "x-sentinels": () => where(listOf(text), (texts) => texts.length <= 1_000, "at most 1,000 texts"),
  "x-strata": () => pointerShape,
  "x-relation": () => where(listOf(relationShape), (relations) => relations.length <= 100, "at most 100 relations"),
  "x-key": () => where(listOf(pointerShape), ({ length }) => length > 0 && length <= 10, "1 to 10 pointers"),
};

const unitShape = (packs: Packs): Shape<string> =>
  where(text, (code) => isUnit(code, packs), "a unit: UCUM, Recommendation 20, ISO 4217 or a pack of the contract");

/** What the schemas of one place say together. A branch that may apply counts. */
export interface Annotations {
  readonly units: readonly UnitAnnotation[];
  readonly owners: readonly string[];
  readonly hidden: boolean;
  readonly sentinels: readonly string[];
  /** Of a list: pointers, from an item, of what tells its items apart. */
  readonly key: readonly string[];
  /** Pointers from an object to what says which part of the stream it belongs to. */
  readonly strata: readonly string[];
}

export function annotationsOf(schemas: readonly JsonObject[]): Annotations {
  return {
    units: collect<UnitAnnotation>(schemas, "x-unit"),
    owners: collect<string>(schemas, "x-owner"),
    hidden: collect<Classification>(schemas, "x-classification").some((word) => hiddenClasses.has(word)),
    sentinels: collect<string>(schemas, "x-sentinels"),
    key: [...new Set(collect<string>(schemas, "x-key"))],
    strata: collect<string>(schemas, "x-strata"),
  };
}

const hiddenClasses: ReadonlySet<Classification> = new Set(["confidential", "personal"]);

/** What stands under a keyword, lists joined; its shape was checked when the contract was compiled. */
const collect = <Value>(schemas: readonly JsonObject[], keyword: string): readonly Value[] =>
  schemas.flatMap((schema) => (memberOf(schema, keyword) ?? []) as Value | readonly Value[]);
