import { builtinModule } from "./platform.ts";

/**
 * Makes a directory and those above it that are not there, the topmost first. What is there already stays as it is.
 *
 * Not `mkdir` with `recursive`: where the system answers ENOENT below a directory that is there, as Linux does below
 * `/proc`, that never returns.
 *
 * @param make Makes one directory; its parent is there, or it fails with `ENOENT`.
 */
export async function makeDirectories(path: string, make: (directory: string) => Promise<unknown>): Promise<void> {
  try {
    await make(path).catch(unlessThere);
  } catch (failure) {
    const parent = builtinModule<typeof import("node:path")>("node:path")?.dirname(path) ?? path;
    if (codeOf(failure) !== "ENOENT" || parent === path) throw failure;
    await makeDirectories(parent, make);
    await make(path).catch(unlessThere);
  }
}

const codeOf = (failure: unknown): unknown => (failure as { code?: unknown } | undefined)?.code;

function unlessThere(failure: unknown): void {
  if (codeOf(failure) !== "EEXIST") throw failure;
}
