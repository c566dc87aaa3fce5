/** A purchase order of about one kilobyte of JSON, the usual size of what passes between systems. */
export const orderOf = (number) => ({
  orderNumber: `PO-${4_500_000_000 + number}`,
  supplier: { id: "SUP-100234", name: "Nordwind Bearings Ltd", country: "DE", vatNumber: "DE811907980" },
  buyer: { id: "BUY-0042", plant: "1000", email: "purchasing@acme.example" },
  currency: "EUR",
  orderedAt: "2026-03-31T08:15:00Z",
  deliveryDate: "2026-04-14",
  incoterms: "DAP",
  paymentTerms: "net 30",
  leadMinutes: 90 + (number % 37),
  lines: [
    lineOf(10, "6204-2RS", "deep groove ball bearing", 400 + (number % 7), 2.15),
    lineOf(20, "NU-208-E", "cylindrical roller bearing", 60, 41.9),
    lineOf(30, "SNL-511", "pillow block housing", 24, 88.25),
    lineOf(40, "LGMT-3-18", "bearing grease, 18 kg", 6, 174),
  ],
  status: "released",
});

const lineOf = (position, material, description, quantity, price) => ({
  position,
  material,
  description,
  quantity,
  unit: "EA",
  price,
  confirmed: position < 40,
  requestedAt: "2026-04-10T06:00:00Z",
});

const text = (maxLength) => ({ type: "string", minLength: 1, maxLength });
const closed = (properties) => ({
  type: "object",
  required: Object.keys(properties),
  properties,
  additionalProperties: false,
});

/** The same as JSON Schema 2020-12, in keywords and formats that every validator knows. */
export const orderSchema = closed({
  orderNumber: { type: "string", pattern: "^PO-[0-9]{10}$" },
  supplier: closed({
    id: { type: "string", pattern: "^SUP-[0-9]{6}$" },
    name: text(80),
    country: { type: "string", pattern: "^[A-Z]{2}$" },
    vatNumber: text(20),
  }),
  buyer: closed({ id: text(20), plant: text(4), email: { type: "string", format: "email" } }),
  currency: { type: "string", enum: ["EUR", "USD", "GBP"] },
  orderedAt: { type: "string", format: "date-time" },
  deliveryDate: { type: "string", format: "date" },
  incoterms: { type: "string", enum: ["DAP", "DDP", "EXW", "FCA"] },
  paymentTerms: text(40),
  leadMinutes: { type: "number", minimum: 0 },
  lines: {
    type: "array",
    minItems: 1,
    maxItems: 999,
    items: closed({
      position: { type: "integer", minimum: 1 },
      material: text(40),
      description: text(80),
      quantity: { type: "number", exclusiveMinimum: 0 },
      unit: { type: "string", enum: ["EA", "KGM"] },
      price: { type: "number", minimum: 0 },
      confirmed: { type: "boolean" },
      requestedAt: { type: "string", format: "date-time" },
    }),
  },
  status: { type: "string", enum: ["draft", "released", "closed"] },
});

/** A data contract around it. */
export const orderContract = (schema = orderSchema) => ({
  formatVersion: 1,
  id: "purchase-order",
  version: "1.0.0",
  owner: "purchasing",
  tier: "low",
  schema,
});
