/** The order's schema once more, in the words of validators that take no JSON Schema: as strict as they can be. */
import { FormatRegistry, Type } from "@sinclair/typebox";
import { TypeCompiler } from "@sinclair/typebox/compiler";
import addFormats from "ajv-formats";
import * as v from "valibot";
import { z } from "zod";

/** Each answers whether an order is valid; `all` says that it has to look for every fault. */
export const peers = { TypeBox: typeBox, "zod 4": zod, valibot };

function typeBox() {
  for (const name of ["date", "date-time", "email"]) FormatRegistry.Set(name, ajvFormat(name));
  const closed = (properties) => Type.Object(properties, { additionalProperties: false });
  const text = (maxLength) => Type.String({ minLength: 1, maxLength });
  const oneOf = (...values) => Type.Union(values.map((value) => Type.Literal(value)));
  const line = closed({
    position: Type.Integer({ minimum: 1 }),
    material: text(40),
    description: text(80),
    quantity: Type.Number({ exclusiveMinimum: 0 }),
    unit: oneOf("EA", "KGM"),
    price: Type.Number({ minimum: 0 }),
    confirmed: Type.Boolean(),
    requestedAt: Type.String({ format: "date-time" }),
  });
  const supplier = {
    id: Type.String({ pattern: "^SUP-[0-9]{6}$" }),
    name: text(80),
    country: Type.String({ pattern: "^[A-Z]{2}$" }),
    vatNumber: text(20),
  };
  const order = closed({
    orderNumber: Type.String({ pattern: "^PO-[0-9]{10}$" }),
    supplier: closed(supplier),
    buyer: closed({ id: text(20), plant: text(4), email: Type.String({ format: "email" }) }),
    currency: oneOf("EUR", "USD", "GBP"),
    orderedAt: Type.String({ format: "date-time" }),
    deliveryDate: Type.String({ format: "date" }),
    incoterms: oneOf("DAP", "DDP", "EXW", "FCA"),
    paymentTerms: text(40),
    leadMinutes: Type.Number({ minimum: 0 }),
    lines: Type.Array(line, { minItems: 1, maxItems: 999 }),
    status: oneOf("draft", "released", "closed"),
  });
  const compiled = TypeCompiler.Compile(order);
  return { valid: (data) => compiled.Check(data), all: (data) => [...compiled.Errors(data)].length === 0 };
}

/** TypeBox brings no formats: it gets those of ajv. */
function ajvFormat(name) {
  const format = addFormats.default.get(name);
  const check = format.validate ?? format;
  return (text) => (check instanceof RegExp ? check.test(text) : check(text));
}

function zod() {
  const text = (maxLength) => z.string().min(1).max(maxLength);
  const line = z.strictObject({
    position: z.int().min(1),
    material: text(40),
    description: text(80),
    quantity: z.number().positive(),
    unit: z.enum(["EA", "KGM"]),
    price: z.number().min(0),
    confirmed: z.boolean(),
    requestedAt: z.iso.datetime(),
  });
  const supplier = { id: z.string().regex(/^SUP-[0-9]{6}$/), name: text(80), country: z.string().regex(/^[A-Z]{2}$/) };
  const order = z.strictObject({
    orderNumber: z.string().regex(/^PO-[0-9]{10}$/),
    supplier: z.strictObject({ ...supplier, vatNumber: text(20) }),
    buyer: z.strictObject({ id: text(20), plant: text(4), email: z.email() }),
    currency: z.enum(["EUR", "USD", "GBP"]),
    orderedAt: z.iso.datetime(),
    deliveryDate: z.iso.date(),
    incoterms: z.enum(["DAP", "DDP", "EXW", "FCA"]),
    paymentTerms: text(40),
    leadMinutes: z.number().min(0),
    lines: z.array(line).min(1).max(999),
    status: z.enum(["draft", "released", "closed"]),
  });
  const check = (data) => order.safeParse(data).success;
  return { valid: check, all: check };
}

function valibot() {
  const text = (maxLength) => v.pipe(v.string(), v.minLength(1), v.maxLength(maxLength));
  const matching = (pattern) => v.pipe(v.string(), v.regex(pattern));
  const line = v.strictObject({
    position: v.pipe(v.number(), v.integer(), v.minValue(1)),
    material: text(40),
    description: text(80),
    quantity: v.pipe(v.number(), v.gtValue(0)),
    unit: v.picklist(["EA", "KGM"]),
    price: v.pipe(v.number(), v.minValue(0)),
    confirmed: v.boolean(),
    requestedAt: v.pipe(v.string(), v.isoTimestamp()),
  });
  const supplier = {
    id: matching(/^SUP-[0-9]{6}$/),
    name: text(80),
    country: matching(/^[A-Z]{2}$/),
    vatNumber: text(20),
  };
  const order = v.strictObject({
    orderNumber: matching(/^PO-[0-9]{10}$/),
    supplier: v.strictObject(supplier),
    buyer: v.strictObject({ id: text(20), plant: text(4), email: v.pipe(v.string(), v.email()) }),
    currency: v.picklist(["EUR", "USD", "GBP"]),
    orderedAt: v.pipe(v.string(), v.isoTimestamp()),
    deliveryDate: v.pipe(v.string(), v.isoDate()),
    incoterms: v.picklist(["DAP", "DDP", "EXW", "FCA"]),
    paymentTerms: text(40),
    leadMinutes: v.pipe(v.number(), v.minValue(0)),
    lines: v.pipe(v.array(line), v.minLength(1), v.maxLength(999)),
    status: v.picklist(["draft", "released", "closed"]),
  });
  const check = (data) => v.safeParse(order, data).success;
  return { valid: check, all: check };
}
