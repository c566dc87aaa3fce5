import type { Contract } from "../contracts/index.ts";

/** A supplier has a new certificate. It must not end before it begins. */
export const supplierCertificateIssued: Contract = {
  formatVersion: 1,
  id: "supplier-certificate-issued",
  version: "1.0.0",
  owner: "quality",
  title: "Supplier's certificate issued",
  tier: "material",
  businessKey: "/certificate",
  schema: {
    type: "object",
    required: ["certificate", "supplier", "standard", "validFrom", "validUntil"],
    properties: {
      certificate: { type: "string", minLength: 1, maxLength: 40 },
      supplier: { type: "string", minLength: 1, maxLength: 40 },
      standard: { type: "string", minLength: 1, maxLength: 40 },
      validFrom: { type: "string", format: "date-time" },
      validUntil: { type: "string", format: "date-time" },
    },
    additionalProperties: false,
    "x-relation": [{ name: "validity", order: ["/validFrom", "/validUntil"] }],
  },
};
