/**
 * Runs the project's commands on a machine that has only Node and npm: installs and builds first when something is
 * missing or has changed. It depends on no package, and keeps standard output for the command's own answer.
 */
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { mirrorTypes } from "../tools/mirror-types.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

/** Each command: what it needs, then what it runs. `suites` is there for `.ci/run`: what all of them need, at once. */
const commands = {
  start: { build: "code", run: ["dist/esm/cli/main.js", "start"] },
  test: { build: "code", run: ["node_modules/vitest/vitest.mjs", "run"] },
  build: { build: "types", run: undefined },
  check: { build: "types", run: ["tools/check.mjs"] },
  conformance: { build: "code", run: ["tools/conformance/run.mjs"] },
  suites: { build: "types", packages: ["test/services", "examples/cap", "test/browser"], run: undefined },
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

async function main([name, ...args]) {
  const command = commands[name];
  if (!command) return fail(`unknown command \`${name}\`: use one of ${Object.keys(commands).join(", ")}`);
  const problem = (await install(root)) ?? (await prepare(command));
  if (problem) return fail(problem);
  if (command.run) process.exitCode = node([...command.run, ...args]);
}

/** Side by side: each writes to a folder of its own, and keeps one processor busy. Answers what went wrong, once all have ended. */
async function prepare({ build: wanted, packages = [] }) {
  const problems = await Promise.all([build(wanted), ...packages.map((folder) => install(join(root, folder)))]);
  return problems.find((problem) => problem !== undefined);
}

/** Installs a package's dependencies exactly as its lock file says, unless that was done already. */
async function install(folder) {
  const stamp = join(folder, "node_modules", ".installed");
  const lock = fingerprint([join(folder, "package-lock.json")]);
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  say(`installing packages${folder === root ? "" : ` for ${folder.slice(root.length + 1)}`} …`);
  const status = await ended(npm, ["ci", "--no-audit", "--no-fund", "--no-json", "--loglevel=error"], {
    cwd: folder,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) return "`npm ci` failed: see above; a registry that cannot be reached is the usual reason";
  writeFileSync(stamp, lock);
}

/** Builds `dist/` when the sources have changed; without type declarations when only running is wanted. */
async function build(wanted) {
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
  const status = await ended(process.execPath, ["node_modules/tsup/dist/cli-default.js"], options);
  if (status !== 0) return "the build failed: see above";
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

/** The exit code of a program, once it has ended. */
const ended = (program, args, options) =>
  new Promise((resolve) => {
    const child = spawn(program, args, options);
    child.on("error", () => resolve(1));
    child.on("close", (code) => resolve(code ?? 1));
  });
const node = (args) => spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" }).status ?? 1;
const say = (text) => process.stderr.write(`countersign: ${text}\n`);

function fail(text) {
  say(text);
  process.exit(1);
}

await main(process.argv.slice(2));
