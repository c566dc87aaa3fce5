import {
  equalJson,
  formatPointer,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  parsePointer,
} from "../../foundation/index.ts";
import { kindOf } from "../counterexample/rule.ts";
import type { Consumer } from "../registry/consumer.ts";
import { findResources, type Resources, resolveReference } from "../schema/reference.ts";

type Tokens = readonly string[];

/** Where the walk is, and what is read from here. */
interface Visit {
  readonly path: Tokens;
  /** What is left of each pointer that leads through here; an empty one: all of it is read. */
  readonly reads: readonly Tokens[];
  readonly resources: Resources;
  readonly switches: ReadonlyMap<string, readonly JsonValue[]>;
  /** References that led here, where everything is read. */
  readonly open: ReadonlySet<JsonValue>;
}

/**
 * What a consumer relies on, as a schema: the rules for the places that it reads, and for the way to them. Lists of
 * values count where it decides by them, enlarged by those it knows; elsewhere a new value is as good as any.
 */
export function projectSchema(schema: JsonObject, { reads, switchesOn = {} }: Consumer): JsonObject {
  const pointers = [...reads, ...Object.keys(switchesOn)].map(parsePointer);
  const visit: Visit = {
    path: [],
    reads: pointers,
    resources: findResources(schema),
    switches: new Map(Object.entries(switchesOn)),
    open: new Set(),
  };
  const kept = ["$schema", "$defs", "definitions"].filter((keyword) => Object.hasOwn(schema, keyword));
  return {
    ...(project(schema, visit) as JsonObject),
    ...Object.fromEntries(kept.map((keyword) => [keyword, schema[keyword] as JsonValue])),
  };
}

function project(schema: JsonValue | undefined, visit: Visit): JsonValue {
  if (!isJsonObject(schema)) return schema === false ? { not: {} } : {};
  const isWhole = visit.reads.some((tokens) => tokens.length === 0);
  const kept = Object.entries(schema).flatMap(([keyword, value]): [string, JsonValue][] => {
    const read = Object.hasOwn(readers, keyword) ? readers[keyword] : undefined;
    if (read) return Object.entries(read(value, { ...visit, isWhole, schema }));
    return isWhole || keyword === "type" || keyword === "nullable" ? [[keyword, value]] : [];
  });
  return join(kept);
}

interface Keyword extends Visit {
  readonly isWhole: boolean;
  readonly schema: JsonObject;
}

type Project = (value: JsonValue, keyword: Keyword) => JsonObject;

/** Two keywords may both leave alternatives behind: all of them have to hold. */
function join(entries: readonly (readonly [string, JsonValue])[]): JsonObject {
  const all = entries.filter(([keyword]) => keyword === "allOf").flatMap(([, schemas]) => schemas as JsonValue[]);
  const others = Object.fromEntries(entries.filter(([keyword]) => keyword !== "allOf"));
  return all.length === 0 ? others : { ...others, allOf: all };
}

const below = (visit: Visit, token: string): Visit => ({
  ...visit,
  path: [...visit.path, token],
  reads: visit.reads.flatMap((tokens): readonly Tokens[] => {
    if (tokens.length === 0) return [tokens];
    return tokens[0] === token || tokens[0] === "*" || token === "*" ? [tokens.slice(1)] : [];
  }),
});

const isReached = ({ reads }: Visit): boolean => reads.length > 0;

/** Names of members that a consumer reads here by name. */
const namesRead = ({ reads }: Visit): readonly string[] => [
  ...new Set(reads.flatMap(([token]) => (token === undefined || token === "*" ? [] : [token]))),
];

const alternatives: Project = (value, visit) => {
  if (visit.isWhole) return { anyOf: (value as JsonValue[]).map((one) => project(one, visit)) };
  const kept = (value as JsonValue[]).map((one) => project(one, visit));
  // One alternative that asks nothing of what is read asks nothing at all.
  return kept.some((one) => Object.keys(one as JsonObject).length === 0) ? {} : { anyOf: kept };
};

const items: Project = (value, visit) => {
  if (Array.isArray(value)) return { items: value.map((one, at) => project(one, below(visit, String(at)))) };
  const next = below(visit, "*");
  return isReached(next) ? { items: project(value, next) } : {};
};

/** How each keyword is cut down; what is not listed stays where everything is read, and goes elsewhere. */
const readers: Readonly<Record<string, Project>> = {
  $defs: () => ({}),
  definitions: () => ({}),
  $schema: () => ({}),
  $ref: (value, visit) => {
    const target = resolveReference(value, visit.resources);
    if (!visit.isWhole) return { allOf: [project(target, visit)] };
    // A ring is followed once; from there on it stays as it is written.
    if (visit.open.has(value)) return { $ref: value };
    return { allOf: [project(target, { ...visit, open: new Set([...visit.open, value]) })] };
  },
  enum: (value, visit) => values(value as readonly JsonValue[], visit),
  const: (value, visit) => values([value], visit),
  properties: (value, visit) => ({
    properties: Object.fromEntries(
      Object.entries(value as JsonObject).flatMap(([name, schema]) => {
        const next = below(visit, name);
        return isReached(next) ? [[name, project(schema, next)]] : [];
      }),
    ),
  }),
  required: (value, visit) => {
    const names = (value as readonly string[]).filter((name) => visit.isWhole || isReached(below(visit, name)));
    return names.length > 0 ? { required: names } : {};
  },
  additionalProperties: (value, visit) => {
    if (visit.isWhole) return { additionalProperties: isJsonObject(value) ? project(value, below(visit, "*")) : value };
    const others = namesRead(visit).filter((name) => memberOf(visit.schema.properties, name) === undefined);
    const properties = Object.fromEntries(others.map((name) => [name, project(value, below(visit, name))]));
    return others.length > 0 ? { allOf: [{ properties }] } : {};
  },
  patternProperties: (value, visit) => ({
    patternProperties: Object.fromEntries(
      Object.entries(value as JsonObject).map(([pattern, schema]) => [pattern, project(schema, below(visit, "*"))]),
    ),
  }),
  items,
  prefixItems: (value, visit) => ({
    prefixItems: (value as JsonValue[]).map((one, at) => project(one, below(visit, String(at)))),
  }),
  allOf: (value, visit) => ({ allOf: (value as JsonValue[]).map((one) => project(one, visit)) }),
  anyOf: alternatives,
  oneOf: alternatives,
};

/** A list of values where the consumer decides by it; elsewhere only their types. */
function values(listed: readonly JsonValue[], { path, switches, isWhole }: Keyword): JsonObject {
  if (!isWhole) return {};
  const known = switches.get(formatPointer(path));
  if (!known) return { allOf: [{ type: [...new Set(listed.map(kindOf))] }] };
  return { enum: [...listed, ...known.filter((value) => !listed.some((one) => equalJson(one, value)))] };
}
