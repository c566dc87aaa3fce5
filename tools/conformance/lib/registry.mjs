import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL("../suites/", import.meta.url));
export const root = fileURLToPath(new URL("../../../", import.meta.url));

/**
 * The suites of some rooms, and single ones by name, bundled: they reach behind the rooms' doors, where the standards speak of parts that no door
 * shows. The folder is the register.
 *
 * @template Result
 * @param {readonly string[]} wanted
 * @param {(suites: readonly { suite: string, room: string, url: string }[]) => Promise<Result>} use
 */
export async function withSuites(wanted, use) {
  const names = [...new Set(wanted.flatMap((one) => (isSuite(one) ? [one] : suitesOf(one))))];
  const outdir = mkdtempSync(join(tmpdir(), "countersign-conformance-"));
  try {
    await bundle(names, outdir);
    return await use(names.map((suite) => ({ suite, room: dirname(suite), url: urlOf(outdir, suite) })));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Whether a name is that of one suite: `foundation/json-strict`. */
export const isSuite = (name) => /^[a-z]+\/[a-z0-9-]+$/.test(name) && existsSync(join(folder, `${name}.ts`));

function suitesOf(room) {
  if (!existsSync(join(folder, room))) return [];
  const files = readdirSync(join(folder, room)).filter((file) => file.endsWith(".ts"));
  return files.sort().map((file) => `${room}/${file.slice(0, -3)}`);
}

const urlOf = (outdir, suite) => pathToFileURL(join(outdir, `${suite}.mjs`)).href;

/** Packages written as CommonJS ask for Node's modules with `require`, which a bundle of ES modules does not have. */
const requireForPackages = `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`;

async function bundle(names, outdir) {
  if (names.length === 0) return;
  await build({
    entryPoints: names.map((suite) => join(folder, `${suite}.ts`)),
    outdir,
    outbase: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    banner: { js: requireForPackages },
    logLevel: "error",
  });
}
