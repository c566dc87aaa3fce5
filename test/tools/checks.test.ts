import { describe, expect, it } from "vitest";
import * as documented from "../../tools/checks/documented.mjs";
import * as errors from "../../tools/checks/errors.mjs";
import * as floors from "../../tools/checks/floors.mjs";
import * as links from "../../tools/checks/links.mjs";
import * as nodeImports from "../../tools/checks/node-imports.mjs";
import * as rings from "../../tools/checks/rings.mjs";
import * as sbom from "../../tools/checks/sbom.mjs";
import * as surface from "../../tools/checks/surface.mjs";
import * as words from "../../tools/checks/words.mjs";
import type { Context } from "../../tools/lib/context.mjs";
import { fencesOf } from "../../tools/lib/fences.mjs";
import { inCheckout, problemsIn } from "./checkout.ts";

describe("floors", () => {
  const rows: readonly [title: string, file: string, specifier: string, reasons: readonly string[]][] = [
    ["its own room", "src/policy/a.ts", "./b.ts", []],
    ["a lower room through its door", "src/policy/a.ts", "../foundation/index.ts", []],
    ["the readers of our own documents beside the door", "src/policy/a.ts", "../foundation/shape.ts", []],
    ["the front door: everything", "src/index.ts", "./cli/index.ts", []],
    [
      "a lower room past its door",
      "src/policy/a.ts",
      "../foundation/json.ts",
      ["use the door src/foundation/index.ts"],
    ],
    [
      "a stranger on its own floor",
      "src/policy/a.ts",
      "../contracts/index.ts",
      ["policy (floor 3) may not use contracts (floor 3)"],
    ],
    ["a room above", "src/policy/a.ts", "../gate/index.ts", ["policy (floor 3) may not use gate (floor 5)"]],
    ["the front door from inside", "src/gate/a.ts", "../index.ts", ["gate (floor 5) may not use the front door"]],
    ["a file outside of src", "src/gate/a.ts", "../../test/support.ts", ["it leaves src/"]],
  ];
  for (const [title, file, specifier, reasons] of rows) {
    it(`a file imports ${title}: ${reasons[0] ?? "allowed"}`, async () => {
      const problems = await problemsIn(floors, { [file]: `\nimport { x } from "${specifier}";` });
      expect(problems).toEqual(reasons.map((reason) => `${file}:2 imports \`${specifier}\`: ${reason}`));
    });
  }

  const ways = [
    'import type { X } from "../gate/index.ts";',
    'export { X } from "../gate/index.ts";',
    'export * from "../gate/index.ts";',
    'const x = await import("../gate/index.ts");',
    'type X = import("../gate/index.ts").X;',
    'let x: typeof import("../gate/index.ts");',
    'import "../gate/index.ts";',
  ];
  for (const way of ways) {
    it(`climbing is seen in ${way}`, async () => {
      expect(await problemsIn(floors, { "src/policy/a.ts": way })).toHaveLength(1);
    });
  }

  it("a room that stands on no floor is named", async () => {
    expect(await problemsIn(floors, { "src/attic/a.ts": "" })).toEqual([
      "src/attic/ stands on no floor: add it to tools/floors.mjs",
    ]);
  });
});

describe("rings", () => {
  it("a ring through types is a ring, named by its shortest way round", async () => {
    const files = {
      "src/policy/a.ts": 'import type { B } from "./b.ts";',
      "src/policy/b.ts": 'import { C } from "./c.ts";\nimport "./d.ts";',
      "src/policy/c.ts": 'import { A } from "./a.ts";',
      "src/policy/d.ts": 'import "./c.ts";',
    };
    expect(await problemsIn(rings, files)).toEqual([
      "ring: src/policy/a.ts → src/policy/b.ts → src/policy/c.ts → src/policy/a.ts",
    ]);
  });
  it("folders side by side make a ring although no two files do", async () => {
    const files = {
      "src/policy/left/a.ts": 'import "../right/a.ts";',
      "src/policy/right/a.ts": "",
      "src/policy/right/b.ts": 'import "../left/b.ts";',
      "src/policy/left/b.ts": "",
    };
    expect(await problemsIn(rings, files)).toEqual(["ring: src/policy/left/ → src/policy/right/ → src/policy/left/"]);
  });
  it("a room that lists its rows, and rows that use the room's nouns, are no ring", async () => {
    const files = {
      "src/policy/evaluate.ts": 'import "./operators/equal.ts";',
      "src/policy/operators/equal.ts": 'import type { Operand } from "../operand.ts";',
      "src/policy/operand.ts": "",
    };
    expect(await problemsIn(rings, files)).toEqual([]);
  });
  it("a file that imports itself is a ring", () => expect(rings.ringsIn([["a", "a"]])).toEqual([["a", "a"]]));
});

