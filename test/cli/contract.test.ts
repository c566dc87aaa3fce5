import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Command } from "../../src/cli/command.ts";
import { infer } from "../../src/cli/contract/infer.ts";
import { validate } from "../../src/cli/contract/validate.ts";
import { createOutput } from "../../src/cli/output.ts";
import { run } from "./run.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-contract-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const order = {
  formatVersion: 1,
  id: "order",
  version: "1.0.0",
  owner: "procurement",
  tier: "material",
  schema: { type: "object", required: ["id"], properties: { id: { type: "string" } } },
};
const write = (name: string, document: unknown): string => {
  writeFileSync(join(folder, name), JSON.stringify(document));
  return name;
};
const text = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return name;
};
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const contract = (...args: readonly string[]) => run(["contract", ...args], { cwd: folder });

/** A command in this process: it starts hundreds of times faster than a program. */
async function call(command: Command, positionals: readonly string[], values: Record<string, string | boolean> = {}) {
  let stdout = "";
  const output = createOutput({
    json: values.json === true,
    plain: true,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: () => true },
  });
  const code = await command.run({ positionals: positionals.map((name) => join(folder, name)), values }, output);
  return { code, stdout: stdout.replaceAll(`${folder}/`, "") };
}

describe("contract, a verb of two words", () => {
  it.each([[[]], [["--help"]]])("lists its commands for %j", (args: readonly string[]) => {
    const { code, stdout } = contract(...args);
    expect([code, stdout.split("\n")[0]]).toEqual([0, "Usage: countersign contract COMMAND [OPTIONS]"]);
    expect(stdout).toContain("lint");
  });
  it("teaches each command with an example", () => {
    expect(contract("lint", "--help").stdout).toContain("  $ countersign contract lint");
  });
  const wrong: readonly [readonly string[], says: string, see: string][] = [
    [["launch"], "there is no command `contract launch`: use infer, lint", "contract"],
    [["lint"], "CONTRACT is missing", "contract lint"],
    [["lint", "a", "b"], "`b` is one argument too many", "contract lint"],
  ];
  it.each(wrong)("%j is wrong usage, told in one line", (args, says, see) => {
    const { code, stdout, stderr } = contract(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(says);
    expect(stderr.endsWith(`; see \`countersign ${see} --help\` [usage]\n`)).toBe(true);
  });
});

describe("contract lint", () => {
  it("passes a contract that can be used, and says what would make it safer", () => {
    const { code, stdout } = contract("lint", write("order.json", order));
    expect([code, stdout]).toEqual([
      0,
      `proven   order.json can be used
  warning  /: nothing says which member is the business key: stories and exceptions cannot be found by it [key_not_declared]
           write "businessKey": "/id"
  warning  /schema: a member that nobody declared is no finding [object_open]
           write "additionalProperties": false, or true to say that it is meant
  warning  /schema/properties/id: a text of any length fits [text_unbounded]
           write "maxLength": 100
`,
    ]);
  });
  it("says everything that is wrong, and where", () => {
    const properties = {
      a: { type: "string", pattern: "(a+)+" },
      b: { "x-unit": "furlong" },
      c: { $ref: "https://x" },
    };
    const { code, stdout } = contract(
      "lint",
      write("slow.json", { ...order, schema: { type: "object", properties } }),
      "--json",
    );
    const { usable, remarks } = JSON.parse(stdout);
    expect([code, usable, remarks.map((one: { path: string }) => one.path)]).toEqual([
      3,
      false,
      ["/schema/properties/a/pattern", "/schema/properties/b/x-unit", "/schema/properties/c/$ref"],
    ]);
  });
});

const rows = [
  "order,quantity,price,on",
  ...Array.from(
    { length: 30 },
    (_, n) => `PO-${n + 1},${n + 2},${(n + 3) / 4},2026-03-${String((n % 28) + 1).padStart(2, "0")}`,
  ),
];

describe("contract infer and validate", () => {
  it("a draft that every record keeps to, and that finds what no record had", async () => {
    const file = text("orders.csv", `${rows.join("\n")}\n`);
    const inferred = await call(infer, [file], { owner: "procurement", out: join(folder, "inferred.json") });
    expect([inferred.code, inferred.stdout]).toEqual([0, "inferred.json\n"]);
    expect(JSON.parse(read("inferred.json"))).toMatchObject({
      id: "orders",
      owner: "procurement",
      version: "0.1.0",
      businessKey: "/order",
    });
    expect(await call(validate, ["inferred.json", file])).toMatchObject({
      code: 0,
      stdout: "proven   orders.csv: 0 of 30 records do not keep to the contract\n",
    });
    const wrong = text(
      "wrong.csv",
      `${[...rows, "PO-40,many,1.5,2026-03-01", "PO-41,few,1.5,2026-02-30"].join("\n")}\n`,
    );
    const { code, stdout } = await call(validate, ["inferred.json", wrong], { json: true });
    const judged = JSON.parse(stdout);
    expect([code, judged.records, judged.wrong]).toEqual([3, 32, 2]);
    expect(
      judged.groups.map((group: { path: string; records: number; line: number }) => [
        group.path,
        group.records,
        group.line,
      ]),
    ).toEqual([
      ["/quantity", 2, 32],
      ["/on", 1, 33],
    ]);
  });
  it("reads cells as the contract wants them, JSON lines, lists and single documents as they are", async () => {
    const schema = {
      type: "object",
      required: ["n"],
      properties: {
        n: { type: "integer" },
        ok: { type: "boolean" },
        lines: { type: "array", items: { type: "integer" } },
      },
    };
    const file = write("n.json", { ...order, schema });
    const wrongIn = async (data: string): Promise<number> =>
      JSON.parse((await call(validate, [file, data], { json: true })).stdout).wrong;
    expect(await wrongIn(text("cells.csv", "n,ok\n1,true\n,\n1.5,\n2,maybe\n"))).toBe(3);
    expect(await wrongIn(text("lines.ndjson", '{"n":1}\n{"n":"1"}\n'))).toBe(1);
    expect(await wrongIn(write("list.json", [{ n: 1 }, {}]))).toBe(1);
    expect(await wrongIn(write("one.json", { n: 1, lines: [1, "x", "y"] }))).toBe(1);
    const { stdout } = await call(validate, [file, "one.json"]);
    expect(stdout).toContain(
      "  1  type_wrong  line 1: `/lines/1` is a text of 1 character, `x`; expected a whole number\n",
    );
  });
  it("judges quality rules over the whole file", async () => {
    const quality = [{ name: "ids", metric: "duplicateValues", field: "/id", atMostPercent: "0", window: 1000 }];
    const file = write("quality.json", { ...order, formatVersion: 2, quality });
    const { code, stdout } = await call(validate, [file, text("twice.ndjson", '{"id":"a"}\n{"id":"a"}\n')]);
    expect(code).toBe(3);
    expect(stdout).toContain(
      "`ids` is not kept: in 2 records, 1 of 2 values at `/id` are the same as another one; at most 0 % may be",
    );
  });
});

describe("contract types and compile", () => {
  it("print on standard output, or write a file", () => {
    const file = write("order.json", order);
    expect(contract("types", file).stdout).toContain('export type Order = {\n  readonly "id": string;\n');
    expect(contract("compile", file, "--out", "order.mjs").stdout).toBe("order.mjs\n");
    expect(read("order.mjs")).toContain("export const digest = ");
  });
});

describe("contract publish", () => {
  it("publishes once, and never other content under the same version", () => {
    const file = write("order.json", { ...order, compatibility: "NONE" });
    const publish = (...more: readonly string[]) => contract("publish", file, "--registry", "contracts", ...more);
    expect(publish("--by", "sales").stderr).toContain("[publisher_not_owner]");
    expect(publish("--by", "procurement").stdout).toMatch(/^PUBLISHED {2}`order` 1.0.0 {2}[0-9a-f]{64}\n$/);
    expect(publish("--by", "procurement").stdout).toMatch(/^UNCHANGED/);
    write("order.json", { ...order, compatibility: "NONE", title: "Other" });
    expect(publish("--by", "procurement")).toMatchObject({ code: 1, stdout: "" });
    expect(JSON.parse(read("contracts/order/listing.json")).versions).toHaveLength(1);
  });
  it("signs with the publisher's key, whose name the trusted keys say", () => {
    run(["keys", "new", "keys", "--name", "acme.example/house"], { cwd: folder });
    run(["keys", "add", "keys", "--principal", "procurement", "--role", "publisher"], { cwd: folder });
    const file = write("eta.json", { ...order, id: "eta", compatibility: "NONE" });
    const trusted = ["--trusted", "keys/trusted-keys.json"];
    const { code, stdout } = contract(
      "publish",
      file,
      "--registry",
      "contracts",
      "--key",
      "keys/procurement.jwk.json",
      ...trusted,
      "--json",
    );
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { by: "procurement", sealed: true, isNew: true }]);
    expect(read("contracts/eta/1.0.0.statement.json")).toContain("signatures");
    const house = contract("publish", file, "--registry", "contracts", "--key", "keys/house.jwk.json", ...trusted);
    expect([house.code, house.stderr]).toMatchObject([2, expect.stringContaining("not the key of a publisher")]);
  });
});
