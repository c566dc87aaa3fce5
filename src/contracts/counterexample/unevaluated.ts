import { isJsonObject, type JsonObject, type JsonValue } from "../../foundation/index.ts";
import { type Resources, resolveReference } from "../schema/reference.ts";

/** The members that a schema always looks at; `all` says that it looks at every one. */
export interface KnownMembers {
  readonly names: readonly string[];
  readonly patterns: readonly string[];
  readonly all: boolean;
}

/** Keywords that look at members of some documents and not of others. */
const sometimes = ["anyOf", "oneOf", "if", "dependentSchemas", "dependencies", "$dynamicRef", "$recursiveRef"];

/**
 * Which members are looked at by the rules around `unevaluatedProperties`, where that does not depend on the document;
 * `undefined` where it does.
 */
export function knownMembers(schema: JsonObject, resources: Resources): KnownMembers | undefined {
  const { unevaluatedProperties: _, ...others } = schema;
  return membersOf(others, resources, 0);
}

function membersOf(schema: JsonValue, resources: Resources, depth: number): KnownMembers | undefined {
  if (!isJsonObject(schema)) return { names: [], patterns: [], all: false };
  if (depth > 20 || sometimes.some((keyword) => Object.hasOwn(schema, keyword))) return undefined;
  const applied = [...((schema.allOf as readonly JsonValue[] | undefined) ?? []), ...referred(schema, resources)];
  const parts = applied.map((part) => membersOf(part, resources, depth + 1));
  if (parts.includes(undefined)) return undefined;
  const known = parts as readonly KnownMembers[];
  return {
    names: [
      ...Object.keys((schema.properties as JsonObject | undefined) ?? {}),
      ...known.flatMap(({ names }) => names),
    ],
    patterns: [
      ...Object.keys((schema.patternProperties as JsonObject | undefined) ?? {}),
      ...known.flatMap(({ patterns }) => patterns),
    ],
    all:
      Object.hasOwn(schema, "additionalProperties") ||
      Object.hasOwn(schema, "unevaluatedProperties") ||
      known.some(({ all }) => all),
  };
}

const referred = (schema: JsonObject, resources: Resources): readonly JsonValue[] => {
  const target = resolveReference(schema.$ref, resources);
  return target === undefined ? [] : [target];
};
