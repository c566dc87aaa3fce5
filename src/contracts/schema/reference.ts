import { type JsonObject, type JsonValue, memberOf, parsePointer } from "../../foundation/index.ts";
import { everySchema } from "./walk.ts";

export const referenceKeywords = ["$ref", "$dynamicRef", "$recursiveRef"] as const;

/** What references can lead to: places and anchors of the one schema. */
export interface Resources {
  readonly root: JsonObject;
  readonly anchors: ReadonlyMap<string, JsonObject>;
}

export function findResources(root: JsonObject): Resources {
  const named = everySchema(root).flatMap(({ schema }) =>
    [schema.$anchor, schema.$dynamicAnchor].flatMap((name) =>
      typeof name === "string" ? [[name, schema] as const] : [],
    ),
  );
  return { root, anchors: new Map(named) };
}

/** Where `#`, `#/$defs/line` or `#anchor` leads, or `undefined`: nothing outside the schema is ever fetched. */
export function resolveReference(
  reference: JsonValue | undefined,
  { root, anchors }: Resources,
): JsonValue | undefined {
  if (typeof reference !== "string" || !reference.startsWith("#")) return undefined;
  const fragment = decodeFragment(reference.slice(1));
  if (fragment === undefined || fragment.startsWith("/")) return fragment && valueAt(root, fragment);
  return fragment === "" ? root : anchors.get(fragment);
}

const valueAt = (root: JsonObject, fragment: string): JsonValue | undefined => {
  try {
    return parsePointer(fragment).reduce<JsonValue | undefined>(memberOf, root);
  } catch {
    return undefined;
  }
};

function decodeFragment(fragment: string): string | undefined {
  try {
    return decodeURIComponent(fragment);
  } catch {
    return undefined;
  }
}
