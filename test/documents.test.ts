import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createContext } from "../tools/lib/context.mjs";
import { type Fence, fencesOf } from "../tools/lib/fences.mjs";
import { patienceMs } from "./every-suite.ts";

/*
 * Everything that the documents show is done here, in the order of each page and in one folder for each page, against the
 * built package: a `ts` fence is run, a `sh` fence followed by a `text` fence is typed into a shell, `json` is parsed.
 */

const root = fileURLToPath(new URL("..", import.meta.url)).replace(/[\\/]$/, "");
const pagesAtOnce = 2;

interface Example {
  readonly page: string;
  readonly fence: Fence;
  /** What the page says is printed. */
  readonly output: Fence | undefined;
}

interface Outcome {
  /** What went wrong, `""` when nothing did. */
  readonly failure: string;
  readonly printed: string;
}

const kinds: Readonly<Record<string, (example: Example, folder: string) => Promise<Outcome>>> = {
  ts: runProgram,
  sh: runSession,
  json: async ({ fence }) => ({ failure: problemOfJson(fence.text), printed: "" }),
};

const context = createContext({ root });
const pages = ["README.md", ...context.files("docs", ".md")].filter(context.has);
const examples = new Map(
  pages.map((page) => [page, examplesOn(page)] as const).filter(([, found]) => found.length > 0),
);
const outcomes = new Map<Example, Promise<Outcome>>();
const workshop = mkdtempSync(join(tmpdir(), "countersign-documents-"));

beforeAll(() => {
  if (!existsSync(join(root, "dist/esm/index.js"))) throw new Error("there is no dist/: run `npm run build`");
  startAll();
});
afterAll(() => rmSync(workshop, { recursive: true, force: true }));

for (const [page, found] of examples) {
  describe(page, () => {
    for (const example of found) {
      const { fence, output } = example;
      it(`${page}:${fence.line} ${fence.language} ${output ? "prints what the page says" : "works"}`, async () => {
        const { failure, printed } = (await outcomes.get(example)) as Outcome;
        expect(failure, `${page}:${fence.line}`).toBe("");
        if (output) expectSame(printed, output, `${page}:${output.line}`, fence.language === "sh");
      });
    }
  });
}

/** A session is only run when the page says what it prints: other commands install or belong to other machines. */
function examplesOn(page: string): Example[] {
  const fences: Fence[] = fencesOf(context.read(page));
  return fences.flatMap((fence, at) => {
    const next = fences[at + 1];
    const output = next?.language === "text" && fence.language !== "json" ? next : undefined;
    const isRun = Object.hasOwn(kinds, fence.language) && (fence.language !== "sh" || output !== undefined);
    return isRun ? [{ page, fence, output }] : [];
  });
}

function startAll(): void {
  const lanes = Array.from({ length: pagesAtOnce }, () => Promise.resolve());
  [...examples].forEach(([page, found], at) => {
    const folder = folderFor(page, at);
    for (const example of found) {
      const outcome = (lanes[at % pagesAtOnce] as Promise<void>).then(() => carryOut(example, folder));
      outcomes.set(example, outcome);
      lanes[at % pagesAtOnce] = outcome.then(() => undefined);
    }
  });
}

async function carryOut(example: Example, folder: string): Promise<Outcome> {
  try {
    return await (kinds[example.fence.language] as (typeof kinds)[string])(example, folder);
  } catch (error) {
    return { failure: String(error), printed: "" };
  }
}

/** A place where `countersign/…` means this checkout's build, and `countersign` its command; files that the page names lie in it. */
function folderFor(page: string, at: number): string {
  const folder = join(workshop, `${at}-${page.replaceAll(/\W+/g, "-")}`);
  const commands = join(folder, "node_modules/.bin");
  mkdirSync(commands, { recursive: true });
  symlinkSync(root, join(folder, "node_modules/countersign"), "dir");
  const main = join(root, context.packageFile.bin.countersign);
  writeFileSync(join(commands, "countersign"), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
  chmodSync(join(commands, "countersign"), 0o755);
  const named: Fence[] = fencesOf(context.read(page)).filter(({ file }: Fence) => file !== undefined);
  for (const { file, text } of named) writeFileSync(join(folder, file as string), `${text}\n`);
  return folder;
}

async function runProgram({ fence }: Example, folder: string): Promise<Outcome> {
  const { code } = transformSync(fence.text, { loader: "ts", format: "esm", target: "es2022" });
  const file = `example-${fence.line}.mjs`;
  writeFileSync(join(folder, file), code);
  const { status, stdout, stderr } = await run(process.execPath, [file], folder);
  return { failure: status === 0 ? "" : `ended with code ${status}\n${stdout}${stderr}`, printed: stdout };
}

/** One shell for the whole session; what it says and what it complains about are shown together, as on a screen. */
async function runSession({ fence }: Example, folder: string): Promise<Outcome> {
  const lines = fence.text.split("\n").filter((line) => line.trim() !== "");
  const stray = lines.find((line) => !line.startsWith("$ "));
  if (stray !== undefined)
    return { failure: `each line of a session starts with \`$ \`, not \`${stray}\``, printed: "" };
  const script = ["exec 2>&1", ...lines.map((line) => line.slice(2))].join("\n");
  const { stdout } = await run("sh", ["-c", script], folder);
  return { failure: "", printed: stdout };
}

function run(
  program: string,
  args: string[],
  cwd: string,
): Promise<{ status: number; stdout: string; stderr: string }> {
  const path = `${join(cwd, "node_modules/.bin")}${delimiter}${process.env.PATH}`;
  const env = { ...process.env, PATH: path, NO_COLOR: "1", TZ: "UTC", NODE_OPTIONS: "", VITEST: undefined };
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: patienceMs });
    const said = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text) => {
      said.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      said.stderr += text;
    });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status: status ?? 1, ...said }));
  });
}

/** In a session `…` stands for any run of characters, line ends included: times, paths, identifiers. */
function expectSame(printed: string, output: Fence, place: string, withGaps: boolean): void {
  const [actual, expected] = [printed.trimEnd(), output.text.trimEnd()];
  if (withGaps && fits(actual, expected.split("…"))) return;
  expect(actual, place).toBe(expected);
}

function fits(text: string, parts: readonly string[]): boolean {
  const [first = "", ...rest] = parts;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}

function problemOfJson(text: string): string {
  try {
    JSON.parse(text);
    return "";
  } catch (error) {
    return `not JSON: ${(error as Error).message}`;
  }
}
