import { readFileSync } from "node:fs";
import { defineConfig, type Options } from "tsup";
import { buildVerifier } from "./tools/build-verifier.mjs";

/** One entry per subpath of `exports`: the package file is the only list of doors. */
const { exports: doors } = JSON.parse(readFileSync("package.json", "utf8")) as { exports: Record<string, Door> };

/** The path of a JSON file, or of a door's code in each format. */
type Door = string | { readonly import: { readonly default: string } };

/** What is built lies where its source does: `dist/esm/adapters/kafka.js` comes from `src/adapters/kafka.ts`. */
function toEntry(door: Door): Record<string, string> {
  if (typeof door === "string") return {};
  const name = door.import.default.replace(/^\.\/dist\/esm\/|\.js$/g, "");
  return { [name]: `src/${name}.ts` };
}

const entry: Record<string, string> = Object.assign({}, ...Object.values(doors).map(toEntry));

const shared: Options = {
  entry,
  target: "es2022",
  platform: "neutral",
  sourcemap: true,
  clean: false,
  treeshake: false,
};

/**
 * CommonJS is built without splitting: tsup 8.5 writes invalid code for some classes when both are on (egoist/tsup#1124).
 * The ESM-only packages are bundled into it, because `require(esm)` fails on older Node and in Jest.
 */
export const bundledIntoCommonJs: string[] = ["jose", "p-retry", "is-network-error", "@noble/hashes"];

const commandLine: Options = {
  ...shared,
  entry: { "cli/main": "src/cli/main.ts" },
  format: "esm",
  platform: "node",
  outDir: "dist/esm",
};
const esm: Options = {
  ...shared,
  entry: { ...entry, ...(commandLine.entry as object) },
  format: "esm",
  outDir: "dist/esm",
  splitting: true,
  onSuccess: buildVerifier,
};
const cjs: Options = {
  ...shared,
  format: "cjs",
  outDir: "dist/cjs",
  splitting: false,
  noExternal: bundledIntoCommonJs,
};
/** Those for CommonJS are made of these: `tools/mirror-types.mjs`. */
const types: Options = {
  ...shared,
  format: "esm",
  outDir: "dist/esm",
  // tsup passes `baseUrl`, which TypeScript 6 has deprecated.
  dts: { only: true, compilerOptions: { ignoreDeprecations: "6.0" } },
};

const withTypes = process.env.COUNTERSIGN_BUILD !== "code";
export default defineConfig([esm, cjs, ...(withTypes ? [types] : [])]);
