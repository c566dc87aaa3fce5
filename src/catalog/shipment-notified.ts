import type { Contract } from "../contracts/index.ts";

/** A supplier says what is on its way (an advance ship notice), and under which certificate it was made. */
export const shipmentNotified: Contract = {
  formatVersion: 1,
  id: "shipment-notified",
  version: "1.0.0",
  owner: "purchasing",
  title: "Shipment notified",
  tier: "material",
  businessKey: "/notice",
  packs: { case: "12 EA", pallet: "40 case" },
  schema: {
    type: "object",
    required: ["notice", "order", "supplier", "certificate", "quantity", "unit"],
    properties: {
      notice: { type: "string", minLength: 1, maxLength: 40 },
      order: { type: "string", minLength: 1, maxLength: 40 },
      supplier: { type: "string", minLength: 1, maxLength: 40 },
      certificate: { type: "string", minLength: 1, maxLength: 40 },
      quantity: { type: "string", format: "decimal", "x-unit": { pointer: "/unit" } },
      unit: { type: "string" },
    },
    additionalProperties: false,
  },
};
