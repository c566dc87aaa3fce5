import { join } from "node:path";
import cds from "@sap/cds";
import { createGate } from "countersign";

export const gate = createGate(join(cds.root, "countersign.json"));

/** What is guarded, and under which names the gate knows it. */
export const bank = { cds, source: "erp/suppliers", type: "supplier.bank.changed", fields: ["iban", "bic"] };
