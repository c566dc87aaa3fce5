import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "./errors.ts";
import { unwritable, writeFile } from "./files.ts";

/** Says that a folder was made by a run, and may be emptied by the next. */
const MARKER = ".countersign-run";

/**
 * An empty folder for a run's files. What an earlier run left there is removed; anything else is left alone. The marker is
 * there before anything else is, and stays until all else is gone: whenever a run is killed, the next one knows its folder.
 *
 * @throws {CliError} `folder_in_use`, `file_unwritable`
 */
export async function prepareRunFolder(folder: string): Promise<void> {
  const found = await listed(folder);
  const isMarked = found.includes(MARKER);
  if (!isMarked && !found.every(isPartOfMarker)) {
    throw new CliError("folder_in_use", `\`${folder}\` holds files of something else: name another folder with --out`, {
      folder,
    });
  }
  if (!isMarked) await writeFile(join(folder, MARKER), "made by countersign; the next run removes this folder\n");
  try {
    for (const name of found) if (name !== MARKER) await rm(join(folder, name), { recursive: true, force: true });
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

/** What is left of a marker that was being written. */
const isPartOfMarker = (name: string): boolean => name.startsWith(`${MARKER}.`);

async function listed(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if ((cause as { code?: string }).code === "ENOENT") return [];
    throw unwritable(folder, cause);
  }
}
