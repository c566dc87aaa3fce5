/**
 * Runs the project's commands on a machine that has only Node and npm: installs and builds first when something is
 * missing or has changed. It depends on no package, and keeps standard output for the command's own answer.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { mirrorTypes } from "../tools/mirror-types.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** Each command: what it needs, then what it runs. */
const commands = {
  start: { build: "code", run: ["dist/esm/cli/main.js", "start"] },
  test: { build: "code", run: ["node_modules/vitest/vitest.mjs", "run"] },
  build: { build: "types", run: undefined },
  check: { build: "types", run: ["tools/check.mjs"] },
  conformance: { build: "code", run: ["tools/conformance/run.mjs"] },
  bench: { build: "code", packages: ["bench"], run: ["bench/run.mjs"] },
  services: {
    build: "code",
    packages: ["test/services", "examples/cap"],
    run: ["node_modules/vitest/vitest.mjs", "run", "--config", "test/services/vitest.config.ts"],
  },
  browser: {
    build: "code",
    packages: ["test/browser"],
    run: ["node_modules/vitest/vitest.mjs", "run", "--config", "test/browser/vitest.config.ts"],
  },
};

function main([name, ...args]) {
  const command = commands[name];
  if (!command) return fail(`unknown command \`${name}\`: use one of ${Object.keys(commands).join(", ")}`);
  install(root);
  build(command.build);
  for (const folder of command.packages ?? []) install(join(root, folder));
  if (command.run) process.exitCode = node([...command.run, ...args]);
}

/** Installs a package's dependencies exactly as its lock file says, unless that was done already. */
function install(folder) {
  const stamp = join(folder, "node_modules", ".installed");
  const lock = fingerprint([join(folder, "package-lock.json")]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  say(`installing packages${folder === root ? "" : ` for ${folder.slice(root.length + 1)}`} …`);
  const { status } = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--no-json", "--loglevel=error"], {
    cwd: folder,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) fail("`npm ci` failed: see above; a registry that cannot be reached is the usual reason");
  writeFileSync(stamp, lock);
}

/** Builds `dist/` when the sources have changed; without type declarations when only running is wanted. */
function build(wanted) {
  const stamp = join(root, "dist", ".built");
  const sources = fingerprint([
    join(root, "package.json"),
    join(root, "tsup.config.ts"),
    join(root, "tools/build-verifier.mjs"),
    join(root, "tools/mirror-types.mjs"),
    ...filesUnder(join(root, "src")),
  ]);
  const built = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
  if (built === `${sources} types` || built === `${sources} ${wanted}`) return;
  say(wanted === "types" ? "building, with type declarations …" : "building …");
  // Chunks of an earlier build keep their old names: nothing of it may stay.
  for (const folder of ["esm", "cjs", "verifier.js", "verifier.html", "verifier.html.sha256"])
    rmSync(join(root, "dist", folder), { recursive: true, force: true });
  const options = { cwd: root, stdio: ["ignore", "ignore", 2], env: { ...process.env, COUNTERSIGN_BUILD: wanted } };
  const { status } = spawnSync(process.execPath, ["node_modules/tsup/dist/cli-default.js"], options);
  if (status !== 0) fail("the build failed: see above");
  if (wanted === "types") mirrorTypes(root);
  mkdirSync(join(root, "dist"), { recursive: true });
  writeFileSync(stamp, `${sources} ${wanted}`);
}

function filesUnder(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function fingerprint(files) {
  const hash = createHash("sha256");
  for (const file of files) hash.update(file.slice(root.length)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

const node = (args) => spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
const say = (text) => process.stderr.write(`countersign: ${text}\n`);

function fail(text) {
  say(text);
  process.exit(1);
}

main(process.argv.slice(2));
