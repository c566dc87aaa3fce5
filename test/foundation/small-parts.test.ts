import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  combineStatus,
  expandPattern,
  FoundationError,
  formatPointer,
  fromBase64,
  fromBase64url,
  fromHex,
  hasCode,
  isIntegrityError,
  matchesGlob,
  parseInstant,
  parsePointer,
  seededRandom,
  toBase64,
  toBase64url,
  toHex,
  valueAt,
  withoutMembers,
} from "../../src/foundation/index.ts";
import { closed, count, readFormat, text } from "../../src/foundation/shape.ts";
import { codeOf, stopwatch } from "../support.ts";

describe("text of bytes", () => {
  it("comes back as the same bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromBase64url(toBase64url(bytes))).toEqual(bytes);
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
        expect(fromHex(toHex(bytes))).toEqual(bytes);
      }),
    );
  });
  it.each(["QQ==", "QR", "Q Q", "Q+8", "A"])("has one spelling in base64url: not `%s`", (spelling) => {
    expect(codeOf(() => fromBase64url(spelling))).toBe("bytes_encoding");
  });
  it.each(["QQ", "QR==", "QQ=\n", "Q-8="])("has one spelling in base64: not `%s`", (spelling) => {
    expect(codeOf(() => fromBase64(spelling))).toBe("bytes_encoding");
  });
  it.each(["A0", "abc", "zz"])("has one spelling in hexadecimal: not `%s`", (spelling) => {
    expect(codeOf(() => fromHex(spelling))).toBe("bytes_encoding");
  });
});

describe("pointers", () => {
  const document = { "a/b": { "~": [10, { price: "4.50" }] }, constructor: 1 };
  it("escape slash and tilde", () => expect(valueAt(document, "/a~1b/~0/1/price")).toBe("4.50"));
  it("find own members only", () => expect(valueAt(document, "/toString")).toBeUndefined());
  it("find no index with a leading zero", () => expect(valueAt([1, 2], "/01")).toBeUndefined());
  it.each(["a", "/~", "/~2"])("refuse `%s`", (pointer) =>
    expect(codeOf(() => parsePointer(pointer))).toBe("pointer_malformed"),
  );
  it("survive formatting", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (tokens) => {
        expect(parsePointer(formatPointer(tokens))).toEqual(tokens);
      }),
    );
  });
  it("expand patterns", () => {
    const order = { lines: [{ price: 1 }, { quantity: 2 }, { price: 3 }] };
    expect(expandPattern(order, "/lines/*/price")).toEqual(["/lines/0/price", "/lines/2/price"]);
    expect(expandPattern(order, "/nothing/*")).toEqual([]);
  });
  it("leave out members and keep the places of items", () => {
    expect(
      withoutMembers({ lines: [{ price: 1, quantity: 2 }, { quantity: 3 }], iban: "DE" }, [
        "/lines/0/price",
        "/iban",
        "/none",
      ]),
    ).toEqual({
      lines: [{ quantity: 2 }, { quantity: 3 }],
    });
  });
});

describe("name patterns", () => {
  it.each([
    ["carrier/*", "carrier/dhl", true],
    ["carrier/*", "carrier/dhl/eu", false],
    ["carrier/**", "carrier/dhl/eu", true],
    ["*", "erp", true],
    ["**", "a/b", true],
    ["carrier/dhl", "carrier/dhl", true],
    ["carrier/d*l", "carrier/dhl", true],
    ["carrier.dhl", "carrierXdhl", false],
    ["", "", true],
    ["", "a", false],
  ])("%s matches %s: %s", (pattern, name, matches) => expect(matchesGlob(pattern, name)).toBe(matches));

  it("answer at once on a pattern made to be slow", () => {
    const spent = stopwatch();
    expect(matchesGlob("*a".repeat(100), `${"a".repeat(2_000)}b`)).toBe(false);
    expect(spent()).toBeLessThan(2_000);
  });
});

