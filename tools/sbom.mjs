/**
 * `node tools/sbom.mjs`: writes `dist/sbom.cdx.json`, the list of what a user installs with the package, in CycloneDX 1.6. The
 * packages that are bundled into the CommonJS build are marked: scanners of lock files cannot see those copies.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { createContext } from "./lib/context.mjs";
import { nearest } from "./lib/lock.mjs";

export const sbomPath = "dist/sbom.cdx.json";
const bundledMark = "countersign:bundledIntoCommonJs";

/**
 * @param {import("./lib/context.mjs").Context} context
 * @returns {{ components: any[] } & Record<string, unknown>} the same for the same lock file: it holds no time and no chance
 */
export function createSbom(context) {
  const { name, version, description, license } = context.packageFile;
  const lock = JSON.parse(context.read("package-lock.json"));
  const bundled = bundledPackages(context);
  const packages = productionPackages(lock);
  const components = packages.map((entry) => toComponent(entry, bundled));
  const reference = toReference(name, version);
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "library",
        "bom-ref": reference,
        name,
        version,
        description,
        licenses: toLicenses(license),
        purl: reference,
      },
    },
    components,
    dependencies: [
      toDependencies(reference, "", lock.packages[""], lock),
      ...packages.map(({ path, entry, ...named }) =>
        toDependencies(toReference(named.name, entry.version), path, entry, lock),
      ),
    ],
  };
}

/** The packages that `tsup.config.ts` bundles, read from its list without running it. */
export function bundledPackages(context) {
  const source = ts.createSourceFile("tsup.config.ts", context.read("tsup.config.ts"), ts.ScriptTarget.Latest, true);
  const list = source.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) => [...statement.declarationList.declarations])
    .find((declaration) => declaration.name.getText() === "bundledIntoCommonJs")?.initializer;
  if (!list || !ts.isArrayLiteralExpression(list)) throw new Error("tsup.config.ts has no list `bundledIntoCommonJs`");
  return list.elements.map((element) => element.text);
}

/** What is installed with the package by a plain `npm install`: no tools, no optional peers. */
const productionPackages = ({ packages }) =>
  Object.entries(packages)
    .filter(([path, entry]) => path !== "" && !entry.dev && !entry.devOptional && !entry.peer && !entry.link)
    .map(([path, entry]) => ({ path, name: path.slice(path.lastIndexOf("node_modules/") + 13), entry }))
    .sort((left, right) => (left.path < right.path ? -1 : 1));

function toComponent({ name, entry }, bundled) {
  const reference = toReference(name, entry.version);
  const slash = name.indexOf("/");
  return {
    type: "library",
    "bom-ref": reference,
    ...(slash > 0 && { group: name.slice(0, slash) }),
    name: name.slice(slash + 1),
    version: entry.version,
    scope: entry.optional ? "optional" : "required",
    hashes: toHashes(entry.integrity),
    licenses: toLicenses(entry.license),
    purl: reference,
    ...(bundled.includes(name) && { properties: [{ name: bundledMark, value: "true" }] }),
  };
}

const toReference = (name, version) => `pkg:npm/${name.replace("@", "%40")}@${version}`;
const toHashes = (integrity = "") =>
  [...integrity.matchAll(/\bsha(\d+)-([A-Za-z0-9+/=]+)/g)].map(([, bits, base64]) => ({
    alg: `SHA-${bits}`,
    content: Buffer.from(base64, "base64").toString("hex"),
  }));

/** A single SPDX identifier, or an expression of several. */
const toLicenses = (license) => {
  if (!license) return [];
  return /[\s()]/.test(license) ? [{ expression: license }] : [{ license: { id: license } }];
};

function toDependencies(ref, path, entry, { packages }) {
  const wanted = Object.keys(entry.dependencies ?? {});
  const found = wanted.map((name) => nearest(path, name, packages)).filter((target) => target !== undefined);
  return { ref, dependsOn: found.map(({ name, version }) => toReference(name, version)).sort() };
}

/** In one step, so that nobody reads half of it. */
export function writeSbom(context, text) {
  const path = join(context.root, sbomPath);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

export const formatSbom = (sbom) => `${JSON.stringify(sbom, null, 2)}\n`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const context = createContext({ root: dirname(dirname(fileURLToPath(import.meta.url))) });
  const sbom = createSbom(context);
  writeSbom(context, formatSbom(sbom));
  process.stderr.write(`countersign: ${sbomPath} lists ${sbom.components.length} packages\n`);
}
