import { systemRandom } from "../../foundation/index.ts";
import { builtinModule, loadFastXxhash, portableXxhash } from "../../runtime/index.ts";
import { StoreError } from "../errors.ts";
import type { Surroundings } from "./engine.ts";
import { createFiles, type FileFunctions } from "./files.ts";
import { createProcesses } from "./processes.ts";

/** @throws {StoreError} `store_unsupported` */
export function nodeFileFunctions(): FileFunctions {
  const functions = builtinModule<FileFunctions>("node:fs/promises");
  if (functions) return functions;
  throw new StoreError("store_unsupported", "this platform has no file system: pass another store", {
    operation: "opening",
  });
}

/** What a store needs of the platform. */
export async function surroundingsOf(functions: FileFunctions): Promise<Surroundings> {
  const host = builtinModule<typeof import("node:os")>("node:os")?.hostname() ?? "";
  const { bytes: hash } = await loadFastXxhash().catch(() => portableXxhash);
  return {
    files: createFiles(functions),
    processes: createProcesses(host, functions.readFile),
    random: systemRandom,
    hash,
  };
}
