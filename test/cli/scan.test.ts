import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "./run.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-scan-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const scan = (...args: readonly string[]) => run(["scan", ...args], { cwd: folder });

const order = (n: number) => {
  const [quantity, price] = [5 + ((n * 7) % 40), 110 + ((n * 37) % 900)];
  return {
    order: `45${String(n).padStart(5, "0")}`,
    quantity,
    price: (price / 100).toFixed(2),
    value: ((quantity * price) / 100).toFixed(2),
    on: n % 10 ? "2026-03-31" : "not captured",
  };
};
type Order = ReturnType<typeof order>;
const orders: readonly Order[] = Array.from({ length: 200 }, (_, n) => order(n));
const toCsv = (rows: readonly object[], divider = ","): string =>
  [Object.keys(rows[0] as object), ...rows.map((row) => Object.values(row))]
    .map((cells) => cells.join(divider))
    .join("\n");

describe("one file", () => {
  it("the most surprising thing comes first: rows in another unit", () => {
    const file = write(
      "orders.csv",
      toCsv(orders.map((row, n) => (n > 194 ? { ...row, value: (Number(row.value) * 60).toFixed(2) } : row))),
    );
    const { code, stdout, stderr } = scan(file);
    expect([code, stderr]).toEqual([0, ""]);
    const [first = ""] = stdout.split("\n");
    expect(first).toContain("`value = quantity × price` holds in 97.5 % of 200 rows, and not in 5");
    expect(first).toContain("at line 197; 5 rows are off by 60, as mixed units are");
    expect(stdout).toContain('10.0 % of `on` are no dates: "not captured" 20 times; first at line 2');
    expect(stdout).toContain("`order` tells all 200 rows apart");
    expect(stdout).toMatch(/nothing was written\n$/);
  });
  it("repeated keys and repeated rows, with their lines", () => {
    const file = write("twice.csv", toCsv([...orders, { ...orders[7], quantity: 99 } as Order, orders[3] as Order]));
    const { stdout } = scan(file);
    expect(stdout).toContain("2 rows repeat an earlier one, such as `4500007` at lines 9 and 202");
    expect(stdout).toContain(
      "1 row repeat an earlier row in every cell, such as line 203, which repeats line 5".replace(
        "1 row repeat",
        "1 row repeats",
      ),
    );
  });
  it("rows that do not fit under the header", () => {
    const file = write("ragged.csv", `${toCsv(orders)}\n1,2\n`);
    expect(scan(file).stdout.split("\n")[0]).toContain("1 row has more or fewer cells than the header");
  });
  it.each<[string, () => string | Uint8Array]>([
    ["semicolons", () => toCsv(orders, ";")],
    ["NDJSON", () => orders.map((row) => JSON.stringify(row)).join("\n")],
    ["a JSON list", () => JSON.stringify(orders)],
    ["UTF-16", () => Buffer.from(`\ufeff${toCsv(orders)}`, "utf16le")],
    ["gzip", () => gzipSync(toCsv(orders))],
  ])("reads %s", (_, content) => {
    const { stdout } = scan(write("any.dat", content()), "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      rows: 200,
      relations: [{ relation: { name: "value = quantity × price" }, broken: 0 }],
    });
  });
  it("prints one JSON object, with everything in it, and can stop early", () => {
    const { stdout, stderr } = scan(write("orders.csv", toCsv(orders)), "--json", "--limit", "50");
    expect(stderr).toBe("");
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      format: "csv",
      delimiter: ",",
      encoding: "utf-8",
      isPacked: false,
      rows: 50,
      isCut: true,
    });
    expect(result.fields.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      "/order",
      "/quantity",
      "/price",
      "/value",
      "/on",
    ]);
    expect(result.peakMemoryBytes).toBeGreaterThan(0);
  });
  it("writes nothing", () => {
    const before = readdirSync(folder).sort();
    scan(join(folder, "orders.csv"));
    scan(join(folder, "orders.csv"), join(folder, "orders.csv"));
    expect(readdirSync(folder).sort()).toEqual(before);
  });
});

