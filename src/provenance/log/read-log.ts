import { isJsonObject, parseJson } from "../../foundation/index.ts";
import type { Store } from "../../stores/index.ts";
import { parseCheckpoint } from "../checkpoint.ts";
import { logKeys } from "./keys.ts";
import { createPosition } from "./position.ts";
import { type LogReader, logReader } from "./reader.ts";

/**
 * Opens the log in a store for reading, whatever its name: nobody's key is needed. `undefined` where there is none.
 *
 * @throws {ProvenanceError} `log_incomplete`, `checkpoint_malformed`
 */
export async function readLog(store: Store, prefix = "log/"): Promise<LogReader | undefined> {
  const keys = logKeys(prefix);
  const stored = await store.get(keys.head);
  if (!stored) return undefined;
  const head = parseJson(stored.value);
  const note = isJsonObject(head) && typeof head.checkpoint === "string" ? head.checkpoint : "";
  return logReader(store, keys, parseCheckpoint(note).origin, createPosition(store, keys).latest);
}
