import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { CliError } from "./errors.ts";
import { makeFolder, unwritable, writeFile } from "./files.ts";

/** Says that a folder was made by a run, and may be emptied by the next. */
const MARKER = ".countersign-run";

/** An empty folder for a run's files. What an earlier run left there is removed; anything else is left alone. */
export async function prepareRunFolder(folder: string): Promise<void> {
  const found = await listed(folder);
  if (found.length > 0 && !found.includes(MARKER)) {
    throw new CliError("folder_in_use", `\`${folder}\` holds files of something else: name another folder with --out`, {
      folder,
    });
  }
  try {
    await rm(folder, { recursive: true, force: true });
    await makeFolder(folder);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
  await writeFile(join(folder, MARKER), "made by countersign; the next run removes this folder\n");
}

async function listed(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    if ((cause as { code?: string }).code === "ENOENT") return [];
    throw unwritable(folder, cause);
  }
}
