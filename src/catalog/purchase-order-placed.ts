import type { Contract } from "../contracts/index.ts";

/** A buyer ordered goods. The order's arithmetic must hold: a wrong unit or a shifted point shows at the first event. */
export const purchaseOrderPlaced: Contract = {
  formatVersion: 1,
  id: "purchase-order-placed",
  version: "1.0.0",
  owner: "purchasing",
  title: "Purchase order placed",
  tier: "material",
  businessKey: "/order",
  packs: { case: "12 EA", pallet: "40 case" },
  redactable: ["/lines/*/price", "/lines/*/value", "/total"],
  schema: {
    type: "object",
    required: ["order", "supplier", "currency", "lines", "total"],
    properties: {
      order: { type: "string", minLength: 1, maxLength: 40 },
      supplier: { type: "string", minLength: 1, maxLength: 40, "x-owner": "erp" },
      currency: { type: "string", pattern: "^[A-Z]{3}$" },
      lines: {
        type: "array",
        minItems: 1,
        maxItems: 500,
        items: {
          type: "object",
          required: ["item", "quantity", "price", "value"],
          properties: {
            item: { type: "string", minLength: 1, maxLength: 40 },
            quantity: { type: "string", format: "decimal", "x-unit": { pointer: "/unit" } },
            unit: { type: "string" },
            price: { type: "string", format: "decimal", "x-classification": "confidential" },
            value: { type: "string", format: "decimal", "x-classification": "confidential" },
          },
          additionalProperties: false,
          "x-relation": [
            { name: "line value", left: "/value", right: { product: ["/quantity", "/price"] }, within: "0.005" },
          ],
        },
      },
      total: { type: "string", format: "decimal", "x-classification": "confidential" },
    },
    additionalProperties: false,
    "x-relation": [{ name: "order total", left: "/total", right: { sum: "/lines/*/value" } }],
  },
};
