import { FoundationError } from "./errors.ts";
import { isJsonObject, type JsonValue } from "./json.ts";

/** Reads an RFC 6901 pointer into its tokens. @throws {FoundationError} `pointer_malformed` */
export function parsePointer(pointer: string): readonly string[] {
  if (pointer === "") return [];
  if (pointer[0] !== "/" || (pointer.includes("~") && /~(?![01])/.test(pointer))) {
    throw new FoundationError(
      "pointer_malformed",
      `\`${pointer}\` is not a JSON pointer: it starts with \`/\`, with \`~0\` for \`~\` and \`~1\` for \`/\``,
      { pointer },
    );
  }
  const tokens = pointer.slice(1).split("/");
  return pointer.includes("~") ? tokens.map(unescapeToken) : tokens;
}

/** A token as it stands between two slashes, read. Nearly all are written as they are. */
const unescapeToken = (token: string): string =>
  token.includes("~") ? token.replaceAll("~1", "/").replaceAll("~0", "~") : token;

/** The pointer of tokens, escaped. */
export const formatPointer = (tokens: readonly string[]): string => tokens.reduce(appendToken, "");

/** A pointer to a member, or item, of what another pointer points to. */
export function appendToken(pointer: string, token: string): string {
  const escaped =
    token.includes("~") || token.includes("/") ? token.replaceAll("~", "~0").replaceAll("/", "~1") : token;
  return `${pointer}/${escaped}`;
}

const arrayIndex = /^(?:0|[1-9][0-9]*)$/;

/** One step down, into own members only: a name like `constructor` finds nothing that the document does not hold. */
export function memberOf(value: JsonValue | undefined, token: string): JsonValue | undefined {
  if (Array.isArray(value)) return arrayIndex.test(token) ? value[Number(token)] : undefined;
  return isJsonObject(value) && Object.hasOwn(value, token) ? value[token] : undefined;
}

/**
 * The value at a pointer, or `undefined` when there is none (RFC 6901 §4).
 *
 * @throws {FoundationError} `pointer_malformed`
 */
export function valueAt(document: JsonValue, pointer: string): JsonValue | undefined {
  return parsePointer(pointer).reduce<JsonValue | undefined>(memberOf, document);
}

/**
 * The concrete pointers that a pattern stands for in a document: a token `*` stands for every item of an array or
 * member of an object. Sorted as pointers are: by UTF-16 code units.
 *
 * @throws {FoundationError} `pointer_malformed`
 */
export function expandPattern(document: JsonValue, pattern: string): readonly string[] {
  let found: readonly [pointer: string, value: JsonValue][] = [["", document]];
  for (const token of parsePointer(pattern)) {
    found = found.flatMap(([pointer, value]) =>
      (token === "*" ? tokensOf(value) : [token]).flatMap((step): [string, JsonValue][] => {
        const member = memberOf(value, step);
        return member === undefined ? [] : [[appendToken(pointer, step), member]];
      }),
    );
  }
  return found.map(([pointer]) => pointer).sort();
}

const tokensOf = (value: JsonValue): readonly string[] =>
  typeof value === "object" && value !== null ? Object.keys(value) : [];