describe("node imports", () => {
  const rows: readonly [file: string, text: string, count: number][] = [
    ["src/stores/a.ts", 'import "node:fs";', 0],
    ["src/policy/a.ts", 'import { join } from "node:path";', 1],
    ["src/policy/a.ts", 'import type { Stats } from "node:fs";', 1],
    ["src/policy/a.ts", 'await import("node:os");', 1],
    ["src/policy/a.ts", 'require("fs");', 1],
    ["src/index.ts", 'import "node:fs";', 1],
    ["src/policy/a.ts", 'builtinModule("node:fs");', 0],
  ];
  for (const [file, text, count] of rows) {
    it(`${text} in ${file}: ${count === 0 ? "allowed" : "refused"}`, async () => {
      expect(await problemsIn(nodeImports, { [file]: text })).toHaveLength(count);
    });
  }
});

describe("surface", () => {
  const files = {
    "src/index.ts": 'export { one } from "./foundation/index.ts";',
    "src/foundation/index.ts": 'export { one, type Two } from "./a.ts";',
    "src/foundation/a.ts": "export const one = 1;\nexport interface Two {}\nexport class Three {}",
    "src/policy/index.ts": 'export type { Three } from "../foundation/a.ts";',
  };
  const snapshot =
    "countersign\n  one: const\n\ncountersign/foundation\n  Two: interface\n  one: const\n\ncountersign/policy\n  Three: type of class\n";

  it("the agreed names pass", async () => {
    expect(await problemsIn(surface, { ...files, "test/public-surface.txt": snapshot })).toEqual([]);
  });
  it("the list is written when asked for", async () => {
    const written = await inCheckout(
      files,
      async (context) => {
        await surface.run(context);
        return context.read("test/public-surface.txt");
      },
      { write: true },
    );
    expect(written).toBe(snapshot);
  });
  it("a name that vanished and one that came are both named", async () => {
    const agreed = snapshot.replace("  one: const\n\ncountersign/policy", "  uno: const\n\ncountersign/policy");
    const problems = await problemsIn(surface, { ...files, "test/public-surface.txt": agreed });
    expect(problems).toContain("test/public-surface.txt:6 no longer true:   uno: const");
  });
  it("a star at a door and a door without source are refused", async () => {
    const { "src/policy/index.ts": _, ...rest } = files;
    const problems = await problemsIn(surface, { ...rest, "src/index.ts": 'export * from "./foundation/index.ts";' });
    expect(problems).toEqual(
      expect.arrayContaining([
        "src/index.ts:1 exports `*`: list the names",
        "package.json exports `countersign/policy`, and there is no src/policy/index.ts",
      ]),
    );
  });
  it("a wide door needs its reason written down", async () => {
    const names = Array.from({ length: 21 }, (_, at) => `name${at}`);
    const wide = {
      ...files,
      "src/foundation/index.ts": `export const ${names.map((name) => `${name} = 1`).join(", ")};`,
      "src/index.ts": "",
    };
    const problem =
      "src/foundation/index.ts exports 21 names: at most 20, or a line in docs/design/doors.md naming `foundation`";
    expect(await problemsIn(surface, wide)).toContain(problem);
    const explained = { ...wide, "docs/design/doors.md": "- `foundation`: the nouns of all rooms" };
    expect(await problemsIn(surface, explained)).not.toContain(problem);
  });
});

