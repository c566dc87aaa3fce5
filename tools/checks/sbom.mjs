/**
 * Why: a copy of a package inside our CommonJS build is invisible to whoever scans lock files for known holes. The list of
 * what is inside, with versions, is therefore part of what we publish, and SUPPORT.md says it to people.
 */
import { bundledPackages, createSbom, formatSbom, sbomPath, writeSbom } from "../sbom.mjs";

export const name = "sbom";
export const about = "the list of bundled packages is complete, and SUPPORT.md agrees";
export const generates = sbomPath;

export async function run(context) {
  const sbom = createSbom(context);
  const text = formatSbom(sbom);
  if (!context.has(sbomPath) || context.read(sbomPath) !== text) writeSbom(context, text);
  const bundled = bundledPackages(context).map((name) => ({ name, component: componentOf(sbom, name) }));
  return {
    problems: [
      ...incomplete(sbom),
      ...unlisted(bundled),
      ...unexpected(context, bundled),
      ...supportPage(context, bundled),
    ],
    notes: [`${sbom.components.length} packages, ${bundled.length} of them bundled into CommonJS`],
  };
}

const fullName = ({ group, name }) => (group ? `${group}/${name}` : name);
const componentOf = (sbom, name) => sbom.components.find((component) => fullName(component) === name);

const incomplete = ({ components }) =>
  components.flatMap((component) => [
    ...(component.licenses.length > 0 ? [] : [`${fullName(component)} has no licence in package-lock.json`]),
    ...(component.hashes.length > 0 ? [] : [`${fullName(component)} has no integrity in package-lock.json`]),
  ]);

const unlisted = (bundled) =>
  bundled
    .filter(({ component }) => !component)
    .map(({ name }) => `tsup.config.ts bundles ${name}, which is no production dependency`);

/** The bundler names each file that it took in, so that the list can be held against what happened. */
function unexpected(context, bundled) {
  const inside = new Set(
    context
      .files("dist/cjs", ".cjs")
      .flatMap((file) => [...context.read(file).matchAll(/^\/\/ (?:.*\/)?node_modules\/((?:@[^/\s]+\/)?[^/\s]+)\//gm)])
      .map(([, name]) => name),
  );
  const names = bundled.map(({ name }) => name);
  return [...inside]
    .filter((name) => !names.includes(name))
    .map((name) => `dist/cjs holds ${name}, which \`bundledIntoCommonJs\` in tsup.config.ts does not list`);
}

/** Below a heading with the word "bundled": a table whose first two cells are package and version. */
function supportPage(context, bundled) {
  if (!context.has("SUPPORT.md")) return ["SUPPORT.md is missing: it lists the bundled packages"];
  const section = /^#+ .*\bbundled\b.*\n([\s\S]*?)(?=^#|$(?![\s\S]))/im.exec(context.read("SUPPORT.md"))?.[1];
  if (section === undefined)
    return ["SUPPORT.md has no heading with the word `bundled`, and no table of package and version below it"];
  const rows = [...section.matchAll(/^\|\s*`([^`|]+)`\s*\|\s*([^|\s]+)\s*\|/gm)].map(([, name, version]) => ({
    name,
    version,
  }));
  const wanted = bundled
    .filter(({ component }) => component)
    .map(({ name, component }) => ({ name, version: component.version }));
  const lacks = wanted.filter(({ name, version }) => !rows.some((row) => row.name === name && row.version === version));
  const extra = rows.filter(({ name }) => !wanted.some((entry) => entry.name === name));
  return [
    ...lacks.map(({ name, version }) => `SUPPORT.md does not say that ${name} ${version} is bundled`),
    ...extra.map(({ name }) => `SUPPORT.md says that ${name} is bundled, and it is not`),
  ];
}
