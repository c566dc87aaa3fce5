import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, isIntegrityError, utf8 } from "../../src/foundation/index.ts";
import { formatEventStatement, formatStatement, parseStatement } from "../../src/provenance/statement.ts";

const type = "urn:countersign:predicate:event:1";
const digest = { sha256: "0123456789abcdef".repeat(4) };
const subjects = [
  { name: "event", digest },
  { name: "data", digest },
];
const predicateOf = (leaves: readonly string[]) => ({ formatVersion: 1, signedAt: "2026-03-31T08:00:00Z", leaves });

describe("a statement about an event", () => {
  const predicates = fc.array(fc.string({ unit: "binary" })).map(predicateOf);

  it("has one spelling, whether it is written whole or from its pieces, and is read from it", () => {
    fc.assert(
      fc.property(predicates, (predicate) => {
        const whole = formatStatement(type, subjects, predicate);
        expect(formatEventStatement(type, digest, digest, canonicalJson(predicate))).toBe(whole);
        expect(parseStatement(utf8(whole))).toEqual(JSON.parse(whole));
      }),
    );
  });

  it("is read from no other spelling, whatever is changed in it", () => {
    const text = formatStatement(type, subjects, predicateOf(["", "/contact", '/","predicateType":"']));
    const inserts = fc.constantFrom("", " ", '"', ",", "}", "{", "\\", "\n", "0", "é", '"_type":1,');
    fc.assert(
      fc.property(fc.nat(text.length), fc.nat(3), inserts, (at, cut, insert) => {
        const changed = text.slice(0, at) + insert + text.slice(at + cut);
        expect(spellingOf(changed) ?? changed).toBe(changed);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is refused when its predicate is nested deeper than any statement may be", () => {
    const nested = (levels: number) => `{"leaves":${"[".repeat(levels)}${"]".repeat(levels)}}`;
    const statement = (levels: number) => utf8(formatEventStatement(type, digest, digest, nested(levels)));
    expect(parseStatement(statement(62)).predicateType).toBe(type);
    expect(() => parseStatement(statement(63))).toThrow(expect.objectContaining({ code: "json_too_deep" }));
  });
});

/** How what was read is spelled anew; `undefined` for what is refused. */
function spellingOf(text: string): string | undefined {
  try {
    const { predicateType, subject, predicate } = parseStatement(utf8(text));
    return formatStatement(predicateType, subject, predicate);
  } catch (error) {
    if (isIntegrityError(error)) return undefined;
    throw error;
  }
}
