import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createIdentities } from "../../src/contracts/counterexample/identity.ts";
import { formatSamples } from "../../src/contracts/counterexample/samples.ts";
import { type Found, search } from "../../src/contracts/counterexample/search.ts";
import { contractAround, createSide, type Side } from "../../src/contracts/counterexample/side.ts";
import { createRun } from "../../src/contracts/counterexample/solve.ts";
import { ContractsError } from "../../src/contracts/index.ts";
import { formats } from "../../src/contracts/schema/formats.ts";
import type { JsonObject } from "../../src/foundation/index.ts";
import { changed, documents, schemas } from "./schemas.ts";

const sideOf = (schema: JsonObject): Side => createSide(contractAround(schema), { isStrict: false });

/** Undefined for a schema that is refused: one that applies itself without end, say. */
const sideIfAny = (schema: JsonObject): Side | undefined => {
  try {
    return sideOf(schema);
  } catch (error) {
    if (error instanceof ContractsError) return undefined;
    throw error;
  }
};

function ask(writer: Side, reader: Side, steps = 3_000): Found {
  const run = createRun({ identify: createIdentities() });
  run.allow(steps);
  return search({ keep: [writer.rules], breaks: [reader.rules] }, { writer, reader, isTidy: false }, run);
}

describe("random schemas, of which one is meant to read what the other writes:", () => {
  const pairs = (isModern: boolean) =>
    fc.record({
      before: schemas(isModern),
      other: schemas(isModern),
      drop: fc.nat(5),
      isChange: fc.boolean(),
      data: fc.array(documents, { minLength: 40, maxLength: 40 }),
    });

  it.each([true, false])(
    "no document contradicts a proof, and every counterexample is one (2020-12: %s)",
    (isModern) => {
      const counts = { proven: 0, refused: 0, unknown: 0 };
      fc.assert(
        fc.property(pairs(isModern), ({ before, other, drop, isChange, data }) => {
          const [writer, reader] = [sideIfAny(before), sideIfAny(isChange ? changed(before, other, drop) : other)];
          if (!writer || !reader) return;
          const { refused, exhausted } = ask(writer, reader);
          counts[refused ? "refused" : exhausted ? "proven" : "unknown"] += 1;
          if (refused)
            expect([writer.judge(refused.document), reader.judge(refused.document) === "valid"]).toEqual([
              "valid",
              false,
            ]);
          if (!exhausted) return;
          for (const document of data) {
            if (writer.judge(document) === "valid") expect(reader.judge(document)).toBe("valid");
          }
        }),
        { numRuns: 12 },
      );
      expect(counts.refused + counts.proven).toBeGreaterThan(9 * counts.unknown);
    },
  );

  it("a schema reads what it writes itself", () => {
    fc.assert(
      fc.property(schemas(), (schema) => {
        const side = sideIfAny(schema);
        if (side) expect(ask(side, sideOf(structuredClone(schema))).exhausted).toBe(true);
      }),
      { numRuns: 5 },
    );
  });
});

describe("schemas that hold themselves", () => {
  const tree = (leaf: JsonObject, more: JsonObject = {}): JsonObject => ({
    $ref: "#/$defs/node",
    $defs: { node: { type: "object", properties: { next: { $ref: "#/$defs/node" }, leaf }, ...more } },
  });

  it("are proven alike, ring for ring", () => {
    const found = ask(sideOf(tree({ type: "integer" })), sideOf(tree({ type: "number" })));
    expect(found).toEqual({ exhausted: true });
  });

  it("do not hide a change that only shows further in", () => {
    const deep = (leaf: JsonObject): JsonObject =>
      tree({ type: "integer" }, { properties: { next: { anyOf: [{ $ref: "#/$defs/node" }, leaf] } } });
    const found = ask(sideOf(deep({ type: "string" })), sideOf(deep({ type: "null" })));
    expect(found.refused?.document).toEqual({ next: expect.any(String) });
  });

  it("are empty when no document ever ends", () => {
    const endless = tree({}, { required: ["next"] });
    expect(ask(sideOf(endless), sideOf({ not: {} }))).toEqual({ exhausted: true });
  });

  it("are no trap for rings of different lengths", () => {
    const two: JsonObject = {
      $ref: "#/$defs/even",
      $defs: {
        even: { type: "object", properties: { next: { $ref: "#/$defs/odd" } } },
        odd: { type: "object", properties: { next: { $ref: "#/$defs/even" } }, required: ["mark"] },
      },
    };
    const one: JsonObject = {
      $ref: "#/$defs/n",
      $defs: { n: { type: "object", properties: { next: { $ref: "#/$defs/n" } } } },
    };
    expect(ask(sideOf(two), sideOf(one)).exhausted).toBe(true);
    expect(ask(sideOf(one), sideOf(two)).refused?.document).toEqual({ next: {} });
  });
});

describe("texts of the formats", () => {
  it.each(Object.keys(formats))("%s has samples, and they keep to it", (name) => {
    expect(formatSamples[name]?.length).toBeGreaterThan(1);
    for (const sample of formatSamples[name] ?? []) expect(formats[name]?.(sample)).toBe(true);
  });
});
