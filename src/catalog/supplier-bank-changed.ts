import type { Contract } from "../contracts/index.ts";

/** Somebody changed where a supplier's money goes: the most expensive field there is. */
export const supplierBankChanged: Contract = {
  formatVersion: 1,
  id: "supplier-bank-changed",
  version: "1.0.0",
  owner: "purchasing",
  title: "Supplier's bank account changed",
  tier: "critical",
  businessKey: "/supplier",
  redactable: ["/iban", "/bic"],
  schema: {
    type: "object",
    required: ["supplier", "iban", "changedBy"],
    properties: {
      supplier: { type: "string", minLength: 1, maxLength: 40 },
      iban: { type: "string", pattern: "^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", "x-classification": "confidential" },
      bic: { type: "string", pattern: "^[A-Z0-9]{8,11}$", "x-classification": "confidential" },
      changedBy: { type: "string", minLength: 1, maxLength: 80, "x-classification": "personal" },
    },
    additionalProperties: false,
  },
};