describe("times", () => {
  it.each([
    ["2026-03-31T08:00:00Z", Date.UTC(2026, 2, 31, 8)],
    ["2026-03-31T10:00:00.5+02:00", Date.UTC(2026, 2, 31, 8, 0, 0, 500)],
    ["2024-02-29T00:00:00.123456789Z", Date.UTC(2024, 1, 29, 0, 0, 0, 123)],
    ["2026-02-29T00:00:00Z", undefined],
    ["2026-03-31 08:00:00Z", undefined],
    ["2026-03-31", undefined],
    ["2026-03-31T24:00:00Z", undefined],
    ["2026-03-31t08:00:00.0000000000009z", Date.UTC(2026, 2, 31, 8)],
    ["0001-01-01T00:00:00Z", -62_135_596_800_000],
    ["1998-12-31T23:59:60Z", Date.UTC(1999, 0, 1)],
    ["1998-12-31T15:59:60.123-08:00", Date.UTC(1999, 0, 1, 0, 0, 0, 123)],
    ["1998-12-31T22:59:60Z", undefined],
    ["1998-12-31T23:59:60-08:00", undefined],
    ["1998-12-31T23:59:61Z", undefined],
    ["2026-03-31T08:00:00+23:60", undefined],
    ["2026-03-31T08:00:00+24:00", undefined],
    ["2026-03-31T08:00:00+2:00", undefined],
    ["2026-03-31T08:00:00.Z", undefined],
    ["2026-03-31T08:00:00", undefined],
    ["2026-03-31T08:00:00Z ", undefined],
    ["2026-03-3١T08:00:00Z", undefined],
    ["0000-01-01T00:00:00+00:01", undefined],
    ["9999-12-31T23:59:59.999Z", 253_402_300_799_999],
    ["9999-12-31T23:59:59-00:01", undefined],
    ["", undefined],
  ])("%s is %s", (written, instant) => expect(parseInstant(written)).toBe(instant));

  it("are read as they are written, to the millisecond", () => {
    const anywhen = fc.date({
      min: new Date("0000-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59.999Z"),
      noInvalidDate: true,
    });
    fc.assert(fc.property(anywhen, (date) => parseInstant(date.toISOString()) === date.getTime()));
  });

  it("are none where a character is changed into anything but a digit", () => {
    const written = "2026-03-31T08:00:00.123+02:00";
    const other = fc.string({ unit: "binary", minLength: 1, maxLength: 1 }).filter((text) => !/[\dtTzZ+-]/.test(text));
    fc.assert(
      fc.property(fc.nat(written.length - 1), other, (at, character) => {
        fc.pre(character !== written[at]);
        expect(parseInstant(written.slice(0, at) + character + written.slice(at + 1))).toBeUndefined();
      }),
    );
  });
});

describe("statuses together", () => {
  it.each([
    [["proven", "proven"], "proven"],
    [["proven", "unknown"], "unknown"],
    [["unknown", "proven"], "unknown"],
    [["unknown", "refuted", "proven"], "refuted"],
    [[], "unknown"],
  ] as const)("%j are %s", (statuses, together) => expect(combineStatus(statuses)).toBe(together));
});

describe("errors", () => {
  const error = new FoundationError(
    "json_too_deep",
    "nested deeper than the limit of 64",
    { limit: 64 },
    { cause: new Error("inner") },
  );
  it("are recognised across copies by their brand", () => {
    expect([isIntegrityError(error), isIntegrityError(new Error("x")), isIntegrityError(null)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(hasCode(error, "json_too_deep")).toBe(true);
  });
  it("show their facts and no secrets", () => {
    const leaky = new FoundationError("canonical_unrepresentable", "m", {
      path: "",
      kind: "k",
      jwk: { kty: "OKP", d: "secret" },
      apiToken: "t",
    } as never);
    expect(JSON.stringify(leaky)).not.toMatch(/"secret"|"t"/);
    expect(error.toJSON()).toMatchObject({
      code: "json_too_deep",
      details: { limit: 64 },
      cause: { name: "Error", message: "inner" },
    });
  });
});

describe("documents of ours", () => {
  const shape = closed({ formatVersion: count, name: text }, { note: text });
  const read = (value: unknown) => readFormat("note", 1, shape, value);
  it("are read member by member", () =>
    expect(read({ formatVersion: 1, name: "a" })).toEqual({ formatVersion: 1, name: "a" }));
  it.each([
    [{ formatVersion: 1 }, "format_malformed"],
    [{ formatVersion: 1, name: 2 }, "format_malformed"],
    [{ formatVersion: 1, name: "a", stranger: 1 }, "format_malformed"],
    [[], "format_malformed"],
    [{ formatVersion: 2, anything: true }, "newer_format"],
  ])("%j: %s", (value, code) => expect(codeOf(() => read(value))).toBe(code));
});

describe("seeded chance", () => {
  it("repeats itself, and only itself", () => {
    const draw = (seed: number) => Array.from({ length: 5 }, seededRandom(seed).next);
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });
  it("fills its range evenly", () => {
    const random = seededRandom(1);
    const counts = [0, 0, 0, 0, 0, 0];
    for (let roll = 0; roll < 6_000; roll++) counts[random.integer(1, 6) - 1]! += 1;
    for (const seen of counts) expect(Math.abs(seen - 1_000)).toBeLessThan(150);
  });
});
