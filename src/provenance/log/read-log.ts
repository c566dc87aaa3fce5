import { isJsonObject, parseJson } from "../../foundation/index.ts";
import type { Store } from "../../stores/index.ts";
import { parseCheckpoint } from "../checkpoint.ts";
import { ProvenanceError } from "../errors.ts";
import { createLog, type Log } from "./log.ts";

/** A log for those who only read it: they have no key. */
export type LogReader = Omit<Log, "plan" | "append" | "enter">;

/** Opens the log in a store, whatever its name; `undefined` where there is none. @throws {ProvenanceError} `log_incomplete`, `checkpoint_malformed` */
export async function readLog(store: Store, prefix = "log/"): Promise<LogReader | undefined> {
  const stored = await store.get(`${prefix}head`);
  if (!stored) return undefined;
  const head = parseJson(stored.value);
  const note = isJsonObject(head) && typeof head.checkpoint === "string" ? head.checkpoint : "";
  const {
    plan: _,
    append: __,
    enter: ___,
    ...reader
  } = createLog({
    store,
    prefix,
    origin: parseCheckpoint(note).origin,
    publicKey: { kty: "OKP", crv: "Ed25519", x: "" },
    signer: { keyId: "", algorithm: "Ed25519", sign: refuseToSign },
  });
  return reader;
}

const refuseToSign = async (): Promise<never> => {
  throw new ProvenanceError("signing_failed", "a log that was opened for reading is not appended to", { keyId: "" });
};
