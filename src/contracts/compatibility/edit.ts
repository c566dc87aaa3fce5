import {
  appendToken,
  applyPatch,
  equalJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  type Patch,
  type PatchOperation,
  valueAt,
} from "../../foundation/index.ts";
import type { Contract } from "../contract.ts";
import type { PlacedChange } from "../diff/change.ts";
import { pathOf } from "../diff/compare.ts";
import { listSome, placeName } from "../text.ts";
import type { CompatibilityReport, SuggestedEdit } from "./report.ts";

type Check = (edited: Contract) => Promise<Pick<CompatibilityReport, "verdict">>;

/** One change put back. */
interface Undoing {
  readonly patch: Patch;
  readonly told: string;
}

/** Changes that are put back one by one, at most: each is a check of its own. */
const MOST_UNDONE = 12;

/**
 * The smallest edit of the new contract that makes it compatible: changes that documents show are put back, and then
 * each is left as it was meant wherever the check says `compatible` without it.
 */
export async function suggestEdit(
  next: Contract,
  changes: readonly PlacedChange[],
  check: Check,
): Promise<SuggestedEdit | undefined> {
  const all = undoings(next.schema, changes);
  if (all.length === 0 || all.length > MOST_UNDONE || !(await isCompatible(next, all, check))) return undefined;
  let needed: readonly Undoing[] = all;
  for (const undoing of all) {
    const without = needed.filter((one) => one !== undoing);
    if (without.length > 0 && (await isCompatible(next, without, check))) needed = without;
  }
  return {
    patch: needed.flatMap(({ patch }) => patch),
    sentence: `compatible with this edit: ${needed.map(({ told }) => told).join("; ")}`,
  };
}

async function isCompatible(next: Contract, undone: readonly Undoing[], check: Check): Promise<boolean> {
  try {
    const schema = applyPatch(
      next.schema,
      undone.flatMap(({ patch }) => patch),
    ) as JsonObject;
    return (await check({ ...next, schema })).verdict === "compatible";
  } catch {
    // An edit that makes no contract is none: a reference may lead to what the new version does not have.
    return false;
  }
}

function undoings(schema: JsonObject, changes: readonly PlacedChange[]): readonly Undoing[] {
  const all = changes.map((change) => undo(schema, change)).filter(({ patch }) => patch.length > 0);
  return [...new Map(all.map((undoing) => [JSON.stringify(undoing.patch), undoing])).values()];
}

/** The operations that put keywords back as they were, in the schema where the new contract has them. */
function undo(schema: JsonObject, change: PlacedChange): Undoing {
  const { pair, keywords, member } = change;
  const place = placeName(pathOf(change));
  if (member !== undefined) return { ...undoMember(schema, change, member), told: `leave ${place} as it was` };
  const patch = keywords.flatMap((keyword) => {
    const owner = pair.flatAfter.schemas.find((one) => has(one.source, keyword)) ?? pair.after;
    const was = pair.flatBefore.schemas.find((one) => has(one.source, keyword));
    return putBack(schema, appendToken(owner.pointer, keyword), was && (was.source as JsonObject)[keyword]);
  });
  return {
    patch,
    told: `leave ${listSome(keywords.filter((keyword) => patch.some(({ path }) => path.endsWith(`/${keyword}`))))} of ${place} as before`,
  };
}

const has = (source: JsonValue, keyword: string): source is JsonObject =>
  isJsonObject(source) && Object.hasOwn(source, keyword);

function undoMember(schema: JsonObject, { pair }: PlacedChange, name: string): { readonly patch: Patch } {
  const named = (one: { readonly source: JsonValue }): boolean =>
    has(one.source, "properties") && has(one.source.properties as JsonValue, name);
  const [owner, was] = [pair.flatAfter.schemas.find(named) ?? pair.after, pair.flatBefore.schemas.find(named)];
  const before = was && (((was.source as JsonObject).properties as JsonObject)[name] as JsonValue);
  const properties = appendToken(owner.pointer, "properties");
  const isMissing = before !== undefined && valueIn(schema, properties) === undefined;
  const first: Patch = isMissing ? [{ op: "add", path: properties, value: {} }] : [];
  return { patch: [...first, ...putBack(schema, appendToken(properties, name), before)] };
}

function putBack(schema: JsonObject, path: string, value: JsonValue | undefined): readonly PatchOperation[] {
  const is = valueIn(schema, path);
  if (value === undefined) return is === undefined ? [] : [{ op: "remove", path }];
  if (is !== undefined && equalJson(is, value)) return [];
  return [{ op: is === undefined ? "add" : "replace", path, value }];
}

const valueIn = (schema: JsonObject, path: string): JsonValue | undefined => {
  try {
    return valueAt(schema, path);
  } catch {
    return undefined;
  }
};
