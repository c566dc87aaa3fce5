import type { Contract } from "../contracts/index.ts";

/** Goods arrived at a warehouse. Further members are let in: warehouses say more than is agreed. */
export const goodsReceiptPosted: Contract = {
  formatVersion: 1,
  id: "goods-receipt-posted",
  version: "1.0.0",
  owner: "logistics",
  title: "Goods receipt posted",
  tier: "low",
  businessKey: "/receipt",
  packs: { case: "12 EA", pallet: "40 case" },
  schema: {
    type: "object",
    required: ["receipt", "order", "item", "quantity", "unit"],
    properties: {
      receipt: { type: "string", minLength: 1, maxLength: 40 },
      order: { type: "string", minLength: 1, maxLength: 40 },
      item: { type: "string", minLength: 1, maxLength: 40 },
      quantity: { type: "string", format: "decimal", "x-unit": { pointer: "/unit" } },
      unit: { type: "string" },
      weightKilograms: { type: "number", minimum: 0, "x-unit": "kg" },
    },
  },
};
