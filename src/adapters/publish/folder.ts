import { dirname, join } from "node:path";
import type { ReadLogFile } from "../../provenance/index.ts";
import { readIfThere, syncFolder, writeDurably } from "./durable-file.ts";
import type { LogTarget } from "./log-target.ts";

/** Reads the files of a log that was published to a folder. @throws {AdaptersError} `publish_failed` */
export const publishedFolder =
  (folder: string): ReadLogFile =>
  (path) =>
    readIfThere(join(folder, path));

/** A folder: each file is whole and durable, and everything before the last one is durable before the last is written. */
export const folderTarget = (folder: string): LogTarget => ({
  read: publishedFolder(folder),
  async write(files) {
    const named = new Set<string>();
    let last: { readonly path: string; readonly bytes: Uint8Array } | undefined;
    for await (const file of files) {
      if (last) await writeDurably(join(folder, last.path), last.bytes);
      if (last) for (const above of foldersAbove(last.path)) named.add(above);
      last = file;
    }
    for (const each of named) await syncFolder(join(folder, each));
    if (!last) return;
    await writeDurably(join(folder, last.path), last.bytes);
    await syncFolder(folder);
  },
});

/** The folders in which a file, and the folders that lead to it, have their names. */
function foldersAbove(path: string): readonly string[] {
  const parent = dirname(path);
  return parent === "." ? ["."] : [parent, ...foldersAbove(parent)];
}
