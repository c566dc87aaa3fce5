import type { Contract } from "../contracts/index.ts";

/** A carrier expects a shipment at another time than before. */
export const shipmentEtaChanged: Contract = {
  formatVersion: 1,
  id: "shipment-eta-changed",
  version: "1.0.0",
  owner: "transport",
  title: "Shipment's expected arrival changed",
  tier: "low",
  businessKey: "/shipment",
  schema: {
    type: "object",
    required: ["shipment", "etaMinutes"],
    properties: {
      shipment: { type: "string", minLength: 1, maxLength: 40 },
      etaMinutes: { type: "number", minimum: 0, "x-unit": "min" },
      reason: { type: "string", maxLength: 200 },
    },
    additionalProperties: false,
  },
};
