/**
 * Adds to lock files the optional packages of other platforms that the registry at hand does not hold (a partial
 * mirror, for instance). Without their entries `npm ci` refuses the lock file everywhere; with them, each platform
 * installs its own. An entry has no checksum, because nobody here has seen the package; npm adds it where it does.
 *
 * Usage: node tools/complete-lock.mjs [package-lock.json …]
 */
import { readFileSync, writeFileSync } from "node:fs";

const systems = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const processors = ["arm64", "arm", "x64", "ia32", "ppc64", "riscv64", "s390x", "loong64", "mips64el", "wasm32"];

const files = process.argv.slice(2);
for (const file of files.length > 0 ? files : ["package-lock.json"]) complete(file);

function complete(file) {
  const lock = JSON.parse(readFileSync(file, "utf8"));
  const missing = Object.entries(lock.packages).flatMap(([path, entry]) => missingOf(lock.packages, path, entry));
  const packages = Object.entries({ ...lock.packages, ...Object.fromEntries(missing) });
  lock.packages = Object.fromEntries(packages.sort(([left], [right]) => (left < right ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${file}: ${missing.length} packages of other platforms added`);
}

function missingOf(packages, path, { optionalDependencies = {}, dev }) {
  return Object.entries(optionalDependencies)
    .filter(([name]) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`])
    .map(([name, range]) => [`node_modules/${name}`, toEntry(name, range, dev)]);
}

/** Such packages name their platform: `@rollup/rollup-darwin-arm64`. */
function toEntry(name, range, dev) {
  const words = name.split(/[/-]/);
  const cpu = processors.filter((processor) => words.includes(processor));
  const os = systems.filter((system) => words.includes(system));
  return {
    version: range.replace(/^[\^~]/, ""),
    ...(cpu.length > 0 && { cpu }),
    ...(dev && { dev }),
    optional: true,
    ...(os.length > 0 && { os }),
  };
}
