import { createLog, localSigner } from "../../dist/esm/provenance/index.js";
import { memoryStore } from "../../dist/esm/stores/index.js";

export const openLog = ({ privateKey, publicKey }, store) =>
  createLog({ store, origin: "bench", signer: localSigner(privateKey), publicKey });

/** A log that is not kept: it starts anew before the store in memory, which forgets nothing, is full. */
export function forgetfulLog(keys) {
  let log;
  let batches = 0;
  return () => {
    if (batches++ % 200 === 0) log = openLog(keys, memoryStore());
    return log;
  };
}
