import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Context, createContext } from "../../tools/lib/context.mjs";

const door = (name: string) => ({
  import: { types: `./dist/esm/${name}.d.ts`, default: `./dist/esm/${name}.js` },
  require: { types: `./dist/cjs/${name}.d.cts`, default: `./dist/cjs/${name}.cjs` },
});

const papers = {
  "package.json": JSON.stringify({
    name: "countersign",
    version: "0.1.0",
    exports: { ".": door("index"), "./foundation": door("foundation/index"), "./policy": door("policy/index") },
  }),
  "tsconfig.json": JSON.stringify({
    compilerOptions: {
      module: "esnext",
      moduleResolution: "bundler",
      allowImportingTsExtensions: true,
      noEmit: true,
      strict: true,
      lib: ["es2022"],
      types: [],
    },
  }),
};

type Files = Readonly<Record<string, string>>;

/** A small checkout with these files, for as long as `use` runs. */
export async function inCheckout<Result>(
  files: Files,
  use: (context: Context) => Promise<Result>,
  { write = false } = {},
): Promise<Result> {
  const root = mkdtempSync(join(tmpdir(), "countersign-checkout-"));
  try {
    for (const [path, text] of Object.entries({ ...papers, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return await use(createContext({ root, write }));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

interface Check {
  readonly run: (context: Context) => Promise<{ readonly problems: readonly string[] }>;
}

/** What a check finds in a checkout with these files. */
export const problemsIn = (check: Check, files: Files): Promise<readonly string[]> =>
  inCheckout(files, async (context) => (await check.run(context)).problems);
