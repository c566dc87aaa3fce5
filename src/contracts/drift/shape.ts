import {
  appendToken,
  canonicalJson,
  type JsonObject,
  type JsonValue,
  memberOf,
  sha256Hex,
} from "../../foundation/index.ts";
import type { ContractsFinding, ShapeFacts } from "../errors.ts";
import { listSome, shorten } from "../text.ts";
import type { PathNode } from "./paths.ts";
import { proposeRenames, type Resembles, type Stranger } from "./rename.ts";
import { type TypeSet, typeOfValue, typesIn, type ValueType } from "./value-type.ts";

/** Entries told in each list of a difference. */
const MAX_LISTED = 20;
/** Different changes that are counted; the oldest is forgotten first. */
export const MAX_CHANGES = 64;

/** How an event's shape differs from what was learned. */
export interface Difference {
  readonly strangers: Stranger[];
  readonly missing: PathNode[];
  readonly retyped: Retyped[];
}

/** A value of a type that is new at its path, and those that were known there. */
interface Retyped {
  readonly node: PathNode;
  readonly types: TypeSet;
  readonly seen: ValueType;
  readonly value: JsonValue;
}

export const createDifference = (): Difference => ({ strangers: [], missing: [], retyped: [] });

export function noteStranger({ strangers }: Difference, outer: PathNode, name: string, value: JsonValue): void {
  if (strangers.length >= MAX_LISTED) return;
  // The name of an undeclared member of hidden data is data itself.
  const pattern = appendToken(outer.shown, outer.place.hidden ? "*" : shorten(name));
  const type = typeOfValue(value, { isNumeric: true, sentinels: [] });
  if (strangers.every((other) => other.pattern !== pattern)) strangers.push({ outer, name, pattern, type, value });
}

export function noteType({ retyped }: Difference, node: PathNode, seen: ValueType, value: JsonValue = null): void {
  if (retyped.length >= MAX_LISTED || retyped.some((other) => other.node === node && other.seen === seen)) return;
  retyped.push({ node, types: node.types, seen, value });
}

/** Notes the members that every object learned at this path had, and this one has not. */
export function noteMissing({ missing }: Difference, node: PathNode, object: JsonObject): void {
  for (const member of node.members.values()) {
    const isMissing = member.seen === node.objects && !Object.hasOwn(object, member.name);
    if (isMissing && missing.length < MAX_LISTED && !missing.includes(member)) missing.push(member);
  }
}

/**
 * Whether a difference is news. A member that the contract knows without requiring it may be missing; then it only tells
 * more about another change.
 */
export const isNews = ({ strangers, missing, retyped }: Difference): boolean =>
  strangers.length > 0 || retyped.length > 0 || missing.some((node) => !isOptional(node));

const isOptional = ({ place, outer, name }: PathNode): boolean =>
  place.schemas.length > 0 &&
  outer?.place.schemas.some((schema) => [memberOf(schema, "required")].flat().includes(name)) !== true;

/** How often each change was seen. A value: counting makes the next one. */
export type Occurrences = ReadonlyMap<string, number>;

export function countChange(occurrences: Occurrences, change: string): Occurrences {
  const next = new Map(occurrences).set(change, (occurrences.get(change) ?? 0) + 1);
  const oldest = next.keys().next().value;
  if (next.size > MAX_CHANGES && oldest !== undefined) next.delete(oldest);
  return next;
}

type Told = Omit<ShapeFacts, "occurrence">;

/** What may be told of a difference. */
export function tellDifference({ strangers, missing, retyped }: Difference, resembles?: Resembles): Told {
  const lists = {
    added: strangers.map(({ pattern }) => pattern).sort(),
    removed: missing.map(({ shown }) => shown).sort(),
    retyped: retyped.map(({ node, types, seen }) => ({ path: node.shown, known: typesIn(types, node.counts), seen })),
  };
  const change = sha256Hex(canonicalJson(lists)).slice(0, 16);
  return { change, ...lists, renamed: proposeRenames(missing, strangers, resembles) };
}

export function describeChange(told: Told, occurrences: Occurrences): ContractsFinding {
  const facts: ShapeFacts = { ...told, occurrence: occurrences.get(told.change) ?? 1 };
  const parts = [
    ...told.renamed.map(({ from, to }) => `${listSome([from])} may have become ${listSome([to])}`),
    told.added.length > 0 ? `new: ${listSome(told.added)}` : "",
    told.removed.length > 0 ? `gone: ${listSome(told.removed)}` : "",
    ...told.retyped.map(({ path, known, seen }) => `${listSome([path])} was ${known.join(" or ")} and is ${seen}`),
  ];
  const sentence = `the event has another shape than those accepted so far; ${parts.filter(Boolean).slice(0, 6).join("; ")}`;
  return { code: "shape_changed", severity: "error", path: "", sentence, facts };
}
