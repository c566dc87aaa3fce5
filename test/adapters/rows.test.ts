import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compileMapping,
  type FileRow,
  type Mapping,
  openRows,
  type RowOptions,
  readRows,
  toCells,
} from "../../src/adapters/index.ts";
import { isIntegrityError } from "../../src/foundation/index.ts";
import { stopwatch } from "../support.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const utf16 = (text: string, order: "le" | "be" = "le"): Uint8Array => {
  const bytes = Buffer.from(`\ufeff${text}`, "utf16le");
  return order === "le" ? bytes : bytes.swap16();
};
const latin = (text: string): Uint8Array => Buffer.from(text, "latin1");

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface Read {
  readonly records: readonly unknown[];
  readonly lines: readonly number[];
  readonly code: string | undefined;
}

async function read(bytes: Uint8Array, options: RowOptions = {}, size = 65_536): Promise<Read> {
  const rows: FileRow[] = [];
  let code: string | undefined;
  try {
    for await (const row of readRows(inPieces(bytes, size), options)) rows.push(row);
  } catch (error) {
    if (!isIntegrityError(error)) throw error;
    code = error.code;
  }
  return { records: rows.map(({ record }) => record), lines: rows.map(({ line }) => line), code };
}

const table = [
  { order: "4500001", city: "Zürich", price: "1.234,50" },
  { order: "4500002", city: 'the "old" port', price: "10,00-" },
  { order: "4500003", city: "two\nlines; and €", price: "" },
];
const csv = `order;city;price\r\n${table
  .map((row) =>
    Object.values(row)
      .map((cell) => `"${cell.replaceAll('"', '""')}"`)
      .join(";"),
  )
  .join("\r\n")}\r\n`;
const ndjson = `${table.map((row) => JSON.stringify(row)).join("\n\n")}\n`;
const json = JSON.stringify(table, undefined, 2);

describe("the same records come out of every format, however the bytes are cut", () => {
  const written: readonly [what: string, bytes: Uint8Array, options?: RowOptions][] = [
    ["CSV", utf8(csv)],
    ["CSV with a byte order mark", utf8(`\ufeff${csv}`)],
    ["CSV with LF", utf8(csv.replaceAll("\r\n", "\n"))],
    ["CSV in UTF-16 LE", utf16(csv)],
    ["CSV in UTF-16 BE", utf16(csv, "be")],
    ["CSV in Windows-1252", Uint8Array.from(latin(csv.replace("€", "\x80"))), { encoding: "windows-1252" }],
    ["CSV without a header", utf8(csv.slice(csv.indexOf("\n") + 1)), { columns: ["order", "city", "price"] }],
    ["NDJSON", utf8(ndjson)],
    ["NDJSON with CR LF", utf8(ndjson.replaceAll("\n", "\r\n"))],
    ["NDJSON without a last line end", utf8(ndjson.trimEnd())],
    ["NDJSON in UTF-16 BE", utf16(ndjson, "be")],
    ["a JSON list", utf8(json)],
    ["a JSON list on one line", utf8(JSON.stringify(table))],
    ["a JSON list in UTF-16 LE", utf16(json)],
    ["CSV in gzip", gzipSync(csv)],
    ["NDJSON in UTF-16 in gzip", gzipSync(utf16(ndjson))],
    ["a JSON list in two gzip archives", Buffer.concat([gzipSync(json.slice(0, 20)), gzipSync(json.slice(20))])],
  ];
  for (const [what, bytes, options] of written) {
    it(what, async () => {
      for (const size of [1, 2, 3, 5, 7, 64, 65_536])
        expect(await read(bytes, options, size), `in pieces of ${size}`).toMatchObject({
          records: table,
          code: undefined,
        });
    });
  }

  it("as it does for any list of objects", async () => {
    const record = fc.dictionary(
      fc.string({ unit: "grapheme" }).filter((name) => name !== "__proto__"),
      fc.jsonValue({ maxDepth: 3 }).filter((value) => !/[eE]|\d{15}|-0/.test(JSON.stringify(value))),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(record), fc.integer({ min: 1, max: 40 }), async (records, size) => {
        const expected = JSON.parse(JSON.stringify(records));
        const indented = utf8(JSON.stringify(records, undefined, 1));
        expect((await read(indented, { format: "json" }, size)).records).toEqual(expected);
        const lines = utf8(records.map((one) => JSON.stringify(one)).join("\n"));
        expect((await read(lines, { format: "ndjson" }, size)).records).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe("what a file is made of is told from its content", () => {
  const rows: readonly [what: string, bytes: Uint8Array, told: object][] = [
    ["tabs", utf8("a\tb, c\n1\t2\n"), { format: "csv", delimiter: "\t" }],
    ["semicolons, with commas in quotes", utf8('"a,b,c,d";e\n1;2\n'), { format: "csv", delimiter: ";" }],
    ["a bar", utf8("a|b\n1|2\n"), { delimiter: "|" }],
    ["one column", utf8("a\n1\n"), { format: "csv", delimiter: "," }],
    ["blank lines first", utf8('\n\n  {"a":1}\n'), { format: "ndjson" }],
    ["a list", utf8(' [{"a":1}]'), { format: "json", isPacked: false }],
    ["UTF-16", utf16("a,b\n1,2\n"), { format: "csv", encoding: "utf-16le" }],
    ["gzip", gzipSync("a,b\n1,2\n"), { format: "csv", isPacked: true }],
  ];
  for (const [what, bytes, told] of rows) {
    it(what, async () => expect(await openRows(inPieces(bytes, 1))).toMatchObject(told));
  }
  it("and whether the first row is a header, when asked to guess", async () => {
    const guess: RowOptions = { columns: "guess" };
    expect((await read(utf8("1\t2022-04-29 00:00:00.000\t.00\n"), guess)).records).toEqual([
      { "column 1": "1", "column 2": "2022-04-29 00:00:00.000", "column 3": ".00" },
    ]);
    expect((await read(utf8("order,price\n1,2\n"), guess)).records).toEqual([{ order: "1", price: "2" }]);
  });
});

describe("a record knows the line that it begins at", () => {
  it("in a list", async () =>
    expect((await read(utf8('[\n{"a":1},\n\n{"a":\n2}\n,{"a":3}]'), {}, 1)).lines).toEqual([2, 4, 6]));
  it("in lines", async () => expect((await read(utf8('{"a":1}\n\n{"a":2}'), {}, 1)).lines).toEqual([1, 3]));
});

describe("what cannot be read ends with a code, after the rows before", () => {
  const zip = gzipSync(
    utf8(`a,b\n${Array.from({ length: 40_000 }, (_, at) => `${at},${(at * 7_919) % 10_007}`).join("\n")}\n`),
  );
  const swapped = Uint8Array.from(zip, (byte, at) => (at === zip.length - 6 ? byte ^ 1 : byte));
  const wide = utf16('{"a":1}\n{"a":2}\n');
  const rows: readonly [what: string, bytes: Uint8Array, code: string, atLeast: number, options?: RowOptions][] = [
    ["gzip that ends too early", zip.subarray(0, zip.length - 2_000), "gzip_damaged", 20_000],
    ["gzip whose check sum is wrong", swapped, "gzip_damaged", 39_000],
    ["gzip with something behind it", Buffer.concat([gzipSync(ndjson), utf8("more")]), "gzip_damaged", 0],
    ["gzip that is only a header", zip.subarray(0, 5), "gzip_damaged", 0],
    ["more than may come out", zip, "gzip_too_large", 0, { maxUnpackedBytes: 1_000 }],
    ["UTF-16 with a byte too many", Buffer.concat([wide, Buffer.from([0x31])]), "csv_encoding", 2],
    ["UTF-16 with half a pair", Buffer.concat([wide, Buffer.from([0x00, 0xd8, 0x31, 0x00])]), "csv_encoding", 0],
    ["UTF-16 taken for UTF-8", utf16("a,b\n"), "csv_not_text", 0, { encoding: "utf-8" }],
    ["a workbook", Buffer.from("PK\x03\x04 and so on"), "csv_not_text", 0],
    ["nothing", utf8(""), "csv_empty", 0],
    ["a list that is not closed", utf8('[{"a":1},{"a":2}'), "row_malformed", 1],
    ["a list with a comma at its end", utf8('[{"a":1},]'), "row_malformed", 1],
    ["a list with two commas", utf8('[{"a":1},,{"a":2}]'), "row_malformed", 1],
    ["a list with something behind it", utf8('[{"a":1}] x'), "row_malformed", 1],
    ["a list of numbers", utf8("[1,2]"), "row_malformed", 0],
    ["brackets that do not fit", utf8('[{"a":[1}],2]'), "row_malformed", 0],
    ["an object over several lines", utf8('{"a":1}\n{\n"a":2}\n'), "row_malformed", 1],
    ["a name twice", utf8('{"a":1}\n{"a":1,"a":2}\n'), "row_malformed", 1],
    ["__proto__", utf8('[{"a":1},{"__proto__":{}}]'), "row_malformed", 1],
    ["a number that no double holds", utf8('{"a":12345678901234567890}'), "row_malformed", 0],
    ["endless nesting", utf8(`[${'{"a":'.repeat(5_000)}`), "row_malformed", 0],
    ["a record without end", utf8(`[{"a":"${"x".repeat(2 ** 20)}"}]`), "row_too_large", 0],
    ["a line without end", utf8(`{"a":"${"x".repeat(2 ** 20 + 70_000)}`), "row_too_large", 0],
  ];
  for (const [what, bytes, code, atLeast, options] of rows) {
    it(`${what}: ${code}`, async () => {
      const result = await read(bytes, options);
      expect(result.code).toBe(code);
      expect(result.records.length).toBeGreaterThanOrEqual(atLeast);
    });
  }

  it("a line without end costs no more than its length", async () => {
    const spent = stopwatch();
    await read(utf8(`{"a":"${"x".repeat(2 ** 20 + 70_000)}`));
    expect(spent()).toBeLessThan(1_500);
  });
  it("a bomb is stopped long before it has burst", async () => {
    const bomb = gzipSync(Buffer.alloc(200 * 1_048_576, 0x61), { level: 9 });
    const before = process.memoryUsage().rss;
    const { code } = await read(bomb);
    expect(["gzip_too_large", "csv_row_too_large"]).toContain(code);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1_048_576);
  });
  it("a bomb of rows, too", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * 1_048_576, "a,b\n"), { level: 9 });
    expect((await read(bomb)).code).toBe("gzip_too_large");
  });
  it("what the source itself throws is passed on", async () => {
    const failing = async function* (): AsyncGenerator<Uint8Array> {
      yield gzipSync("a,b\n1,2\n").subarray(0, 12);
      throw new RangeError("the line is dead");
    };
    await expect(async () => {
      for await (const _ of readRows(failing()));
    }).rejects.toThrow("the line is dead");
  });
});

