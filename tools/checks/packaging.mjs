/**
 * Why: what is published is a tarball, and nobody looks into it. This looks: whether each kind of importer finds code and
 * types, whether anything is inside that should have stayed at home, and whether the papers agree with each other.
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { linesOf, runCommand, runNode } from "../lib/command.mjs";
import { nearest } from "../lib/lock.mjs";
import { withTarball } from "../lib/pack.mjs";

export const name = "packaging";
export const about = "the tarball resolves everywhere and holds what it should";

export async function run(context) {
  return await withTarball(context, async (packed) => {
    const folder = await unpack(packed);
    const [published, types] = await Promise.all([askPublint(context, packed), askAttw(context, packed)]);
    return {
      problems: [
        ...published,
        ...types,
        ...strayFiles(context, packed),
        ...machinePaths(context, packed, folder),
        ...papers(context, packed),
      ],
      notes: [`${packed.files.length} files`],
    };
  });
}

async function unpack({ tarball, folder }) {
  const { status, stderr } = await runCommand("tar", ["-xzf", tarball, "-C", folder], { cwd: folder });
  if (status !== 0) throw new Error(`cannot unpack the tarball: ${stderr}`);
  return join(folder, "package");
}

async function askPublint({ packageFile }, { tarball }) {
  const bytes = readFileSync(tarball);
  const pack = { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) };
  const { messages } = await publint({ pack, level: "warning", strict: true });
  return messages.map((message) => `publint: ${formatMessage(message, packageFile, { color: false })}`);
}

/** The profile leaves out the resolution that Node had before `exports`: it cannot see subpaths at all. */
async function askAttw({ root }, { tarball }) {
  const args = ["node_modules/@arethetypeswrong/cli/dist/index.js", tarball, "--profile", "node16", "--format", "json"];
  const { status, stdout, stderr } = await runNode(args, { cwd: root });
  if (status === 0) return [];
  return attwProblems(stdout) ?? linesOf(stdout + stderr).map((line) => `attw: ${line}`);
}

/** Undefined when it said something else than its report. The profile counts nothing from Node 10, and lists it all the same. */
function attwProblems(stdout) {
  try {
    const problems = Object.values(JSON.parse(stdout).problems).flat();
    return problems
      .filter(({ resolutionKind }) => resolutionKind !== "node10")
      .map(({ kind, ...facts }) => `attw: ${kind} ${JSON.stringify(facts)}`);
  } catch {
    return undefined;
  }
}

const wanted = [
  /^dist\/(esm|cjs)\/.*\.(js|cjs|d\.ts|d\.cts|map)$/,
  /^dist\/verifier\.(js|html|html\.sha256)$/,
  /^dist\/sbom\.cdx\.json$/,
  /^schema\/.*\.json$/,
  // The second verifier: an auditor takes it from the same package, and needs nothing else of it.
  /^tools\/(verify-bundle|verify_bundle\/\w+)\.py$/,
];
const papersInside = ["package.json", "README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md", "SUPPORT.md"];

function strayFiles(context, { files }) {
  const strays = files.filter((file) => !papersInside.includes(file) && !wanted.some((pattern) => pattern.test(file)));
  const missing = papersInside.filter((file) => !files.includes(file));
  return [
    ...strays.map((file) => `the tarball holds ${file}, which nobody needs`),
    ...missing.map((file) => `the tarball lacks ${file}`),
    ...context.doors
      .flatMap(({ esm, types }) => [esm, types])
      .flatMap((file) => (files.includes(file) ? [] : [`the tarball lacks ${file}`])),
    ...unreachable(context, files).map(
      (file) => `the tarball holds ${file}, which no door leads to: delete dist/ and build again`,
    ),
  ];
}

/** Files of an earlier build stay in `dist/` under their old names: nothing imports them any more. */
function unreachable(context, files) {
  const code = files.filter((file) => /^dist\/(esm|cjs)\/.*\.(js|cjs|ts|cts)$/.test(file));
  const roots = [...context.doors.map(({ esm }) => esm), "dist/esm/cli/main.js"].flatMap(formatsOf);
  const reached = new Set(code.filter((file) => roots.includes(file)));
  for (const file of reached) {
    for (const [, specifier] of context.read(file).matchAll(/["'](\.{1,2}\/[^"'\n]+\.c?js)["']/g)) {
      const script = join(file, "..", specifier);
      const wanted = /\.d\.c?ts$/.test(file) ? script.replace(/\.(c?)js$/, ".d.$1ts") : script;
      if (code.includes(wanted)) reached.add(wanted);
    }
  }
  return code.filter((file) => !reached.has(file));
}

/** A door's code and declarations, as ES module and as CommonJS. */
function formatsOf(esm) {
  const [path, cjs] = [esm.replace(/\.js$/, ""), esm.replace(/^dist\/esm\/(.*)\.js$/, "dist/cjs/$1")];
  return [`${path}.js`, `${path}.d.ts`, `${cjs}.cjs`, `${cjs}.d.cts`];
}

function machinePaths({ root }, { files }, folder) {
  const paths = [root, homedir()].filter((path) => path.length > 1).map((path) => `${path}/`);
  return files.flatMap((file) => {
    const text = readFileSync(join(folder, file), "utf8");
    return [...paths, "file:///"].filter((path) => text.includes(path)).map((path) => `${file} names \`${path}\``);
  });
}

function papers(context) {
  const { packageFile } = context;
  const lock = JSON.parse(context.read("package-lock.json"));
  const resolved = Object.values(lock.packages).filter((entry) => entry.resolved);
  const gaps = gapsIn(lock);
  const newest = context.has("CHANGELOG.md")
    ? /^## \D*(\d+\.\d+\.\d+[\w.-]*)/m.exec(context.read("CHANGELOG.md"))?.[1]
    : undefined;
  return problemsAmong([
    [resolved.length, `package-lock.json says where ${resolved.length} packages came from: leave out \`resolved\``],
    [gaps.length, `package-lock.json lacks ${gaps.length} packages, and \`npm ci\` refuses it: ${gaps.join(", ")}`],
    [
      lock.version !== packageFile.version,
      `package-lock.json is of ${lock.version}, package.json of ${packageFile.version}`,
    ],
    [
      newest !== packageFile.version,
      `CHANGELOG.md begins with ${newest ?? "no version"}, package.json says ${packageFile.version}`,
    ],
    [!packageFile.engines?.node, "package.json does not say which `engines.node` it needs"],
    [!packageFile.license || !context.has("LICENSE"), "package.json and LICENSE do not name the licence together"],
  ]);
}

const problemsAmong = (rules) => rules.flatMap(([isWrong, problem]) => (isWrong ? [problem] : []));

/** Packages for other platforms are left out of the lock file by a registry that does not have them. */
function gapsIn({ packages }) {
  const wanted = Object.entries(packages).flatMap(([path, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }).map((name) => ({ path, name })),
  );
  return [...new Set(wanted.filter(({ path, name }) => !nearest(path, name, packages)).map(({ name }) => name))];
}