describe("two files that should agree", () => {
  const wms = orders.map(({ order: po, quantity, price, value, on }) => ({
    order: po.replace("45", "0045"),
    quantity,
    price,
    value: (Number(value) * 60).toFixed(2),
    on,
  }));
  it("a rule that explains all of them comes first, with the key found by itself", () => {
    const { code, stdout } = scan(
      write("erp.csv", toCsv(orders)),
      write("wms.json", JSON.stringify(wms.slice(0, 190))),
    );
    expect(code).toBe(3);
    const [first] = stdout.split("\n");
    expect(first).toContain("`/value` of `wms.json` is 60 times `/value` of `erp.csv`");
    expect(first).toContain("190 of 190 rows that differ");
    expect(stdout).toContain("compared by `order`");
    expect(stdout).toMatch(/defect: 10 rows of `erp.csv` are not in `wms.json`/);
    expect(stdout).toContain("line 192 of `erp.csv`: `4500190` is in `erp.csv` and not in `wms.json`");
  });
  it("a key under another name is found by its values", () => {
    const renamed = orders.map(({ order: po, ...rest }) => ({ po, ...rest }));
    const { code, stdout } = scan(write("erp.csv", toCsv(orders)), write("renamed.csv", toCsv(renamed)));
    expect([code, stdout.split("\n")[0]]).toEqual([0, "The two files agree in all 200 rows"]);
    expect(stdout).toContain("compared by `order` (`po` in the second)");
  });
  it("or named, and has to be there", () => {
    expect(scan(join(folder, "erp.csv"), join(folder, "erp.csv"), "--key", "order").code).toBe(0);
    expect(scan(join(folder, "erp.csv"), join(folder, "renamed.csv"), "--key", "order")).toMatchObject({
      code: 2,
      stdout: "",
      stderr: expect.stringContaining("`renamed.csv` has no column `order`"),
    });
  });
  it("without a common key nothing is said: exit code 4", () => {
    const { code, stdout } = scan(join(folder, "erp.csv"), write("colours.csv", "colour\nred\nred\nred\n"));
    expect([code, stdout.split("\n")[0]]).toEqual([
      4,
      "No key is known by which rows of the two files belong together: name one with --key",
    ]);
  });
});

describe("what cannot be read is one line and a code", () => {
  const cases: readonly [what: string, args: () => readonly string[], code: number, says: string][] = [
    ["no file", () => [join(folder, "none.csv")], 1, "[file_unreadable]"],
    ["a folder", () => [folder], 1, "[file_unreadable]"],
    ["an empty file", () => [write("empty.csv", "")], 1, "[csv_empty]"],
    ["half an archive", () => [write("half.gz", gzipSync(toCsv(orders)).subarray(0, 300))], 1, "[gzip_damaged]"],
    ["a workbook", () => [write("book.xlsx", "PK\u0003\u0004")], 1, "[csv_not_text]"],
    [
      "a file in Windows-1252",
      () => [write("latin.csv", Buffer.from("a\nM\xfcller\n", "latin1"))],
      1,
      "[csv_encoding]",
    ],
    [
      "an encoding that nobody knows",
      () => [write("a.csv", "a\n1\n"), "--encoding", "ebcdic"],
      2,
      "--encoding must be one of",
    ],
    ["no rows wanted", () => [write("a.csv", "a\n1\n"), "--limit", "0"], 2, "--limit must be at least 1"],
  ];
  for (const [what, args, code, says] of cases) {
    it(`${what}: ${says}`, () => {
      const ran = scan(...args());
      expect([ran.code, ran.stdout]).toEqual([code, ""]);
      expect(ran.stderr).toMatch(/^countersign: [^\n]+\n$/);
      expect(ran.stderr).toContain(says);
    });
  }
  it("and is read where its encoding is named", () => {
    const { stdout } = scan(
      write("latin.csv", Buffer.from("name\nM\xfcller\n", "latin1")),
      "--encoding",
      "windows-1252",
    );
    expect(stdout).toContain("Müller");
  });
});

describe("nothing in a file acts on the terminal", () => {
  const evil = [
    "\u001b[2J\u001b[31mred",
    "\u009b2Jx",
    "a\u202ecba",
    "=cmd|' /C calc'!A0",
    "x\u0007y",
    "\u001b]0;title\u0007",
  ];
  const acting = /(?!\n)[\p{Cc}\p{Cf}]/u;
  const hostile = (): string =>
    write(
      "evil.csv",
      `"${evil[0]}",${evil[1]},n\n${evil.map((text, n) => `"${text}",${n % 2 ? "N/A" : n},${n}`).join("\n")}\n`,
    );
  it.each([[[]], [["--json"]]])("with %j", (more) => {
    for (const files of [[hostile()], [hostile(), hostile()]]) {
      const { stdout, stderr } = scan(...files, ...more);
      expect(stdout).not.toBe("");
      expect(stdout + stderr).not.toMatch(acting);
    }
  });
  it("nor in what went wrong with it", () => {
    const { code, stderr } = scan(write("evil.ndjson", '{"\\u001b[2J":1,"\\u001b[2J":2}\n'));
    expect([code, acting.test(stderr.trimEnd())]).toEqual([1, false]);
  });
});
