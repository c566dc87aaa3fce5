import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
const contract = (...args: readonly string[]) => run(["contract", ...args], { cwd: folder });

describe("contract, a verb of two words", () => {
  it.each([[[]], [["--help"]]])("lists its commands for %j", (args: readonly string[]) => {
    const { code, stdout } = contract(...args);
    expect([code, stdout.split("\n")[0]]).toEqual([0, "Usage: countersign contract COMMAND [OPTIONS]"]);
    expect(stdout).toContain("lint");
  });
  it("teaches each command with an example", () => {
    expect(contract("lint", "--help").stdout).toContain("  $ countersign contract lint");
  });
  const wrong: readonly [readonly string[], string][] = [
    [["launch"], "there is no command `contract launch`: use lint"],
    [["lint"], "CONTRACT is missing"],
    [["lint", "a", "b"], "`b` is one argument too many"],
  ];
  it.each(wrong)("%j is wrong usage, told in one line", (args, says) => {
    const { code, stdout, stderr } = contract(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(says);
    expect(stderr).toMatch(/see `countersign contract --help` \[usage\]\n$/);
  });
});

describe("contract lint", () => {
  it("passes a contract that can be used", () => {
    const { code, stdout } = contract("lint", write("order.json", order));
    expect([code, stdout]).toEqual([0, "proven   order.json: `order` 1.0.0 can be used\n"]);
  });
  it("says what is wrong, and where", () => {
    const file = write("slow.json", { ...order, schema: { type: "string", pattern: "(a+)+" } });
    const { code, stdout } = contract("lint", file, "--json");
    expect([code, JSON.parse(stdout).problems[0]]).toMatchObject([
      3,
      { code: "contract_pattern_unsafe", path: "/schema/pattern" },
    ]);
  });
});