describe("documented", () => {
  const errorClass = `export class Failure<Code extends string = string> extends Error {
  readonly code: Code; readonly details: unknown; readonly retryable = false;
  constructor(code: Code, details: unknown) { super(code); this.code = code; this.details = details; }
}
export class PolicyError extends Failure {}
`;
  const check = (text: string, door: string) =>
    problemsIn(documented, {
      "dist/esm/index.d.ts": "",
      "src/policy/errors.ts": errorClass,
      "src/policy/a.ts": `import { PolicyError } from "./errors.ts";\n${text}`,
      "src/policy/index.ts": `export { ${door} } from "./a.ts";`,
    });

  const rows: readonly [title: string, text: string, reasons: readonly string[]][] = [
    ["a function without a docstring", "export function run() {}", ["has no docstring"]],
    ["one with", "/** Runs. */\nexport function run() {}", []],
    [
      "a throw that is not told",
      '/** Runs. */\nexport function run() { throw new PolicyError("rule_bad", {}); }',
      ["throws `rule_bad` and does not say so"],
    ],
    [
      "a throw that is told",
      '/** Runs. @throws {PolicyError} `rule_bad` */\nexport function run() { throw new PolicyError("rule_bad", {}); }',
      [],
    ],
    [
      "a throw two calls away",
      '/** Runs. */\nexport const run = () => [1].map(() => read());\nfunction read() { throw bad(); }\nconst bad = () => new PolicyError("rule_bad", {});',
      ["throws `rule_bad` and does not say so"],
    ],
    [
      "a throw that is caught",
      '/** Runs. */\nexport function run() { try { read(); } catch { return 1; } }\nfunction read() { throw new PolicyError("rule_bad", {}); }',
      [],
    ],
    [
      "what a returned method throws",
      '/** Runs. */\nexport const run = () => ({ go: () => { throw new PolicyError("rule_bad", {}); } });',
      [],
    ],
    ["a mistake of the programmer", '/** Runs. */\nexport function run() { throw new TypeError("no"); }', []],
  ];
  for (const [title, text, reasons] of rows) {
    it(`${title}: ${reasons[0] ?? "nothing to say"}`, async () => {
      const problems = await check(text, "run");
      expect(problems.map((problem) => problem.replace(/^.*`run` /, ""))).toEqual(reasons);
    });
  }

  it("a type of a package in the declarations is a leak, one of our own files is none", async () => {
    const problems = await problemsIn(documented, {
      "dist/esm/index.d.ts":
        'import { JWK } from "jose";\nexport { a } from "./a.js";\ntype A = import("ajv").default;',
    });
    expect(problems.map((problem) => /`(\w+)`/.exec(problem)?.[1])).toEqual(["jose", "ajv"]);
  });
});

describe("errors", () => {
  const table = (name: string, text: string) => `export interface ${name} {\n${text}\n}\n`;
  const check = async (files: Readonly<Record<string, string>>) =>
    (await problemsIn(errors, files)).filter((problem) => !problem.startsWith("docs/errors.md"));

  it("a page is written with meaning and facts, and then holds", async () => {
    const files = {
      "src/policy/errors.ts": table(
        "PolicyFailures",
        '  /** A rule | cannot be read. */\n  rule_bad: { readonly kind: "a" | "b"; readonly at?: number };',
      ),
    };
    const write = async (context: Context) => {
      await errors.run(context);
      const { problems } = await errors.run({ ...context, write: false });
      return [context.read("docs/errors.md"), problems];
    };
    const [written, again] = await inCheckout(files, write, { write: true });
    expect(written).toContain('| `rule_bad` | A rule \\| cannot be read. | `kind: "a" \\| "b"`, `at?: number` |');
    expect(again).toEqual([]);
  });
  it("a code of two rooms, one without meaning, and one in camel case are refused", async () => {
    const problems = await check({
      "src/policy/errors.ts": table(
        "PolicyFailures",
        "  /** Bad. */\n  rule_bad: Record<string, never>;\n  unexplained: { readonly a: string };",
      ),
      "src/trust/errors.ts": table(
        "TrustFailures",
        "  /** Bad. */\n  rule_bad: Record<string, never>;\n  /** Bad. */\n  ruleBad: Record<string, never>;",
      ),
    });
    expect(problems).toEqual([
      "src/policy/errors.ts:4 `unexplained` has no doc comment",
      "src/trust/errors.ts:3 `rule_bad` is already a code in src/policy/errors.ts:3",
      "src/trust/errors.ts:5 `ruleBad` is not in lower_snake words",
    ]);
  });
  it("an error and a finding may share a code; `newer_format` may be shared when its facts agree", async () => {
    const newer = (facts: string) => `  /** Newer. */\n  newer_format: ${facts};`;
    const files = (facts: string) => ({
      "src/policy/errors.ts":
        table("PolicyFailures", newer("{ readonly format: string }")) +
        table("PolicyFindings", newer("{ readonly format: string }")),
      "src/trust/errors.ts": table("TrustFailures", newer(facts)),
    });
    expect(await check(files("{ readonly format: string }"))).toEqual([]);
    expect(await check(files("Record<string, never>"))).toHaveLength(1);
  });
  it("an interface elsewhere that only bears such a name is no table", async () => {
    expect(await check({ "src/policy/a.ts": table("RuleChecks", "  readonly checks: readonly string[];") })).toEqual(
      [],
    );
  });
});

