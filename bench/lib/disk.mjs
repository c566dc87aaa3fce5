import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is gone after `use`. */
export async function* withFolder(use) {
  const folder = mkdtempSync(join(tmpdir(), "countersign-bench-"));
  try {
    yield* use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const bytesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((bytes, entry) => bytes + statSync(join(entry.parentPath, entry.name)).size, 0);

/** The least that durable means: bytes at the end of a file, and a sync of them. */
export async function appendOnlyFile(path) {
  const file = await open(path, "a");
  return {
    async append(bytes) {
      await file.write(bytes);
      await file.datasync();
    },
    close: () => file.close(),
  };
}
