import { hasCode, toHex, utf8 } from "../../foundation/index.ts";
import { builtinModule } from "../../runtime/index.ts";
import type { StoreError } from "../errors.ts";
import type { Surroundings } from "../file-system/engine.ts";
import type { Files } from "../file-system/files.ts";
import { acquireLock } from "../file-system/lock.ts";
import { nodeFileFunctions, surroundingsOf } from "../file-system/surroundings.ts";
import { checkPath, type DocumentChange, type Documents } from "./documents.ts";

/**
 * Documents as plain files of a folder, such as one under version control. Each file is written beside its place first,
 * durably, and then named: nobody ever reads half of one. While a change is under way the folder holds a file `lock`.
 *
 * The functions reject with a `StoreError`: `store_locked` when another process is changing the folder right now,
 * `store_not_writable`, `store_not_directory`, `store_full`, `store_failed`, `store_unsupported`.
 */
export function folderDocuments(folder: string): Documents {
  const path = builtinModule<typeof import("node:path")>("node:path");
  const root = path?.resolve(folder) ?? folder;
  const place = (document: string): string => `${root}/${checkPath(document)}`;
  let surroundings: Promise<Surroundings> | undefined;
  const platform = (): Promise<Surroundings> => {
    surroundings ??= surroundingsOf(nodeFileFunctions());
    return surroundings;
  };
  return {
    read: async (document) => (await platform()).files.readText(place(document)),
    paths: async () => (await filesBelow(root, (await platform()).files)).sort(),
    async change(change) {
      const own = await platform();
      await own.files.makeDirectory(root);
      const lock = await acquireLock(root, own);
      try {
        return await write(change, place, own);
      } finally {
        await lock.release();
      }
    },
  };
}

type ToPlace = (document: string) => string;

async function write(
  { added, list }: DocumentChange,
  place: ToPlace,
  { files, random }: Surroundings,
): Promise<boolean> {
  if ((await files.readText(place(list.path))) !== list.before) return false;
  for (const [document, text] of [...Object.entries(added), [list.path, list.after] as const])
    await replace(place(document), text, files, toHex(random.bytes(8)));
  return true;
}

async function replace(file: string, text: string, files: Files, token: string): Promise<void> {
  const folder = file.slice(0, file.lastIndexOf("/"));
  const beside = `${folder}/.${token}.part`;
  await files.makeDirectory(folder);
  try {
    const opened = await files.create(beside, file);
    await opened.write(utf8(text), 0);
    await opened.sync();
    await opened.close();
    await files.rename(beside, file);
  } finally {
    await files.remove(beside);
  }
  await files.syncDirectory(folder);
}

/** The files of the folders in it. Names that begin with a point are not documents: version control, drafts. */
async function filesBelow(root: string, files: Files): Promise<string[]> {
  const folders = await namesIn(root, files);
  const found = folders.map(async (folder) =>
    (await namesIn(`${root}/${folder}`, files)).map((name) => `${folder}/${name}`),
  );
  return (await Promise.all(found)).flat();
}

async function namesIn(folder: string, files: Files): Promise<readonly string[]> {
  try {
    return (await files.list(folder)).filter((name) => !name.startsWith("."));
  } catch (error) {
    // A file beside the folders, such as a page for readers; or a folder that nothing was written into yet.
    if (hasCode(error, "store_not_directory") || isMissing(error)) return [];
    throw error;
  }
}

const isMissing = (error: unknown): boolean =>
  hasCode(error, "store_failed") && (error as StoreError<"store_failed">).details.reason === "ENOENT";
