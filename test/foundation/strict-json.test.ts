import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";

describe("the strict reader refuses what two readers could understand differently", () => {
  const rows: readonly [what: string, text: string | Uint8Array, code: string][] = [
    ["a name that occurs twice", '{"amount":1,"amount":2}', "json_duplicate_name"],
    ["the same name spelled with an escape", '{"a":1,"\\u0061":2}', "json_duplicate_name"],
    ["a duplicate deep inside", '[{"x":[{"k":1,"k":1}]}]', "json_duplicate_name"],
    ["a member named __proto__", '{"__proto__":{"admin":true}}', "json_forbidden_name"],
    ["half a surrogate pair in a text", '{"name":"\\ud800"}', "json_lone_surrogate"],
    ["half a surrogate pair in a name", '{"\\udfff":1}', "json_lone_surrogate"],
    ["an integer beyond 2^53 - 1", '{"id":9007199254740993}', "json_number_inexact"],
    ["more digits than a double holds", "3.14159265358979323846", "json_number_inexact"],
    ["a number beyond every double", "1e400", "json_number_inexact"],
    ["a text that ends too early", '{"a":[1,2', "json_syntax"],
    ["two values", "1 2", "json_syntax"],
    ["a trailing comma", "[1,]", "json_syntax"],
    ["a leading zero", "[01]", "json_syntax"],
    ["nothing at all", "", "json_syntax"],
    ["a control character in a text", '"a\u0001b"', "json_syntax"],
    ["a byte order mark", "\ufeff{}", "json_syntax"],
    ["bytes that are not UTF-8", new Uint8Array([0x22, 0xff, 0x22]), "json_encoding"],
    ["sixty-five levels of nesting", "[".repeat(65) + "]".repeat(65), "json_too_deep"],
    ["more bytes than the limit", `"${"a".repeat(1_048_576)}"`, "json_too_large"],
  ];
  for (const [what, text, code] of rows) {
    it(`${what}: ${code}`, () => expect(codeOf(() => parseJson(text))).toBe(code));
  }
});

describe("the strict reader reads", () => {
  const rows: readonly [what: string, text: string, value: unknown][] = [
    ["scalars", " -0.5 ", -0.5],
    ["the largest safe integer", "9007199254740991", 9007199254740991],
    ["a decimal with trailing zeros", "4.500000000000000000", 4.5],
    ["escapes", '"\\u00e9\\n\\ud83d\\ude9a\\/"', "é\n🚚/"],
    ["empty containers", '{"a":[],"b":{}}', { a: [], b: {} }],
    ["names of Object.prototype", '{"constructor":1,"toString":2}', { constructor: 1, toString: 2 }],
  ];
  for (const [what, text, value] of rows) it(what, () => expect(parseJson(text)).toEqual(value));

  it("says where the text stops being JSON", () => {
    expect(() => parseJson('{\n  "a": 1,\n  b: 2\n}')).toThrow("unexpected character at line 3, column 3");
  });

  it("reads whatever JSON.stringify writes", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const text = JSON.stringify(value);
        const readable = codeOf(() => parseJson(text)) === undefined;
        if (readable) expect(parseJson(text)).toEqual(JSON.parse(text));
        else expect(codeOf(() => parseJson(text))).toMatch(/json_(number_inexact|forbidden_name|lone_surrogate)/);
      }),
    );
  });

  it("agrees with JSON.parse about what is JSON, under rfc8259", () => {
    const alphabet = fc.constantFrom(...'{}[]:,"\\u0aef1.-+eEtruefalsn ull\n\u0000é'.split(""));
    fc.assert(
      fc.property(fc.array(alphabet, { maxLength: 14 }), (letters) => {
        const text = letters.join("");
        const accepts = codeOf(() => parseJson(text, { profile: "rfc8259" })) === undefined;
        expect(accepts).toBe(codeOf(() => JSON.parse(text)) === undefined);
      }),
      { numRuns: 5_000 },
    );
  });
});
