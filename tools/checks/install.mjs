/**
 * Why: everything else looks at this checkout, and users get the tarball. It is installed into empty projects here, the way
 * users do: as ES modules, as CommonJS, and by TypeScript under both resolutions; and what the pages show first is run there.
 */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { linesOf, runCommand, runNode } from "../lib/command.mjs";
import { fencesOf } from "../lib/fences.mjs";
import { withTarball } from "../lib/pack.mjs";

export const name = "install";
export const about = "the installed tarball imports, requires, type-checks and runs the first examples";

/** Subpaths that compile schemas while they load, and so need a platform that allows it. None should be here. */
const compilesWhileLoading = [];

export async function run(context) {
  return await withTarball(context, async (packed) => {
    const folder = await installInto(packed);
    const examples = firstExamples(context);
    const groups = await Promise.all([
      typeProblems(context, folder, examples),
      runTasks([...loadTasks(context, folder), ...exampleTasks(folder, examples)]),
    ]);
    return { problems: groups.flat(), notes: [`${context.doors.length} doors, ${examples.length} examples`] };
  });
}

async function installInto({ tarball, folder }) {
  const project = join(folder, "project");
  mkdirSync(project);
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", version: "1.0.0", private: true }));
  const args = [
    "install",
    tarball,
    "--prefer-offline",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    "--loglevel=error",
  ];
  const { status, stderr } = await runCommand("npm", args, { cwd: project });
  if (status !== 0) throw new Error(`\`npm install\` of the tarball failed: ${stderr.trim()}`);
  return project;
}

/**
 * The first example of the README and of each room's page, when it can stand alone.
 *
 * @returns {{ page: string, line: number, code: string, output: string | undefined, title: string }[]}
 */
function firstExamples(context) {
  const pages = ["README.md", ...context.files("docs/rooms", ".md")].filter((page) => context.has(page));
  return pages.flatMap((page) => {
    const fences = fencesOf(context.read(page));
    const at = fences.findIndex(({ language }) => language === "ts");
    if (at === -1) return [];
    const [example, next] = fences.slice(at);
    const output = next?.language === "text" ? next.text : undefined;
    const title = page.replaceAll(/[^a-z0-9]+/gi, "-").toLowerCase();
    return [{ page, line: example.line, code: example.text, output, title }];
  });
}

/** Two at a time: each is a program of its own. */
async function runTasks(tasks) {
  const waiting = [...tasks];
  const problems = [];
  const lane = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) problems.push(...(await task()));
  };
  await Promise.all([lane(), lane()]);
  return problems.sort();
}

function loadTasks({ doors }, folder) {
  const strict = "--disallow-code-generation-from-strings";
  return doors.flatMap(({ subpath }) => [
    () => load(folder, subpath, "import", compilesWhileLoading.includes(subpath) ? [] : [strict]),
    () => load(folder, subpath, "require", compilesWhileLoading.includes(subpath) ? [] : [strict]),
  ]);
}

async function load(folder, subpath, how, flags) {
  const text = how === "import" ? `await import("${subpath}")` : `require("${subpath}")`;
  const type = how === "import" ? "module" : "commonjs";
  const { status, stdout, stderr } = await runNode([...flags, `--input-type=${type}`, "-e", text], { cwd: folder });
  const said = linesOf(stdout + stderr);
  if (status === 0 && said.length === 0) return [];
  if (status === 0) return [`${how} of \`${subpath}\` prints \`${said[0]}\``];
  return [`${how} of \`${subpath}\` ${flags.join(" ")} fails: ${reasonIn(said)}`];
}

const reasonIn = (lines) => lines.find((line) => /^\w*Error\b/.test(line)) ?? lines.join("\n");

const exampleTasks = (folder, examples) =>
  examples.flatMap((example) => [
    () => runExample(folder, example, "mjs", ts.ModuleKind.ESNext),
    () => runExample(folder, example, "cjs", ts.ModuleKind.CommonJS),
  ]);

/** Each has a folder of its own: examples may write files. CommonJS has no `await` outside of functions, so it gets one. */
async function runExample(project, { page, line, code, output, title }, extension, module) {
  const { outputText } = ts.transpileModule(code, { compilerOptions: { module, target: ts.ScriptTarget.ES2022 } });
  const text = extension === "cjs" ? `(async () => {\n${outputText}\n})();\n` : outputText;
  const folder = join(project, `run-${title}-${extension}`);
  mkdirSync(folder);
  writeFileSync(join(folder, `example.${extension}`), text);
  const env = { ...process.env, NO_COLOR: "1", TZ: "UTC" };
  const { status, stdout, stderr } = await runNode([`example.${extension}`], { cwd: folder, env });
  const place = `${page}:${line} as ${extension === "cjs" ? "CommonJS" : "an ES module"}`;
  if (status !== 0) return [`${place} ends with code ${status}: ${reasonIn(linesOf(stderr))}`];
  if (output === undefined || stdout.trimEnd() === output.trimEnd()) return [];
  return [`${place} prints\n${stdout.trimEnd()}\nand the page says\n${output.trimEnd()}`];
}

/** One consumer on Node with its types, one for a browser's bundler without them. */
const consumers = [
  {
    title: "nodenext",
    options: { module: "nodenext", moduleResolution: "nodenext", lib: ["es2023"], types: ["node"] },
    files: { "doors.mts": importAll, "doors.cts": requireAll },
    withExamples: true,
  },
  {
    title: "bundler",
    options: {
      module: "esnext",
      moduleResolution: "bundler",
      lib: ["es2022", "esnext.disposable", "dom", "dom.iterable"],
      types: [],
    },
    files: { "doors.ts": importAll },
    withExamples: false,
  },
];

const identifier = ({ room }) => room.replaceAll(/[^a-z]/gi, "_");

function importAll(doors) {
  const imports = doors.map((door) => `import * as ${identifier(door)} from "${door.subpath}";`);
  return [...imports, `export const doors: object[] = [${doors.map(identifier).join(", ")}];`, ""].join("\n");
}

function requireAll(doors) {
  const imports = doors.map((door) => `import ${identifier(door)} = require("${door.subpath}");`);
  return [...imports, `export const doors: object[] = [${doors.map(identifier).join(", ")}];`, ""].join("\n");
}

async function typeProblems(context, project, examples) {
  mkdirSync(join(project, "node_modules/@types"), { recursive: true });
  for (const types of ["@types/node", "undici-types"]) {
    symlinkSync(join(context.root, "node_modules", types), join(project, "node_modules", types), "dir");
  }
  const answers = await Promise.all(consumers.map((consumer) => typeCheck(context, project, consumer, examples)));
  return answers.flat();
}

async function typeCheck(context, project, { title, options, files, withExamples }, examples) {
  const folder = join(project, `types-${title}`);
  mkdirSync(folder);
  for (const [file, write] of Object.entries(files)) writeFileSync(join(folder, file), write(context.doors));
  for (const { title, code } of withExamples ? examples : [])
    writeFileSync(join(folder, `${title}.mts`), `${code}\nexport {};\n`);
  const compilerOptions = { ...options, target: "es2022", strict: true, noEmit: true, skipLibCheck: false };
  writeFileSync(
    join(folder, "tsconfig.json"),
    JSON.stringify({ compilerOptions, include: ["*.ts", "*.mts", "*.cts"] }),
  );
  const tsc = join(context.root, "node_modules/typescript/bin/tsc");
  const { status, stdout } = await runNode([tsc, "--pretty", "false", "-p", folder], { cwd: folder });
  return status === 0 ? [] : linesOf(stdout).map((line) => `types under ${title}: ${line}`);
}
