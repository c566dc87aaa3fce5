import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { runCommand } from "../../../lib/command.mjs";
import { fencesOf } from "../../../lib/fences.mjs";
import { type Case, failed, passed, type Suite, textAt } from "../../suite.ts";

/** Pages that tell what was found in the public data sets. A `console` fence is a session: `$ ` and a command, then what it prints. */
const pages = ["docs/guide/drift.md", "docs/guide/scms.md", "docs/guide/adventureworks.md"];

/** Every session of those pages, typed again, the pages side by side. `…` stands for any run of characters, line ends included. */
const suite: Suite = {
  name: "guide-transcripts",
  room: "adapters",
  async *run(vectors): AsyncGenerator<Case> {
    const datasets = resolve(vectors, "../datasets");
    if (!existsSync(datasets)) throw new Error(`there are no data sets at ${datasets}`);
    const cases = await Promise.all(pages.map((page) => judgePage(page, datasets)));
    yield* cases.flat();
  },
};
export default suite;

/** A folder in which the page's names mean this checkout: the command, `examples/` and `datasets/`. */
function prepare(root: string, datasets: string): string {
  const folder = mkdtempSync(join(tmpdir(), "countersign-guides-"));
  const command = join(folder, "bin/countersign");
  mkdirSync(join(folder, "bin"));
  writeFileSync(command, `#!/bin/sh\nexec "${process.execPath}" "${join(root, "dist/esm/cli/main.js")}" "$@"\n`);
  chmodSync(command, 0o755);
  symlinkSync(join(root, "examples"), join(folder, "examples"), "dir");
  symlinkSync(datasets, join(folder, "datasets"), "dir");
  return folder;
}

async function judgePage(page: string, datasets: string): Promise<readonly Case[]> {
  const folder = prepare(process.cwd(), datasets);
  const cases: Case[] = [];
  try {
    for (const { language, text, line } of fencesOf(textAt(page))) {
      if (language !== "console") continue;
      const [first = "", ...expected] = text.split("\n");
      const printed = await type(first.replace(/^\$ /, ""), folder);
      const id = `${page}:${line}`;
      const isSame = fits(printed.trimEnd(), expected.join("\n").trimEnd());
      cases.push(isSame ? passed(id) : failed(id, `printed\n${printed}`));
    }
    return cases;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function type(command: string, cwd: string): Promise<string> {
  const path = `${join(cwd, "bin")}${delimiter}${process.env.PATH}`;
  const env = { ...process.env, PATH: path, NO_COLOR: "1", TZ: "UTC" };
  return (await runCommand("sh", ["-c", `exec 2>&1\n${command}`], { cwd, env })).stdout;
}

/** Whether a text is made of the parts between the gaps, in their order. */
function fits(text: string, expected: string): boolean {
  const pattern = expected.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join("[^]*?")}$`).test(text);
}
