import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Ran, run } from "./run.ts";

let folder: string;
const write = (name: string, document: unknown): void => writeFileSync(join(folder, name), JSON.stringify(document));
const contract = (...args: readonly string[]): Ran => run(["contract", ...args], { cwd: folder });

const version = (number: string, properties: object, required: readonly string[] = []): object => ({
  formatVersion: 1,
  id: "order",
  version: number,
  owner: "procurement",
  tier: "material",
  schema: { type: "object", required, properties },
});

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-compat-"));
  const status = { enum: ["OPEN", "DONE"] };
  write("1.json", version("1.0.0", { id: { type: "string" }, status }));
  write("2.json", version("2.0.0", { id: { type: "string" }, status }, ["id"]));
  write("3.json", version("3.0.0", { id: { type: "string" }, status: { enum: ["OPEN", "DONE", "HELD"] } }, ["id"]));
  write("consumers.json", [
    { name: "prints", reads: ["/id"] },
    { name: "routes", reads: [], switchesOn: { "/status": ["OPEN", "DONE"] } },
  ]);
  write("old.schema.json", { type: "string", maxLength: 5, example: "x" });
  write("new.schema.json", { type: "string", maxLength: 9 });
  write("list.json", []);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("contract compat", () => {
  it("prints the change, the document that shows it, and the edit that would do", () => {
    const { code, stdout, stderr } = contract("compat", "1.json", "2.json");
    expect([code, stderr]).toEqual([3, ""]);
    expect(stdout).toContain("refuted  broken: the data must now have `id`. the old contract allows the document");
    expect(stdout).toContain("document  {}\n");
    expect(stdout).toContain("edit      compatible with this edit: leave `required` of the data as before\n");
    expect(stdout).toContain("breaking       compatible     required_added");
  });

  it("says proven when nothing that changed shows, and names the consumer that breaks all the same", () => {
    const { code, stdout } = contract("compat", "2.json", "3.json", "--consumers", "consumers.json");
    expect(code).toBe(0);
    expect(stdout).toContain("proven   compatible: nothing that changed shows in any document (BACKWARD)\n");
    expect(stdout).toContain("proven   `prints` reads nothing that changed for it\n");
    expect(stdout).toContain("refuted  `routes` breaks: `/status` may now be `HELD`, too");
  });

  it.each([
    [["old.schema.json", "new.schema.json"], 0, "compatible"],
    [["old.schema.json", "new.schema.json", "--mode", "forward"], 3, "broken"],
    [["1.json", "3.json", "--mode", "FULL", "--lenient"], 3, "broken"],
    [["2.json", "3.json", "--earlier", "1.json", "--mode", "BACKWARD_TRANSITIVE"], 3, "broken"],
    [["1.json", "2.json", "--budget", "0"], 4, "unknown"],
  ] as const)("%j exits with %i and one JSON value: %s", (args, expected, verdict) => {
    const { code, stdout } = contract("compat", ...args, "--json");
    const report = JSON.parse(stdout) as { verdict: string; steps: number };
    expect([code, report.verdict]).toEqual([expected, verdict]);
  });

  it.each([
    [["1.json", "2.json", "--mode", "SIDEWAYS"], 2, "--mode must be one of NONE, BACKWARD"],
    [["1.json", "list.json"], 2, "`list.json` is neither a contract nor a JSON Schema"],
    [["1.json", "gone.json"], 1, "`gone.json` cannot be read"],
    [["1.json", "2.json", "--consumers", "1.json"], 1, "not a list of consumers"],
  ] as const)("%j is told in one line", (args, expected, says) => {
    const { code, stderr } = contract("compat", ...args);
    expect([code, stderr.includes(says)]).toEqual([expected, true]);
  });
});

describe("contract diff", () => {
  it("lists the differences with what they mean in both directions", () => {
    const { code, stdout } = contract("diff", "2.json", "3.json");
    expect(code).toBe(0);
    expect(stdout).toBe(
      "new reads old  old reads new  code          what\ncompatible     breaking       values_added  `/status` may now be `HELD`, too\n",
    );
    expect(contract("diff", "1.json", "1.json").stdout).toBe("nothing differs\n");
  });
});
