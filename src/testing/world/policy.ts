import type { Condition, PolicyDocument } from "../../policy/index.ts";

const kept: Condition = { fact: "contract.status", operator: "equal", value: "kept" };
const is = (type: string): Condition => ({ fact: "event.type", operator: "equal", value: type });
/** Its name is what the scorer and the desk know it by. */
export const LATE_RULE = "what comes late waits";
const tier = (value: string): Condition => ({ fact: "tier", operator: "equal", value });

/** The distributor's policy: what is of low impact flows, what is material must be signed by its source, bank accounts need two more people. */
export const distributorPolicy: PolicyDocument = {
  formatVersion: 1,
  id: "distributor",
  version: "3.0.0",
  owner: "controlling",
  facts: {
    tier: "text",
    "contract.status": "text",
    "provenance.signedBy": "text",
    "event.type": "text",
    "event.time": "instant",
    "data.currency": "text",
    "known.supplier.currency": "text",
    "known.certificate.validUntil": "instant",
  },
  rules: [
    { name: "what is of low impact flows", conditions: { all: [tier("low"), kept] }, event: { type: "allow" } },
    {
      name: "what is material comes signed by its source",
      conditions: {
        all: [tier("material"), kept, { fact: "provenance.signedBy", operator: "equal", value: "source" }],
      },
      event: { type: "allow" },
    },
    {
      name: "bank accounts need two other people",
      conditions: { all: [is("supplier.bank.changed"), kept] },
      event: {
        type: "allow",
        params: { obligations: [{ id: "approval", params: { count: 2, roles: ["approver"] } }] },
      },
    },
    {
      // Somebody looks whether it is still true.
      name: LATE_RULE,
      conditions: { all: [{ fact: "findings", operator: "contains", value: "event_late" }] },
      event: {
        type: "allow",
        params: { obligations: [{ id: "approval", params: { count: 1, roles: ["approver"] } }] },
      },
    },
    {
      name: "goods need a valid certificate",
      conditions: {
        all: [
          is("shipment.notified"),
          { fact: "known.certificate.validUntil", operator: "before", value: { fact: "event.time" } },
        ],
      },
      event: { type: "quarantine" },
    },
    {
      name: "orders are in the supplier's currency",
      conditions: {
        all: [
          is("purchase.order.placed"),
          { fact: "data.currency", operator: "notEqual", value: { fact: "known.supplier.currency" } },
        ],
      },
      event: { type: "quarantine" },
    },
  ],
};
