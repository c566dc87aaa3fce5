import type { PolicyDocument } from "../../policy/index.ts";
import type { Host, Import } from "./host.ts";
import type { Sample } from "./sample.ts";

/** How the files of a project import others: what its package.json says. */
export type ModuleKind = "module" | "commonjs";

export interface Project {
  readonly name: string;
  readonly owner: string;
  readonly host: Host;
  readonly sample: Sample;
  readonly modules: ModuleKind;
}

/** The files of a project by their paths, without its keys. */
export const projectFiles = (project: Project): Readonly<Record<string, string>> => {
  const { sample, owner, host } = project;
  return {
    "countersign.json": toJson(configuration(project)),
    [`contracts/${sample.stream}.json`]: toJson(sample.contract),
    "policies/receiving.json": toJson(receiving(owner)),
    "test/countersign.test.js": testFile(project),
    "rehearsal.jsonl": sample.rows.map((row) => `${JSON.stringify(row)}\n`).join(""),
    "consumer.js": consumer(project),
    ...host.files,
  };
};

/** Files that a project has already, or gets. */
export const defaultFiles = ({ name }: Project): Readonly<Record<string, string>> => ({
  "package.json": toJson({
    name: name.replaceAll(/[^a-z0-9-]+/g, "-"),
    version: "0.0.0",
    private: true,
    type: "module",
    scripts: { start: "node consumer.js", test: "node --test" },
  }),
  ".gitignore": "node_modules/\n.countersign/\nkeys/*.jwk.json\nrehearsal.jsonl\n",
});

const toJson = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

const configuration = ({ name, host: { urgent }, sample: { stream, source, type, contract } }: Project): object => ({
  $schema: "./node_modules/countersign/schema/countersign.schema.json",
  formatVersion: 1,
  name,
  store: { kind: "file-system", directory: ".countersign" },
  keys: { directory: "keys" },
  contracts: [`contracts/${stream}.json`],
  policies: ["policies/receiving.json"],
  streams: [
    {
      name: stream,
      source,
      type,
      preset: "observe",
      contract: contract.id,
      policy: "receiving",
      ...(urgent && { urgent }),
    },
  ],
});

const receiving = (owner: string): PolicyDocument => ({
  formatVersion: 1,
  id: "receiving",
  version: "0.1.0",
  owner,
  rules: [
    {
      name: "what keeps its contract flows",
      event: { type: "allow" },
      conditions: { all: [{ fact: "contract.status", operator: "equal", value: "kept" }] },
    },
  ],
});

const importers: Readonly<Record<ModuleKind, (one: Import) => string>> = {
  module: ([names, from]) => `import { ${names} } from "${from}";`,
  commonjs: ([names, from]) => `const { ${names} } = require("${from}");`,
};
const exporters: Readonly<Record<ModuleKind, string>> = {
  module: "export { $1 };",
  commonjs: "module.exports = { $1 };",
};

const importsOf = (imports: readonly Import[], modules: ModuleKind): string =>
  [...imports]
    .sort(([, left], [, right]) => Number(right.startsWith("node:")) - Number(left.startsWith("node:")))
    .map(importers[modules])
    .join("\n");

function consumer({ host, sample, modules }: Project): string {
  const { stream, source, type, contract } = sample;
  const subject = contract.businessKey;
  const code = host.code({ stream, source, type, ...(subject !== undefined && { subject }) }, contract);
  const imports: readonly Import[] = [["readFileSync", "node:fs"], ["createGate", "countersign"], ...host.imports];
  return `${importsOf(imports, modules)}\n\n${code.replace(/^EXPORT (\w+);$/m, exporters[modules])}`;
}

const testImports: readonly Import[] = [
  ["strictEqual", "node:assert"],
  ["readFileSync", "node:fs"],
  ["test", "node:test"],
  ["createGate", "countersign"],
];

const testFile = ({ sample: { source, type, rows }, modules }: Project): string => `${importsOf(testImports, modules)}

const read = (file) => JSON.parse(readFileSync(file, "utf8"));
const { contracts, policies, streams } = read("countersign.json");

/** The same contracts and rules in memory, and enforced. */
const gate = createGate({
  contracts: contracts.map(read),
  policies: policies.map(read),
  streams: streams.map((stream) => ({ ...stream, preset: "strict" })),
});
const event = { specversion: "1.0", source: ${JSON.stringify(source)}, type: ${JSON.stringify(type)} };
const example = ${JSON.stringify(rows[0])};

test("data as it should be is accepted", async () => {
  const { outcome, sentence } = await gate.admit({ ...event, id: "1", data: example });
  strictEqual(outcome, "accepted", sentence);
});

test("data that nobody agreed on is held", async () => {
  const { outcome, heldFor } = await gate.admit({ ...event, id: "2", data: { ...example, nobodyAgreedOn: true } });
  strictEqual(\`\${outcome} in \${heldFor}\`, "held in quarantine");
});
`;
