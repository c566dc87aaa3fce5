import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { userInfo } from "node:os";
import { basename, join, resolve } from "node:path";
import { isJsonObject } from "../../foundation/index.ts";
import { keyFiles } from "../../gate/index.ts";
import { type Arguments, type Command, textOf, UsageError } from "../command.ts";
import { CliError } from "../errors.ts";
import { exitCodes } from "../exit-codes.ts";
import { readJson, writeFile } from "../files.ts";
import { makeHouseKeys } from "../house-keys.ts";
import type { Output } from "../output.ts";
import { defaultFiles, type ModuleKind, type Project, projectFiles } from "../project/files.ts";
import { hosts } from "../project/hosts/index.ts";
import { madeSample, sampleFrom } from "../project/sample.ts";
import { MOST_ROWS } from "../project/sample-rows.ts";

/** Writes the first version of an integration, which runs as it is and blocks nothing. */
export const init: Command = {
  positionals: ["[FOLDER]"],
  options: {
    host: { type: "string", value: "NAME", about: `what messages come from: ${Object.keys(hosts).join(", ")}` },
    from: { type: "string", value: "FILE", about: "CSV, JSON or JSON lines: the contract is made from its rows" },
    observe: { type: "boolean", about: "block nothing at first; so it is in any case" },
  },
  examples: ["countersign init --host kafka --from orders.csv --observe", "countersign init receiving --host web"],
  async run(args, output) {
    const folder = args.positionals[0] ?? ".";
    const project = await toProject(args, folder);
    const { wanted, missing } = filesFor(project, folder);
    refuseExisting([...Object.keys(wanted), ...Object.values(keyFiles).map((file) => join("keys", file))], folder);
    await writeAll({ ...wanted, ...missing }, folder, () => makeHouseKeys(join(folder, "keys"), project.name));
    tellNext(project, { folder, files: [...Object.keys(wanted), ...Object.keys(missing), "keys/"] }, output);
    return exitCodes.done;
  },
};

async function toProject(args: Arguments, folder: string): Promise<Project> {
  const chosen = textOf(args, "host") ?? "";
  const host = Object.hasOwn(hosts, chosen) ? hosts[chosen] : undefined;
  if (!host) throw new UsageError(`--host must be one of ${Object.keys(hosts).join(", ")}`);
  const [owner, from] = [userInfo().username, textOf(args, "from")];
  const name =
    basename(resolve(folder))
      .toLowerCase()
      .replaceAll(/[^a-z0-9.-]+/g, "-") || "house";
  const sample = from === undefined ? madeSample(chosen) : await sampleFrom(from, chosen, owner);
  const project = { name: `${name}/${sample.stream}`, owner, host, modules: await modulesIn(folder) };
  return { ...project, sample: host.toEventData?.(sample) ?? sample };
}

/** What the project's package.json says; without one it gets ES modules. */
async function modulesIn(folder: string): Promise<ModuleKind> {
  const file = join(folder, "package.json");
  if (!existsSync(file)) return "module";
  const found = await readJson(file);
  return isJsonObject(found) && found.type === "module" ? "module" : "commonjs";
}

type FilesByPath = Readonly<Record<string, string>>;

function filesFor(project: Project, folder: string): { readonly wanted: FilesByPath; readonly missing: FilesByPath } {
  const absent = Object.entries(defaultFiles(project)).filter(([file]) => !existsSync(join(folder, file)));
  return { wanted: projectFiles(project), missing: Object.fromEntries(absent) };
}

function refuseExisting(files: readonly string[], folder: string): void {
  const file = files.map((one) => join(folder, one)).find((path) => existsSync(path));
  if (file === undefined) return;
  throw new CliError("file_exists", `\`${file}\` is there already, and nothing is overwritten: name another folder`, {
    file,
  });
}

/** All of them, or none; keys come last, because none is ever removed. */
async function writeAll(files: FilesByPath, folder: string, makeKeys: () => Promise<unknown>): Promise<void> {
  const written: string[] = [];
  try {
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(folder, name), text, { replace: false });
      written.push(name);
    }
    await makeKeys();
  } catch (failure) {
    for (const name of written) await rm(join(folder, name), { force: true }).catch(() => undefined);
    throw failure;
  }
}

interface Made {
  readonly folder: string;
  readonly files: readonly string[];
}

function tellNext({ host, sample, name }: Project, { folder, files }: Made, output: Output): void {
  const { stream, contract, rows } = sample;
  const limited = rows.length === MOST_ROWS ? " (the first ones only)" : "";
  output.value({
    folder,
    name,
    stream,
    contract: contract.id,
    businessKey: contract.businessKey,
    rows: rows.length,
    files,
  });
  output.line(`\`${stream}\` is observed: nothing is blocked until \`countersign enforce ${stream}\``);
  for (const file of files) output.line(`  ${file}`);
  output.line(
    `The contract has ${Object.keys((contract.schema.properties ?? {}) as object).length} fields, for ${rows.length} rows${limited}`,
  );
  output.line();
  output.line(output.bold("Next"));
  if (folder !== ".") output.line(`  cd ${folder}`);
  output.line(`  npm install ${["countersign", ...host.packages].join(" ")}`);
  output.line("  node --test");
  output.line("  node consumer.js               # a rehearsal with the rows of rehearsal.jsonl");
  output.line(`  ${host.run}   # for good`);
  output.line("  countersign doctor");
}
