import type { PolicyDocument } from "../../policy/index.ts";

/** The distributor's policy: what is of low impact flows, orders must be signed by the ERP, bank accounts need two more people. */
export const distributorPolicy: PolicyDocument = {
  formatVersion: 1,
  id: "distributor",
  version: "1.0.0",
  owner: "controlling",
  facts: { tier: "text", "contract.status": "text", "provenance.signedBy": "text", "event.type": "text" },
  rules: [
    {
      name: "what is of low impact flows",
      conditions: {
        all: [
          { fact: "tier", operator: "equal", value: "low" },
          { fact: "contract.status", operator: "equal", value: "kept" },
        ],
      },
      event: { type: "allow" },
    },
    {
      name: "orders come signed by the ERP",
      conditions: {
        all: [
          { fact: "tier", operator: "equal", value: "material" },
          { fact: "contract.status", operator: "equal", value: "kept" },
          { fact: "provenance.signedBy", operator: "equal", value: "source" },
        ],
      },
      event: { type: "allow" },
    },
    {
      name: "bank accounts need two other people",
      conditions: {
        all: [
          { fact: "event.type", operator: "equal", value: "supplier.bank.changed" },
          { fact: "contract.status", operator: "equal", value: "kept" },
        ],
      },
      event: {
        type: "allow",
        params: { obligations: [{ id: "approval", params: { count: 2, roles: ["approver"] } }] },
      },
    },
  ],
};
