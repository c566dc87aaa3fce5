import cds from "@sap/cds";
import { intentTable } from "countersign/cap";
import { bank, gate } from "./srv/gate.js";

/** Before the first request: whatever an earlier process left half done is cleared up. */
cds.once("served", async () => {
  const { applied, notApplied, unknown } = await gate.settle(intentTable(bank), { source: bank.source });
  console.log(`settled: ${applied} applied, ${notApplied} not applied, ${unknown.length} unknown`);
});
cds.once("shutdown", () => gate.close());

export default cds.server;
