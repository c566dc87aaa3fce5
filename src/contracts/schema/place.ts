import { appendToken, isJsonObject, type JsonObject, type JsonValue, memberOf } from "../../foundation/index.ts";
import { type Annotations, annotationsOf } from "./annotations.ts";
import { safePattern } from "./pattern.ts";
import { findResources, type Resources, referenceKeywords, resolveReference } from "./reference.ts";

/**
 * One place in documents of a contract, with the subschemas that may judge a value there: the prices of all lines, say.
 * Places are found step by step and only where somebody asks, so that a schema may refer to itself.
 */
export interface Place {
  readonly schemas: readonly JsonObject[];
  readonly annotations: Annotations;
  /** Classified confidential or personal, here or further out: nothing of the value is shown. */
  readonly hidden: boolean;
  /** The name was declared, not merely allowed by a pattern or by `additionalProperties`. */
  readonly declared: boolean;
  /** The name stands within hidden data and was not declared: it is data itself. */
  readonly untold: boolean;
}

/** One step of the way to a value: the token, and the place that it leads to. */
export interface Step {
  readonly token: string;
  readonly place: Place;
}

export interface Places {
  readonly root: Place;
  member(place: Place, name: string): Place;
  item(place: Place): Place;
  /** The way to a value in a document; a token `*` leads to the items of a list. */
  along(document: JsonValue, tokens: readonly string[]): readonly Step[];
  /** What a rule of the schema, by its place in it, expects: put into words once. */
  told(rule: string, tell: () => string): string;
}

/** Pointers longer than this end at an outer place: names come from outside. */
export const MAX_POINTER = 1_000;

/** The pointer to a value, as far as it may be told. */
export function tellPath(steps: readonly Step[]): string {
  let path = "";
  for (const { token, place } of steps) {
    const longer = appendToken(path, token);
    if (place.untold || longer.length > MAX_POINTER) return path;
    path = longer;
  }
  return path;
}

export function createPlaces(root: JsonObject): Places {
  const resources = findResources(root);
  const createPlace = ({ schemas, declared }: Found, outer?: Place): Place => {
    const applied = withAppliedSchemas(schemas, resources);
    const annotations = annotationsOf(applied);
    const wasHidden = outer?.hidden === true;
    const untold = outer?.untold === true || (wasHidden && !declared);
    return { schemas: applied, annotations, declared, untold, hidden: wasHidden || annotations.hidden };
  };
  const known = createKnownPlaces();
  const item = (place: Place): Place =>
    known(place, ITEM, () => createPlace({ schemas: place.schemas.flatMap(itemSchemas), declared: true }, place));
  const member = (place: Place, name: string): Place =>
    known(place, name, () => createPlace(memberSchemas(place.schemas, name), place));
  const start = createPlace({ schemas: [root], declared: true });
  const along = (document: JsonValue, tokens: readonly string[]): readonly Step[] => {
    let [value, place]: [JsonValue | undefined, Place] = [document, start];
    const steps: Step[] = [];
    for (const token of tokens) {
      place = Array.isArray(value) ? item(place) : member(place, token);
      // All items share a place: the first one stands for them.
      value = Array.isArray(value) && token === "*" ? value[0] : memberOf(value, token);
      steps.push({ token, place });
    }
    return steps;
  };
  const words = new Map<string, string>();
  const told = (rule: string, tell: () => string): string => {
    const known = words.get(rule);
    if (known !== undefined) return known;
    const made = tell();
    if (words.size < MOST_PLACES) words.set(rule, made);
    return made;
  };
  return { root: start, member, item, along, told };
}

/** Stands for the items of a list, which no member's name can. */
const ITEM = Symbol("item");
/** Places that are remembered for one contract. Names come from outside, and a schema may refer to itself. */
const MOST_PLACES = 1_000;

/** Places found before, by the place around them. Only declared ones are kept: there is no end to the others' names. */
function createKnownPlaces(): (outer: Place, name: string | symbol, find: () => Place) => Place {
  const known = new Map<Place, Map<string | symbol, Place>>();
  let size = 0;
  return (outer, name, find) => {
    const before = known.get(outer)?.get(name);
    if (before) return before;
    const place = find();
    if (!place.declared || size >= MOST_PLACES) return place;
    size += 1;
    known.set(outer, (known.get(outer) ?? new Map<string | symbol, Place>()).set(name, place));
    return place;
  };
}

interface Found {
  readonly schemas: readonly JsonValue[];
  readonly declared: boolean;
}

function memberSchemas(schemas: readonly JsonObject[], name: string): Found {
  const declared = schemas.flatMap((schema) => memberOf(schema.properties, name) ?? []);
  const others = schemas.flatMap((schema) => undeclaredMemberSchemas(schema, name));
  return { schemas: [...declared, ...others], declared: declared.length > 0 };
}

function undeclaredMemberSchemas(schema: JsonObject, name: string): readonly JsonValue[] {
  const matching = Object.entries(objectAt(schema, "patternProperties")).filter(([pattern]) => mayMatch(pattern, name));
  if (matching.length > 0) return matching.map(([, subschema]) => subschema);
  if (memberOf(schema.properties, name) !== undefined) return [];
  return ["additionalProperties", "unevaluatedProperties"].flatMap((keyword) => memberOf(schema, keyword) ?? []);
}

/** In doubt a pattern applies: a classification is better heeded once too often. */
function mayMatch(pattern: string, name: string): boolean {
  try {
    return safePattern(pattern, { spent: 0 }).test(name);
  } catch {
    return true;
  }
}

const itemSchemas = (schema: JsonObject): readonly JsonValue[] =>
  ["items", "prefixItems", "additionalItems", "unevaluatedItems"].flatMap((keyword) => memberOf(schema, keyword) ?? []);

const objectAt = (schema: JsonObject, keyword: string): JsonObject => {
  const value = memberOf(schema, keyword);
  return isJsonObject(value) ? value : {};
};

/** The schemas with everything that they apply to the same value: references, branches, conditions' outcomes. */
function withAppliedSchemas(schemas: readonly JsonValue[], resources: Resources): readonly JsonObject[] {
  const found = new Set(schemas.filter(isJsonObject));
  // The set grows while it is walked: what is applied applies more in turn.
  for (const schema of found) {
    for (const applied of appliedBy(schema, resources)) if (isJsonObject(applied)) found.add(applied);
  }
  return [...found];
}

const branches = ["allOf", "anyOf", "oneOf"] as const;
const outcomes = ["then", "else"] as const;
const byName = ["dependentSchemas", "dependencies"] as const;

const appliedBy = (schema: JsonObject, resources: Resources): readonly JsonValue[] => [
  ...branches.flatMap((keyword) => (memberOf(schema, keyword) as readonly JsonValue[] | undefined) ?? []),
  ...outcomes.flatMap((keyword) => memberOf(schema, keyword) ?? []),
  ...byName.flatMap((keyword) => Object.values(objectAt(schema, keyword))),
  ...referenceKeywords.flatMap((keyword) => resolveReference(memberOf(schema, keyword), resources) ?? []),
];
