import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  canonicalJson,
  fromBase64url,
  matchesGlob,
  parseJson,
  systemRandom,
  toBase64url,
} from "../../src/foundation/index.ts";
import { codeOf } from "../support.ts";

/** What is done in a quicker way for the usual case gives the answers of the slow one. */
describe("quick ways", () => {
  it("base64url: what is read is spelled so, and nothing else is read", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."ABQgwEIMUYckos048-_+/= Zz"), maxLength: 12 });
    fc.assert(
      fc.property(letters, (text) => {
        const lenient = toBase64url(new Uint8Array(Buffer.from(text, "base64url")));
        if (lenient === text) expect(toBase64url(fromBase64url(text))).toBe(text);
        else expect(codeOf(() => fromBase64url(text))).toBe("bytes_encoding");
      }),
      { numRuns: 2_000 },
    );
  });

  it("canonical JSON: names in the order of `sort`, however many, and however often they come", () => {
    const name = fc.string({ unit: "binary", maxLength: 4 }).filter((text) => text.isWellFormed());
    fc.assert(
      fc.property(fc.dictionary(name, fc.boolean(), { maxKeys: 60 }), (object) => {
        const sorted = Object.keys(object).sort();
        const text = `{${sorted.map((key) => `${JSON.stringify(key)}:${object[key]}`).join(",")}}`;
        expect(canonicalJson(object)).toBe(text);
        expect(canonicalJson(object)).toBe(text);
      }),
    );
  });

  it("canonical JSON: a name that cannot be written is refused each time", () => {
    for (const _ of [1, 2]) expect(codeOf(() => canonicalJson({ "\ud800": 1 }))).toBe("canonical_unrepresentable");
  });

  it("canonical JSON: more names than are remembered", () => {
    const many = Object.fromEntries(
      Array.from({ length: 3_000 }, (_, at) => [`name${String(at).padStart(4, "0")}`, at]),
    );
    expect(canonicalJson(many)).toBe(JSON.stringify(many));
  });

  it("patterns that end in `**` match as they do behind a needless star", () => {
    const path = fc.string({ unit: fc.constantFrom(..."ab/"), maxLength: 6 });
    fc.assert(
      fc.property(path, path, (start, name) => {
        expect(matchesGlob(`${start}**`, name)).toBe(matchesGlob(`${start}***`, name));
        expect(matchesGlob(start, name)).toBe(start === name);
      }),
    );
  });

  it.each([
    ["escapes before quotes", String.raw`{"a":"\\","b":"\\\"","c:":"{[1e999"}`, "value"],
    ["a name that occurs twice, once escaped", String.raw`{"a":1,"\u0061":2}`, "json_duplicate_name"],
    [
      "a number that is not exact behind a string full of digits",
      '{"a":"0.1e5","b":0.1234567890123456789}',
      "json_number_inexact",
    ],
    ["an integer that is not safe, as an exponent", "[1e17]", "json_number_inexact"],
    ["brackets in strings do not nest", JSON.stringify(["[".repeat(100)]), "value"],
    ["too many brackets, before they turn out not to be closed", "[".repeat(100), "json_too_deep"],
    ["too many brackets behind a mistake", `[x${"[".repeat(100)}`, "json_syntax"],
  ])("strict JSON: %s", (_, text, expected) => {
    if (expected === "value") expect(parseJson(text)).toEqual(JSON.parse(text));
    else expect(codeOf(() => parseJson(text))).toBe(expected);
  });

  it("chance: no two draws share their bytes, small or large", () => {
    const drawn = Array.from({ length: 2_000 }, (_, at) => systemRandom.bytes(at % 7 === 0 ? 5_000 : 16));
    expect(new Set(drawn.map((bytes) => Buffer.from(bytes.subarray(0, 16)).toString("hex"))).size).toBe(drawn.length);
    expect(drawn.map((bytes) => bytes.length).filter((length) => length !== 16 && length !== 5_000)).toEqual([]);
    expect(systemRandom.bytes(0).length).toBe(0);
  });
});