describe("words", () => {
  const rows: readonly [file: string, text: string, count: number][] = [
    ["src/a.ts", "// the witness signs", 1],
    ["docs/a.md", `see ${["", "home", "someone", "notes"].join("/")}`, 1],
    ["src/a.ts", 'const pointer = "/homes/1";', 0],
    ["docs/a.md", "as asked for in issue #12", 1],
    ["docs/a.md", "an MQTT session and a user agent", 0],
    ["src/a.ts", 'if (outcome === "rejected") {}', 1],
    ["test/a.test.ts", "throws an exception", 1],
  ];
  for (const [file, text, count] of rows) {
    it(`\`${text}\` in ${file}: ${count === 0 ? "passes" : "refused"}`, async () => {
      expect(await problemsIn(words, { [file]: text })).toHaveLength(count);
    });
  }
});

describe("links", () => {
  const page = "# One *big* `title`, twice!\n\n## Again\n\n## Again\n\n```md\n## Not a heading\n[x](nowhere.md)\n```\n";
  const rows: readonly [text: string, reasons: readonly string[]][] = [
    ["[a](b.md)", []],
    ["[a](b.md#one-big-title-twice)", []],
    ["[a](b.md#again-1)", []],
    ["[a](https://example.com/x.md) `[a](c.md)`", []],
    ["[a](b.md#not-a-heading)", ["docs/b.md has no such heading"]],
    ["[a](c.md)", ["there is no such file"]],
    ["[a](../../c.md)", ["there is no such file"]],
    ["[a]: c.md", ["there is no such file"]],
  ];
  for (const [text, reasons] of rows) {
    it(`${text}: ${reasons[0] ?? "leads somewhere"}`, async () => {
      const problems = await problemsIn(links, { "docs/a.md": text, "docs/b.md": page });
      expect(problems.map((problem) => problem.replace(/^.*`: /, ""))).toEqual(reasons);
    });
  }
});

describe("the list of bundled packages", () => {
  const integrity = `sha512-${Buffer.from("x".repeat(64)).toString("base64")}`;
  const lock = (license: string | undefined) => ({
    packages: {
      "": { dependencies: { jose: "6" } },
      "node_modules/jose": { version: "6.2.17", integrity, license },
      "node_modules/vitest": { version: "4.0.0", integrity, license: "MIT", dev: true },
    },
  });
  const files = {
    "package-lock.json": JSON.stringify(lock("MIT")),
    "tsup.config.ts": 'export const bundledIntoCommonJs: string[] = ["jose"];',
    "SUPPORT.md": "# Support\n\n## Bundled packages\n\n| package | version |\n|---|---|\n| `jose` | 6.2.17 |\n",
    "dist/cjs/index.cjs": "// node_modules/jose/dist/index.js\n",
  };
  const rows: readonly [title: string, changed: Readonly<Record<string, string>>, problems: readonly string[]][] = [
    ["everything agrees", {}, []],
    [
      "a licence is missing",
      { "package-lock.json": JSON.stringify(lock(undefined)) },
      ["jose has no licence in package-lock.json"],
    ],
    [
      "SUPPORT.md names an old version",
      { "SUPPORT.md": files["SUPPORT.md"].replace("6.2.17", "6.2.16") },
      ["SUPPORT.md does not say that jose 6.2.17 is bundled"],
    ],
    [
      "SUPPORT.md is silent",
      { "SUPPORT.md": "# Support" },
      ["SUPPORT.md has no heading with the word `bundled`, and no table of package and version below it"],
    ],
    [
      "the build holds more than it should",
      { "dist/cjs/index.cjs": "// node_modules/ajv/lib/a.js\n" },
      ["dist/cjs holds ajv, which `bundledIntoCommonJs` in tsup.config.ts does not list"],
    ],
  ];
  for (const [title, changed, problems] of rows) {
    it(`${title}: ${problems[0] ?? "passes"}`, async () => {
      expect(await problemsIn(sbom, { ...files, ...changed })).toEqual(problems);
    });
  }
});

describe("fences", () => {
  it("language, file name, indentation and longer fences are read", () => {
    const page =
      "```json order.json\n{}\n```\n\n- item\n\n  ```ts\n  a\n    b\n  ```\n\n````md\n```ts\n```\n````\ntext ```inline```\n";
    expect(fencesOf(page)).toEqual([
      { language: "json", file: "order.json", text: "{}", line: 1 },
      { language: "ts", file: undefined, text: "a\n  b", line: 7 },
      { language: "md", file: undefined, text: "```ts\n```", line: 12 },
    ]);
  });
});
