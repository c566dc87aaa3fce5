import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { compileContract, type StandardSchema, withStandardSchema } from "../../src/contracts/index.ts";
import type { JsonObject } from "../../src/foundation/index.ts";
import { createGate } from "../../src/gate/index.ts";
import { compiledWith, contractWith, objectWith } from "./support.ts";

describe.each([
  ["zod", z.object({ id: z.string().min(2), lines: z.array(z.object({ quantity: z.number().positive() })) })],
  [
    "valibot",
    v.object({
      id: v.pipe(v.string(), v.minLength(2)),
      lines: v.array(v.object({ quantity: v.pipe(v.number(), v.gtValue(0)) })),
    }),
  ],
] as const)("a schema of %s fits in where a compiled contract does", (_, schema) => {
  const compiled = withStandardSchema(compiledWith({ type: "object" }), schema);
  it("and what it has to say becomes findings with their places", () => {
    expect(compiled.validate({ id: "PO", lines: [{ quantity: 1 }] })).toEqual([]);
    const findings = compiled.validate({ id: "P", lines: [{ quantity: 1 }, { quantity: -1 }, {}] });
    expect(findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      "schema_violated /id",
      "schema_violated /lines/1/quantity",
      "schema_violated /lines/2/quantity",
    ]);
  });
  it("at the gate, too", async () => {
    const stream = { name: "s", contract: "purchase-order", preset: "strict" } as const;
    const gate = createGate({ contracts: [compiled], streams: [stream] });
    const { reasons } = await gate.admit({
      specversion: "1.0",
      id: "1",
      source: "erp",
      type: "order",
      data: { id: 7, lines: [] },
    });
    expect(reasons.filter(({ stage }) => stage === "contract").map(({ path }) => path)).toEqual(["/data/id"]);
    await gate.close();
  });
});

describe("a schema of another library", () => {
  it("becomes the contract's own where it can be exported", () => {
    const schema = z.strictObject({ id: z.string(), n: z.int().optional() });
    const compiled = compileContract(contractWith(z.toJSONSchema(schema) as JsonObject));
    for (const data of [{ id: "a" }, { id: 1 }, {}, { id: "a", n: 1.5 }, { id: "a", x: 1 }])
      expect([compiled.validate(data).length === 0, data]).toEqual([schema.safeParse(data).success, data]);
  });
  it("tells nothing of what the contract hides", () => {
    const secret = z.object({
      buyer: z.string().refine(() => false, { error: ({ input }) => `not ${String(input)}` }),
    });
    const hidden = withStandardSchema(
      compiledWith(objectWith({ buyer: { type: "string", "x-classification": "personal" } })),
      secret,
    );
    expect(JSON.stringify(hidden.validate({ buyer: "Erika" }))).not.toContain("Erika");
  });
  it("is not asked about what is no data, and may not answer later", () => {
    const never: StandardSchema = { "~standard": { version: 1, vendor: "x", validate: () => expect.unreachable() } };
    expect(withStandardSchema(compiledWith({}), never).validate(undefined as never)[0]?.code).toBe("data_unreadable");
    const later: StandardSchema = { "~standard": { version: 1, vendor: "x", validate: async (value) => ({ value }) } };
    expect(() => withStandardSchema(compiledWith({}), later).validate({})).toThrow(TypeError);
  });
});

describe("a compiled contract is a Standard Schema itself:", () => {
  const { "~standard": standard } = compiledWith(objectWith({ "a/b": { type: "array", items: { type: "integer" } } }));
  it("valid data comes back as it is", () => {
    const data = { "a/b": [1] };
    expect((standard.validate(data) as { value: unknown }).value).toBe(data);
  });
  it("findings become issues", () =>
    expect(standard.validate({ "a/b": [1, "x"] })).toEqual({
      issues: [{ message: "`/a~1b/1` is a text of 1 character, `x`; expected a whole number", path: ["a/b", "1"] }],
    }));
  it("it says who it is", () => expect([standard.version, standard.vendor]).toEqual([1, "countersign"]));
});
