import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { utf8 } from "../../foundation/index.ts";
import type { LogReader } from "../../provenance/index.ts";
import { AdaptersError } from "../errors.ts";
import { folderTarget } from "./folder.ts";
import { CHECKPOINT, noteToPublish, publishedBefore } from "./publish-log.ts";

const run = promisify(execFile);

/**
 * Commits the latest checkpoint of a log to a git repository, as its file `checkpoint`: its history is then a record
 * that others fetch. Pushing is left to whoever owns the repository. Answers the checkpoint; one that is there already
 * makes no new commit.
 *
 * @param folder the repository, or a folder in it, which is made when it is not there.
 * @param cosigned the latest checkpoint, when it bears cosignatures that the log's own does not.
 * @throws {ProvenanceError} `checkpoint_foreign` when the file there is of another log, or of a story that this one does not tell.
 * @throws {AdaptersError} `publish_failed`, `git_failed`
 */
export async function commitCheckpoint(log: LogReader, folder: string, cosigned?: string): Promise<string> {
  await git(nearestFolder(folder), ["rev-parse", "--is-inside-work-tree"]);
  const target = folderTarget(folder);
  const { size } = await log.head();
  const checkpoint = await noteToPublish(log, cosigned, await publishedBefore(log, target));
  await target.write(only(CHECKPOINT, checkpoint));
  await git(folder, ["add", "--", CHECKPOINT]);
  if ((await git(folder, ["status", "--porcelain", "--", CHECKPOINT])) !== "")
    await git(folder, ["commit", "--quiet", "--message", `${log.origin}: ${size} entries`, "--", CHECKPOINT]);
  return checkpoint;
}

async function* only(path: string, text: string): AsyncIterable<{ path: string; bytes: Uint8Array }> {
  yield { path, bytes: utf8(text) };
}

/** The folder, or the one above it that is there: nothing is made beside a repository. */
function nearestFolder(folder: string): string {
  const above = dirname(folder);
  return existsSync(folder) || above === folder ? folder : nearestFolder(above);
}

/** Without a shell: nothing in a name is ever a command. */
async function git(folder: string, args: readonly string[]): Promise<string> {
  try {
    return (await run("git", ["-C", folder, ...args])).stdout;
  } catch (cause) {
    const { stderr = "" } = cause as { stderr?: string };
    const reason = (stderr.trim().split("\n").at(-1) || "it could not be run").slice(0, 200);
    throw new AdaptersError("git_failed", `git says: ${reason}`, { reason }, { cause });
  }
}
