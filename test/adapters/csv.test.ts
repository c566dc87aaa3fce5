import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCsv } from "../../src/adapters/index.ts";
import { rejectionOf } from "../support.ts";
import { bytesOf, inPieces, readAll } from "./support.ts";

const MIB = 1_048_576;
const cellsOf = async (content: string | Uint8Array, options = {}) =>
  (await readAll(content, options)).rows.map(({ record }) => Object.values(record));

describe("a file with a header is read row by row", () => {
  const rows: readonly [what: string, content: string, expected: readonly (readonly [line: number, ...string[]])[]][] =
    [
      [
        "with LF",
        "a,b\n1,2\n3,4\n",
        [
          [2, "1", "2"],
          [3, "3", "4"],
        ],
      ],
      [
        "with CR LF",
        "a,b\r\n1,2\r\n3,4\r\n",
        [
          [2, "1", "2"],
          [3, "3", "4"],
        ],
      ],
      [
        "with CR",
        "a,b\r1,2\r3,4\r",
        [
          [2, "1", "2"],
          [3, "3", "4"],
        ],
      ],
      ["without a line end at its end", "a,b\n1,2", [[2, "1", "2"]]],
      ["with a byte order mark", "\ufeffa,b\n1,2\n", [[2, "1", "2"]]],
      ["with a byte order mark before a quoted name", '\ufeff"a",b\n1,2\n', [[2, "1", "2"]]],
      ["with quotes", 'a,b\n"x, ""y""",2\n', [[2, 'x, "y"', "2"]]],
      [
        "with line ends in quotes",
        'a,b\r\n"x\r\ny",2\r\n3,4\r\n',
        [
          [2, "x\r\ny", "2"],
          [4, "3", "4"],
        ],
      ],
      [
        "with line ends of all kinds in quotes",
        'a,b\n"x\ry\r\nz",2\n3,4\n',
        [
          [2, "x\ry\r\nz", "2"],
          [5, "3", "4"],
        ],
      ],
      ["with a line end in its header", '"a\nb",c\n1,2\n', [[3, "1", "2"]]],
      [
        "with empty lines",
        "a,b\n\n\n1,2\n\n3,4\n\n",
        [
          [4, "1", "2"],
          [6, "3", "4"],
        ],
      ],
      [
        "with empty lines, CR LF",
        "a,b\r\n\r\n1,2\r\n\r\n3,4",
        [
          [3, "1", "2"],
          [5, "3", "4"],
        ],
      ],
      [
        "with an empty line of the other kind",
        "a,b\n1,2\n\r\n3,4\n",
        [
          [2, "1", "2"],
          [4, "3", "4"],
        ],
      ],
      ["with empty cells", "a,b\n,\n", [[2, "", ""]]],
      ["with a quoted empty cell alone", 'a\n""\n', [[2, ""]]],
      ["with blanks, which are the cell's own", "a,b\n 1 ,2\n", [[2, " 1 ", "2"]]],
      ["with the same names as an object has", "constructor,toString\n1,2\n", [[2, "1", "2"]]],
      ["with a header and no rows", "a,b\n", []],
      ["with a header alone", "a,b", []],
    ];
  it.each(rows)("%s", async (_, content, expected) => {
    const { rows, failure } = await readAll(content);
    expect(failure).toBeUndefined();
    expect(rows.map(({ line, record }) => [line, ...Object.values(record)])).toEqual(expected);
    expect(rows.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it.each([",", ";", "\t", "|"] as const)("divided by %j", async (delimiter) => {
    expect(await cellsOf(`${["a", "b"].join(delimiter)}\n${["1", "2"].join(delimiter)}`, { delimiter })).toEqual([
      ["1", "2"],
    ]);
  });

  it("with its own text, as it stands in the file", async () => {
    const { rows } = await readAll('a,b\r\n"x ""y""\r\nz",2\r\n\r\n3, 4 \r\n');
    expect(rows.map(({ raw }) => raw)).toEqual(['"x ""y""\r\nz",2', "3, 4 "]);
  });

  it("in Windows-1252, with every character that it has", async () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte).filter(
      (byte) => byte >= 0x20 && ![0x22, 0x2c, 0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte),
    );
    const [[cell] = []] = await cellsOf(Buffer.concat([bytesOf("a\n"), all]), { encoding: "windows-1252" });
    expect(cell).toHaveLength(all.length);
    expect(cell).toContain("€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ");
    expect(cell?.endsWith("ýþÿ")).toBe(true);
  });
});

describe("a row that does not fit the header is a row with a finding", () => {
  it.each([
    ["cells_missing", "1", { a: "1" }, { expected: 2, actual: 1 }],
    ["cells_unexpected", "1,2,3", { a: "1", b: "2" }, { expected: 2, actual: 3 }],
    ["cells_missing", "   ", { a: "   " }, { expected: 2, actual: 1 }],
  ])("%s: `%s`", async (code, row, record, facts) => {
    const { rows, failure } = await readAll(`a,b\n${row}\n5,6\n`);
    expect(failure).toBeUndefined();
    expect(rows[0]).toMatchObject({ line: 2, record, raw: row, findings: [{ code, severity: "error", facts }] });
    expect(rows[1]).toMatchObject({ line: 3, record: { a: "5", b: "6" }, findings: [] });
  });
});

describe("pieces of any size give the same rows", () => {
  const content = '\ufeffid,"na\r\nme",€\r\n1,"Côte ""d\'Ivoire""\r\n",x\r\n\r\n2,,😀\r\n3,short\r\n';
  it("a file divided at every byte", async () => {
    const whole = await readAll(content);
    expect(whole.rows.map(({ line }) => line)).toEqual([3, 6, 7]);
    for (let size = 1; size <= bytesOf(content).length; size++)
      expect(await readAll(content, { size }), `pieces of ${size}`).toEqual(whole);
  });

  it.each([
    ["cut in a character", bytesOf("a\n1\nC\u00f4").slice(0, -1)],
    ["not UTF-8", Uint8Array.from([...bytesOf("a\r\n1\r\n"), 0x43, 0xf4, 0x74])],
    ["an old workbook", Uint8Array.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1])],
    ["UTF-16", Uint8Array.from([0xff, 0xfe, 0x61, 0x00])],
    ["a quote that is not closed", bytesOf('a,b\r\n1,2\r\n3,"4\r\n5,6')],
  ])("and the same failure: %s", async (_, bytes) => {
    const whole = await readAll(bytes);
    expect(whole.failure).toBeDefined();
    for (let size = 1; size <= bytes.length; size++)
      expect((await readAll(bytes, { size })).failure, `pieces of ${size}`).toEqual(whole.failure);
  });

  it("whatever the cells are, however they are written", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", '"', ",", "\r", "\n", " ", "é", "😀", "\u2028") });
    const table = fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 });
    const written = (text: string) => `"${text.replaceAll('"', '""')}"`;
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom("\n", "\r\n", "\r"),
        fc.integer({ min: 1, max: 9 }),
        async (rows, end, size) => {
          const content = ["a,b,c", ...rows.map((row) => row.map(written).join(","))].join(end);
          expect(await cellsOf(content, { size })).toEqual(rows);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("what is no CSV text says so, after the rows before", () => {
  const rows: readonly [what: string, content: string | Uint8Array, code: string, details: object][] = [
    ["an empty file", "", "csv_empty", {}],
    ["a byte order mark alone", "\ufeff", "csv_empty", {}],
    ["empty lines alone", "\r\n\r\n", "csv_empty", {}],
    ["a gzip archive", Uint8Array.from([0x1f, 0x8b, 8]), "csv_not_text", { looksLike: "a gzip archive" }],
    ["a workbook", bytesOf("PK\u0003\u0004…"), "csv_not_text", { looksLike: "a ZIP archive or an Excel workbook" }],
    ["UTF-16", Uint8Array.from([0xff, 0xfe, 0x61, 0]), "csv_not_text", { looksLike: "UTF-16 text" }],
    ["a zero byte", "a,b\n1,\0\n", "csv_not_text", { looksLike: "a binary file" }],
    [
      "another encoding",
      Uint8Array.from([...bytesOf("a\n1\nC"), 0xf4]),
      "csv_encoding",
      { encoding: "utf-8", line: 3 },
    ],
    ["half a surrogate pair", Uint8Array.from([...bytesOf("a\n"), 0xed, 0xa0, 0x80]), "csv_encoding", { line: 2 }],
    ["an overlong spelling", Uint8Array.from([...bytesOf("a\n"), 0xc0, 0xaf]), "csv_encoding", { line: 2 }],
    ["a column without a name", "a,,c\n", "csv_header_malformed", { column: 2, problem: "has no name" }],
    ["a column of blanks", "a, \t\n", "csv_header_malformed", { column: 2 }],
    ["a name twice", "a,b, a\n", "csv_header_malformed", { column: 3, problem: "has the same name as column 1" }],
    ["a column `__proto__`", "a,__proto__\n1,2\n", "csv_header_malformed", { column: 2 }],
    [
      "more than 1,000 columns",
      Array.from({ length: 1_001 }, (_, at) => `c${at}`).join(),
      "csv_header_malformed",
      { column: 1_001 },
    ],
    ["a quote in a cell", 'a,b\n1,2"x\n', "csv_quote_misplaced", { line: 2 }],
    ["text behind a quoted cell", 'a,b\n1,2\n"3"x,4\n', "csv_quote_misplaced", { line: 3 }],
    ["a quote that is never closed", 'a,b\n1,2\n\n3,"4\n5,6\n', "csv_quote_misplaced", { line: 4 }],
    ["a large cell", `a,b\n1,${"x".repeat(MIB)}\n`, "csv_row_too_large", { line: 2, limit: MIB }],
    ["a quote that swallows the file", `a,b\n1,"${"2\n1,".repeat(MIB / 3)}`, "csv_row_too_large", { line: 2 }],
    ["delimiters without end", `a,b\n${",".repeat(2 * MIB)}`, "csv_row_too_large", { line: 2 }],
    ["quotes without end", `a,b\n"${'""'.repeat(MIB)}`, "csv_row_too_large", { line: 2 }],
    ["line ends without end", `a,b\n1,2\n${"\n".repeat(2 * MIB)}`, "csv_row_too_large", {}],
  ];
  it.each(rows)("%s", async (_, content, code, details) => {
    const { failure } = await readAll(content);
    expect(failure).toMatchObject({ code, details });
    expect(failure?.message).not.toMatch(/[\r\n]/);
  });

  it("keeps the rows that came before a broken one", async () => {
    const { rows, failure } = await readAll('a,b\n1,2\n3,4\n5,"6');
    expect([rows.length, failure?.code]).toEqual([2, "csv_quote_misplaced"]);
  });

  it("counts lines across the slices that a file is read in", async () => {
    const lines = bytesOf(`a\r\n${"x".repeat(65_532)}\r\n${"y\r\n".repeat(30_000)}`);
    const { failure } = await readAll(Uint8Array.from([...lines, 0xff]));
    expect(failure).toMatchObject({ code: "csv_encoding", details: { line: 30_003 } });
  });

  it("knows five bytes that Windows-1252 does not, and a mark that it never has", async () => {
    for (const byte of [0x81, 0x8d, 0x8f, 0x90, 0x9d])
      expect((await readAll(Uint8Array.from([0x61, 0x0a, byte]), { encoding: "windows-1252" })).failure).toMatchObject({
        code: "csv_encoding",
        details: { encoding: "windows-1252", line: 2 },
      });
    const { failure } = await readAll("\ufeffa\n1\n", { encoding: "windows-1252" });
    expect(failure).toMatchObject({ code: "csv_encoding", details: { encoding: "windows-1252", line: 1 } });
  });

  it("passes on what the source throws, and does not take text for bytes", async () => {
    async function* broken() {
      yield bytesOf("a\n1\n");
      throw new RangeError("the disk is gone");
    }
    const read = async (source: AsyncIterable<Uint8Array>) => {
      for await (const _ of readCsv(source));
    };
    expect(await rejectionOf(read(broken()))).toBe("RangeError");
    expect(await rejectionOf(read(inPieces("a\n1\n" as never)))).toBe("TypeError");
  });

  it("never does anything but rows or an error of its own, whatever the bytes", async () => {
    const hostile = fc.array(
      fc.constantFrom(...[0x22, 0x2c, 0x0a, 0x0d, 0x61, 0xef, 0xbb, 0xbf, 0x00, 0xff, 0xc3, 0xa9]),
      { maxLength: 60 },
    );
    await fc.assert(
      fc.asyncProperty(hostile, fc.integer({ min: 1, max: 60 }), async (bytes, size) => {
        const whole = await readAll(Uint8Array.from(bytes));
        if (whole.failure) expect(whole.failure.code).toMatch(/^csv_/);
        const pieces = await readAll(Uint8Array.from(bytes), { size });
        expect(pieces.failure?.code === undefined).toBe(whole.failure === undefined);
        if (!whole.failure) expect(pieces).toEqual(whole);
      }),
      { numRuns: 400 },
    );
  });
});

describe("memory", () => {
  it("stays bounded where one chunk holds the whole file, and reading may stop at any row", async () => {
    const chunk = bytesOf(`a,b\n${"1,2\n".repeat(200_000)}`);
    let read = 0;
    for await (const _ of readCsv(inPieces(chunk))) {
      read += 1;
      if (read === 3) break;
    }
    expect(read).toBe(3);
  });
});
