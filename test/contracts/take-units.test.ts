import { describe, expect, it } from "vitest";
import { takeUnits } from "../../src/contracts/index.ts";
import type { JsonObject } from "../../src/foundation/index.ts";
import { compiledWith, objectWith } from "./support.ts";

const number = { type: "number" };
const text = { type: "string" };

describe("units are taken over from metadata that has them already:", () => {
  const fields = objectWith({ NetAmount: number, Weight: number, Currency: text, Unit: text });
  const rows: readonly [what: string, elements: JsonObject, unit: unknown][] = [
    ["OData 2", { NetAmount: { "sap:unit": "Currency" } }, { pointer: "/Currency" }],
    [
      "OData 4",
      { NetAmount: { "@Org.OData.Measures.V1.ISOCurrency": { $Path: "Currency" } } },
      { pointer: "/Currency" },
    ],
    ["CSN", { NetAmount: { "@Measures.ISOCurrency": { "=": "Currency" } } }, { pointer: "/Currency" }],
    ["CSN with a code", { NetAmount: { "@Measures.ISOCurrency": "EUR" } }, "EUR"],
    ["ABAP's annotations", { NetAmount: { "@Semantics.amount.currencyCode": "Currency" } }, { pointer: "/Currency" }],
    ["no annotation at all", { NetAmount: { "@title": "Net" }, Other: 1 as never }, undefined],
  ];
  it.each(rows)("%s", (_, elements, unit) => {
    const { schema } = takeUnits(fields, elements);
    expect((schema.properties as Record<string, JsonObject>).NetAmount?.["x-unit"]).toEqual(unit);
    expect(JSON.stringify(fields)).not.toContain("x-unit");
  });
  it("what names no declared field and no known unit is told", () =>
    expect(
      takeUnits(fields, {
        NetAmount: { "sap:unit": "Waers" },
        Weight: { "@Measures.Unit": "stone-ish" },
        Gone: { "sap:unit": "Unit" },
      }).missed,
    ).toEqual([
      { field: "NetAmount", unit: "Waers" },
      { field: "Weight", unit: "stone-ish" },
      { field: "Gone", unit: "Unit" },
    ]));
  it("a unit that is there already stays", () => {
    const { schema, taken } = takeUnits(objectWith({ n: { ...number, "x-unit": "kg" }, u: text }), {
      n: { "sap:unit": "u" },
    });
    expect([taken, schema]).toEqual([[], objectWith({ n: { ...number, "x-unit": "kg" }, u: text })]);
  });
});

describe("units are taken over from standards that write them beside the value:", () => {
  it("quantities of EPCIS", () => {
    const { schema, taken } = takeUnits(
      objectWith({
        quantityList: { type: "array", items: objectWith({ epcClass: text, quantity: number, uom: text }) },
      }),
    );
    expect(taken).toEqual(["/properties/quantityList/items/properties/quantity"]);
    const compiled = compiledWith(schema);
    expect(compiled.validate({ quantityList: [{ quantity: 10, uom: "KGM" }] })).toEqual([]);
    expect(compiled.validate({ quantityList: [{ quantity: 10, uom: "furlong" }] }).map(({ code }) => code)).toEqual([
      "unit_unknown",
    ]);
  });
  it("quantities and amounts of UBL in JSON", () => {
    const quantity = { type: "array", items: objectWith({ _: number, unitCode: text }) };
    const amount = { type: "array", items: objectWith({ _: number, currencyID: text }) };
    const { schema, taken } = takeUnits(objectWith({ InvoicedQuantity: quantity, LineExtensionAmount: amount }));
    expect(taken.length).toBe(2);
    const lines = {
      InvoicedQuantity: [{ _: 5, unitCode: "EA" }],
      LineExtensionAmount: [{ _: 9.5, currencyID: "XXQ" }],
    };
    expect(
      compiledWith(schema)
        .validate(lines)
        .map(({ path }) => path),
    ).toEqual(["/LineExtensionAmount/0/_"]);
  });
});
