import { existsSync, readFileSync } from "node:fs";
import { defineConfig, type Options } from "tsup";
import { buildVerifier } from "./tools/build-verifier.mjs";

/** One entry per subpath of `exports`: the package file is the only list of doors. A host's adapter is a door, too. */
const { exports: doors } = JSON.parse(readFileSync("package.json", "utf8")) as { exports: Record<string, unknown> };

function toSource(door: string): [name: string, source: string] | undefined {
  if (door.endsWith(".json")) return undefined;
  const name = door === "." ? "index" : `${door.slice(2)}/index`;
  const adapter = `src/adapters/${door.slice(2)}.ts`;
  return [name, existsSync(adapter) ? adapter : `src/${name}.ts`];
}

const entry = Object.fromEntries(
  Object.keys(doors).flatMap((door) => [toSource(door) ?? []].filter((pair) => pair.length)),
);

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
const types = (format: "esm" | "cjs"): Options => ({
  ...shared,
  format,
  outDir: `dist/${format}`,
  // tsup passes `baseUrl`, which TypeScript 6 has deprecated.
  dts: { only: true, compilerOptions: { ignoreDeprecations: "6.0" } },
});

const withTypes = process.env["COUNTERSIGN_BUILD"] !== "code";
export default defineConfig([esm, cjs, ...(withTypes ? [types("esm"), types("cjs")] : [])]);
