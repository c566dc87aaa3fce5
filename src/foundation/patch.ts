import fastJsonPatch from "fast-json-patch";
import { FoundationError } from "./errors.ts";
import { isJsonObject, type JsonValue } from "./json.ts";
import { memberOf, parsePointer, valueAt } from "./pointer.ts";

/** One operation of JSON Patch (RFC 6902 §4). */
export type PatchOperation =
  | { readonly op: "add" | "replace" | "test"; readonly path: string; readonly value: JsonValue }
  | { readonly op: "remove"; readonly path: string }
  | { readonly op: "move" | "copy"; readonly from: string; readonly path: string };

/** A JSON Patch (RFC 6902): operations that are carried out in order, all or none. */
export type Patch = readonly PatchOperation[];

/**
 * Applies an RFC 6902 patch to a copy: all of it, or an error and nothing.
 *
 * Operations are checked here before `fast-json-patch` carries them out: by itself it accepts array indexes with
 * leading zeros, and without its validation mode twenty more malformed patches of the public test suite.
 *
 * @throws {FoundationError} `patch_malformed` when it is no patch, `patch_refused` when it does not fit the document, or
 * copies more than a million values or 1,000 levels of them.
 * @throws {FoundationError} `pointer_malformed`
 */
export function applyPatch(document: JsonValue, patch: unknown): JsonValue {
  const operations = parsePatch(patch);
  const takeCopy = copyBudget();
  let current = structuredClone(document);
  operations.forEach((operation, index) => {
    refuseUnfitting(current, operation, index);
    if (operation.op === "copy") takeCopy(valueAt(current, operation.from) as JsonValue, index);
    // The clone is ours: mutating it saves one copy of the document for each operation.
    current = fastJsonPatch.applyOperation(current, operation as never, false, true, true, index)
      .newDocument as JsonValue;
  });
  return current;
}

/** What the copies of one patch hold at most: forty that copy a list into itself would fill any memory. */
const MOST_COPIED = 1_000_000;
const DEEPEST_COPIED = 1_000;

function copyBudget(): (value: JsonValue, index: number) => void {
  let left = MOST_COPIED;
  const take = (value: JsonValue, index: number, depth = 0): void => {
    if (--left < 0 || depth > DEEPEST_COPIED)
      throw refused(index, "the patch copies more than a million values, or than 1,000 levels of them");
    if (typeof value === "object" && value !== null)
      for (const each of Object.values(value)) take(each, index, depth + 1);
  };
  return take;
}

/**
 * The patch that turns one document into another. Every value that is replaced or removed is tested first, so that the
 * patch is refused where the document has moved on; what is only added has nothing to test.
 */
export function diffPatch(before: JsonValue, after: JsonValue): Patch {
  return fastJsonPatch
    .compare([before] as never, [after] as never, true)
    .map((operation) => withoutWrapper(operation as PatchOperation));
}

// Both documents are compared inside a one-item list, because `compare` takes no bare scalars: `/0` comes off again.
function withoutWrapper(operation: PatchOperation): PatchOperation {
  return { ...operation, path: operation.path.slice(2) };
}

/** Reads a patch. @throws {FoundationError} `patch_malformed` */
export function parsePatch(patch: unknown): Patch {
  if (!Array.isArray(patch)) throw malformed(0, "a patch is a list of operations");
  patch.forEach(refuseMalformed);
  return patch as Patch;
}

const needsValue: ReadonlySet<unknown> = new Set(["add", "replace", "test"]);
const needsFrom: ReadonlySet<unknown> = new Set(["move", "copy"]);

function refuseMalformed(operation: unknown, index: number): void {
  if (!isJsonObject(operation)) throw malformed(index, "an operation is an object");
  const { op, path, from } = operation;
  if (!needsValue.has(op) && !needsFrom.has(op) && op !== "remove")
    throw malformed(index, `\`${String(op)}\` is no operation`);
  refusePointer(path, "path", index);
  if (needsFrom.has(op)) refusePointer(from, "from", index);
  if (needsValue.has(op) && !Object.hasOwn(operation, "value")) throw malformed(index, "`value` is missing");
}

function refusePointer(pointer: unknown, member: string, index: number): void {
  if (typeof pointer !== "string") throw malformed(index, `\`${member}\` is missing`);
  if (!isPointer(pointer)) throw malformed(index, `\`${member}\` is not a JSON pointer`);
  if (parsePointer(pointer).includes("__proto__")) throw malformed(index, `\`${member}\` names \`__proto__\``);
}

function isPointer(text: string): boolean {
  try {
    parsePointer(text);
    return true;
  } catch {
    return false;
  }
}

function refuseUnfitting(document: JsonValue, operation: PatchOperation, index: number): void {
  const target = locate(document, operation.path);
  if (operation.op === "move" || operation.op === "copy") refuseSource(document, operation, index);
  if (operation.op === "move" && operation.path.startsWith(`${operation.from}/`))
    throw refused(index, "it moves a value into itself");
  if (operation.op === "test") {
    refuseDifference(target, operation.value, index);
    return;
  }
  const creates = operation.op === "add" || operation.op === "move" || operation.op === "copy";
  const fits = creates ? isPlace(target) : target.value !== undefined;
  if (!fits) throw refused(index, `there is no \`${operation.path}\``);
}

function refuseSource(document: JsonValue, { from }: { readonly from: string }, index: number): void {
  if (locate(document, from).value === undefined) throw refused(index, `there is no \`${from}\``);
}

function refuseDifference({ value }: Target, expected: JsonValue, index: number): void {
  if (value === undefined || !equalJson(value, expected)) throw refused(index, "the tested value is another one");
}

interface Target {
  readonly parent: JsonValue | undefined;
  readonly token: string | undefined;
  readonly value: JsonValue | undefined;
}

function locate(document: JsonValue, path: string): Target {
  const tokens = parsePointer(path);
  const parent = tokens.slice(0, -1).reduce<JsonValue | undefined>(memberOf, document);
  const token = tokens.at(-1);
  return { parent, token, value: token === undefined ? document : memberOf(parent, token) };
}

/** Whether a value can be put there: the whole document, a member of an object, or an index up to a list's length. */
function isPlace({ parent, token }: Target): boolean {
  if (token === undefined) return true;
  if (!Array.isArray(parent)) return isJsonObject(parent);
  return token === "-" || (/^(?:0|[1-9][0-9]*)$/.test(token) && Number(token) <= parent.length);
}

/** Equality of JSON values (RFC 6902 §4.6): members in any order, numbers by value. */
export function equalJson(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      left.every((item, at) => equalJson(item, right[at] as JsonValue))
    );
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && equalJson(left[name] as JsonValue, right[name] as JsonValue))
  );
}

const malformed = (index: number, problem: string): FoundationError =>
  new FoundationError("patch_malformed", `patch operation ${index}: ${problem}`, { index, problem });

const refused = (index: number, problem: string): FoundationError =>
  new FoundationError("patch_refused", `patch operation ${index} does not fit: ${problem}`, { index, problem });
