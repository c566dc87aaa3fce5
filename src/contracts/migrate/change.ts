import {
  appendToken,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
  parsePointer,
} from "../../foundation/index.ts";

/** A step does not fit the data: where, and why. */
export class StepProblem extends Error {
  readonly path: string;
  constructor(path: string, problem: string) {
    super(problem);
    this.path = path;
  }
}

/** What becomes of a value. */
type Change = (value: JsonValue, path: string) => JsonValue;

/** A copy in which each value at a place is changed, `*` for every item of a list. What is not there is left alone. */
export function changeAt(document: JsonValue, tokens: readonly string[], change: Change, path = ""): JsonValue {
  const [token, ...rest] = tokens;
  if (token === undefined) return change(document, path);
  if (token === "*" && Array.isArray(document))
    return document.map((item, at) => changeAt(item, rest, change, appendToken(path, String(at))));
  const member = memberOf(document, token);
  if (member === undefined) return document;
  const changed = changeAt(member, rest, change, appendToken(path, token));
  if (Array.isArray(document)) return document.with(Number(token), changed);
  return { ...(document as JsonObject), [token]: changed };
}

/** The object around a member, and the member's name. */
export interface MemberPlace {
  readonly outer: readonly string[];
  readonly name: string;
}

export function memberPlace(pointer: string): MemberPlace {
  const tokens = parsePointer(pointer);
  return { outer: tokens.slice(0, -1), name: tokens.at(-1) ?? "" };
}

/** A copy in which each object that can hold a member is changed. */
export const changeAround = (
  document: JsonValue,
  { outer }: MemberPlace,
  change: (object: JsonObject, path: string) => JsonObject,
): JsonValue => changeAt(document, outer, (value, path) => (isJsonObject(value) ? change(value, path) : value));

/** An object without a member. */
export function without(object: JsonObject, name: string): JsonObject {
  const { [name]: _, ...others } = object;
  return others;
}

/** @throws {StepProblem} when a member would overwrite what is there */
export function refuseTaken(object: JsonObject, name: string, path: string): void {
  if (Object.hasOwn(object, name)) throw new StepProblem(appendToken(path, name), "it is there already");
}
