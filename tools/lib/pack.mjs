import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runCommand } from "./command.mjs";

/**
 * Packs the package as it would be published, hands the tarball's path and file list to `use`, and removes it.
 *
 * @template Result
 * @param {import("./context.mjs").Context} context
 * @param {(packed: { tarball: string, files: string[], folder: string }) => Promise<Result>} use
 */
export async function withTarball(context, use) {
  const folder = mkdtempSync(join(tmpdir(), "countersign-pack-"));
  try {
    const args = ["pack", "--json", "--ignore-scripts", "--pack-destination", folder];
    const { status, stdout, stderr } = await runCommand("npm", args, { cwd: context.root });
    if (status !== 0) throw new Error(`\`npm pack\` failed: ${stderr.trim()}`);
    const packed = firstOf(JSON.parse(stdout));
    return await use({ tarball: join(folder, packed.filename), files: packed.files.map(({ path }) => path), folder });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** npm answers with a list, and from version 12 with an object by package name. */
const firstOf = (answer) => (Array.isArray(answer) ? answer[0] : Object.values(answer)[0]);