describe("JSON records become cells, which mappings read", () => {
  const row = (record: object): FileRow => ({ line: 1, columns: [], record: record as never, raw: "", findings: [] });
  it("by name, by pointer, as text", () => {
    const record = { po: 45, open: true, none: null, at: { city: "Bremen", geo: { lat: 0.000001 } }, lines: [1, "a"] };
    expect(toCells(row(record)).record).toEqual({
      po: "45",
      open: "true",
      none: "",
      "/at/city": "Bremen",
      "/at/geo/lat": "0.000001",
      lines: '[1,"a"]',
    });
  });
  it("and two of them never share a column", () =>
    expect(Object.keys(toCells(row({ "/a/b": 1, a: { b: 2 } })).record)).toEqual(["/~1a~1b", "/a/b"]));
});

describe("SAP's days and times", () => {
  const mapping: Mapping = {
    formatVersion: 1,
    event: { id: "{ID}" },
    time: { column: "ERDAT", clock: "ERZET", zone: "+01:00" },
    columns: {
      ERDAT: { to: "/day", as: "dats" },
      ERZET: { to: "/clock", as: "tims" },
      MENGE: { to: "/quantity", as: "decimal", point: ",", grouping: "." },
    },
  };
  const map = (cells: Record<string, string>, own: Mapping = mapping): Record<string, unknown> => {
    const record = { ID: "1", ...cells };
    const columns = Object.keys(record);
    return compileMapping(own, { source: "sap", type: "t" }).map({ line: 1, columns, record, raw: "", findings: [] })
      .input as never;
  };
  const { zone: _, ...anywhere } = mapping.time as { column: string; clock: string; zone: string };
  const rows: readonly [cells: Record<string, string>, says: object, own?: Mapping][] = [
    [
      { ERDAT: "20260331", ERZET: "235959" },
      { time: "2026-03-31T22:59:59.000Z", timeuncertaintyms: 1_000 },
    ],
    [
      { ERDAT: "20260331", ERZET: "240000" },
      { time: "2026-03-31T23:00:00.000Z", data: { day: "2026-03-31", clock: "24:00:00" } },
    ],
    [{ ERDAT: "20260331", ERZET: "000000" }, { time: "2026-03-30T23:00:00.000Z" }],
    [
      { ERDAT: "20260331", ERZET: "246000" },
      { timeuncertaintyms: 43_200_000, data: { day: "2026-03-31", clock: "246000" } },
    ],
    [{ ERDAT: "20260331", ERZET: "240001" }, { data: { day: "2026-03-31", clock: "240001" } }],
    [{ ERDAT: "20260230", ERZET: "" }, { data: { day: "20260230", clock: null } }],
    [
      { ERDAT: "20260331", ERZET: "120000" },
      { time: "2026-03-31T11:00:00.000Z", timeuncertaintyms: 46_800_000 },
      { ...mapping, time: anywhere },
    ],
    [{ MENGE: "1.234,500-" }, { data: { quantity: "-1234.500" } }],
    [{ MENGE: ",50" }, { data: { quantity: "0.50" } }],
  ];
  for (const [cells, says, own] of rows) {
    it(JSON.stringify(cells), () => expect(map(cells, own)).toMatchObject(says));
  }
  it("a day of eight zeros is none, and no time", () => {
    const event = map({ ERDAT: "00000000", ERZET: "120000" });
    expect(event).toMatchObject({ data: { day: null } });
    expect(event).not.toHaveProperty("time");
  });
});
