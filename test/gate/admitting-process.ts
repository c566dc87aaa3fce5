import type { Event } from "../../src/foundation/index.ts";
import { createGate, toKeyHolder } from "../../src/gate/index.ts";
import { type TrustedKeyEntry, trustedKeys } from "../../src/provenance/index.ts";
import { say, storeOfParent } from "../provenance/shared-store.ts";

/** A gate of the same house in another process: it admits one event for each that it is sent, and says that it did. */
const { name, house, log, trusted } = JSON.parse(process.argv[2] as string);
const store = storeOfParent();
const gate = createGate({
  name,
  store,
  keys: { house: toKeyHolder(house), log: toKeyHolder(log), trusted: trustedKeys(trusted as TrustedKeyEntry[]) },
  streams: [{ name: "carrier-eta", source: "carrier/**", type: "shipment.eta.changed", preset: "observe" }],
});
process.on("message", async (message: { event?: Event }) => {
  if (message.event) say((await gate.admit(message.event)).outcome);
});
say("ready");
