import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatTypes } from "../../src/contracts/index.ts";
import { contractWith, objectWith } from "./support.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-types-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const order = contractWith({
  type: "object",
  required: ["id", "lines"],
  additionalProperties: false,
  properties: {
    id: { type: "string", description: "Number of the order" },
    status: { enum: ["open", "closed", 7, null] },
    eta: { type: "number", "x-unit": "min", "x-owner": "carrier" },
    buyer: { type: ["string", "null"], "x-classification": "personal", "x-sentinels": ["n/a"] },
    lines: { type: "array", items: { $ref: "#/$defs/line" } },
    parent: { $ref: "#" },
    way: { oneOf: [{ type: "string" }, objectWith({ by: { const: "sea" } }, { required: ["by"] })] },
  },
  $defs: {
    line: objectWith({
      price: { type: "string", format: "decimal", "x-unit": { pointer: "/currency" } },
      next: { $ref: "#/$defs/line" },
    }),
  },
});

const hostile = contractWith(
  objectWith(
    {
      "*/ export const stolen = 1; /*": { type: "string", description: "*/ export const stolen = 1; /*" },
      '\u2028\n"': { enum: ['"; export const stolen = 1; "', "$" + "{1}", "\u202e"] },
      constructor: { type: "string", title: "line\nexport const stolen = 1;" },
      ref: { $ref: "#/$defs/a b;c" },
    },
    { $defs: { "a b;c": { type: "integer" } } },
  ),
  { id: "7-of.9" },
);

/** What the compiler has to say about the files, each with the lines of the uses. */
function problems(sources: Readonly<Record<string, string>>): readonly string[] {
  const files = Object.entries(sources).map(([name, text]) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  });
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    exactOptionalPropertyTypes: true,
    types: [],
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0 }) => {
    const line = file?.getLineAndCharacterOfPosition(start).line ?? 0;
    return file?.text.split("\n")[line] ?? "";
  });
}

describe("types of a contract", () => {
  it("say what the schema says, and compile; hostile names end nothing", () => {
    const uses = `import type { PurchaseOrder, Line } from "./order.d.ts";
export const right: PurchaseOrder = { id: "1", lines: [{ price: "1", next: {} }], status: 7, buyer: null, parent: { id: "2", lines: [] }, way: { by: "sea" } };
export const line: Line = { price: "2", anything: 1 };
export const missing: PurchaseOrder = { id: "1" };
export const wrong: PurchaseOrder = { id: 1, lines: [] };
export const extra: PurchaseOrder = { id: "1", lines: [], more: 1 };
export const status: PurchaseOrder = { id: "1", lines: [], status: "lost" };
`;
    const stolen = `import type * as hostile from "./hostile.d.ts";
export const name: hostile.Type7Of9 = { "*/ export const stolen = 1; /*": "a", constructor: "b", ref: 1 };
export type None = typeof hostile.stolen;
`;
    expect(
      problems({
        "order.d.ts": formatTypes(order),
        "uses.ts": uses,
        "hostile.d.ts": formatTypes(hostile),
        "stolen.ts": stolen,
      }).map((text) => text.slice(0, 20)),
    ).toEqual([
      "export type None = t",
      "export const missing",
      "export const wrong: ",
      "export const extra: ",
      "export const status:",
    ]);
  });
  it("carry units, owners and classification as comments", () => {
    const text = formatTypes(order);
    for (const comment of [
      "/** Data contract purchase-order 1.0.0. */",
      "/** Number of the order */",
      "   * Unit: min\n   * Owner: carrier\n",
      '   * Classification: personal\n   * Stands for no value: "n/a"\n',
      "   * Unit: in the field `currency` beside it\n   * Format: decimal\n",
    ])
      expect(text).toContain(comment);
    expect(formatTypes(hostile)).not.toMatch(/[\u2028\u202e]/);
  });
});
