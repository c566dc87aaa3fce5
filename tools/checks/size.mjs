/**
 * Why: whoever uses one room should pay for one room. The table shows what each import costs, so that growth is noticed
 * in review; and the bundler, which follows what is really needed at run time, has to agree with the floors.
 */
import { builtinModules } from "node:module";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { mayImport, roomOf } from "../floors.mjs";
import { holdGenerated } from "../lib/generated.mjs";

export const name = "size";
export const about = "no room bundles what it should not, and none has grown unnoticed";
export const generates = "docs/sizes.md";

/** What may pass between two reviews: a tenth, or this many bytes for the smallest. */
const tolerance = { share: 0.1, bytes: 256 };

export async function run(context) {
  const doors = context.doors.filter((door) => context.has(door.source));
  const bundles = await Promise.all(doors.map((door) => measure(context, door)));
  const strangers = bundles.flatMap(({ door, metafile }) => strangersIn(door, metafile));
  return { problems: [...strangers, ...holdSizes(context, bundles)] };
}

async function measure(context, door) {
  const [alone, whole] = await Promise.all([bundle(context, door, "external"), bundle(context, door, "bundle")]);
  const { metafile } = alone;
  return { door, metafile, own: gzipped(alone), whole: gzipped(whole), minified: whole.outputFiles[0].contents.length };
}

const gzipped = ({ outputFiles }) => gzipSync(outputFiles[0].contents, { level: 9 }).length;

const bundle = ({ root, packageFile }, { source }, packages) =>
  build({
    absWorkingDir: root,
    entryPoints: [source],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    target: "es2022",
    platform: "neutral",
    mainFields: ["module", "main"],
    packages,
    external: ["node:*", ...builtinModules, ...Object.keys(packageFile.peerDependencies ?? {})],
    logLevel: "silent",
  });

/** Files that ended up in the bundle although their room is not below, with the chain of imports that led to each. */
function strangersIn({ room, source }, { inputs, outputs }) {
  const [output] = Object.values(outputs);
  const held = Object.entries(output.inputs).filter(
    ([file, { bytesInOutput }]) => bytesInOutput > 0 && file.startsWith("src/"),
  );
  const owner = roomOf(source);
  return held
    .filter(([file]) => !mayImport(owner, roomOf(file)))
    .map(([file]) => `the bundle of ${room} holds ${file}: ${chainTo(file, source, inputs).join(" → ")}`);
}

function chainTo(wanted, start, inputs) {
  const cameFrom = new Map([[start, undefined]]);
  for (const file of cameFrom.keys()) {
    for (const { path } of inputs[file]?.imports ?? []) if (!cameFrom.has(path)) cameFrom.set(path, file);
  }
  const chain = [];
  for (let file = wanted; file !== undefined; file = cameFrom.get(file)) chain.unshift(file);
  return chain;
}

function holdSizes(context, bundles) {
  const fresh = format(bundles);
  const noted = context.has(generates) ? notedSizes(context.read(generates)) : new Map();
  const moved = bundles.filter(({ door, whole }) => !isNear(noted.get(door.subpath), whole));
  const gone = [...noted.keys()].filter((subpath) => !bundles.some(({ door }) => door.subpath === subpath));
  if (context.write) return holdGenerated(context, generates, fresh, name);
  return [
    ...moved.map(
      ({ door, whole }) =>
        `${door.subpath} is ${whole} bytes; ${generates} says ${noted.get(door.subpath) ?? "nothing"}`,
    ),
    ...gone.map((subpath) => `${generates} lists ${subpath}, which is no door any more`),
    ...(moved.length + gone.length > 0 ? [`if that is meant, run \`npm run check -- --write ${name}\``] : []),
  ];
}

const isNear = (noted, bytes) =>
  noted !== undefined && Math.abs(bytes - noted) <= Math.max(noted * tolerance.share, tolerance.bytes);

const notedSizes = (page) =>
  new Map(
    [...page.matchAll(/^\| `([^`]+)` \|.*\| ([\d,]+) \|$/gm)].map(([, subpath, bytes]) => [
      subpath,
      Number(bytes.replaceAll(",", "")),
    ]),
  );

const format = (bundles) => `# Sizes

What one import costs, in bytes: everything that a door exports, bundled and minified by esbuild. Importing a few names costs less, because the rest is
shaken off. \`npm run check\` fails when the last column moves by more than a tenth; \`npm run check -- --write size\` measures anew.

| import | our own code, gzip | with packages, minified | with packages, gzip |
|---|---|---|---|
${bundles.map(toRow).join("\n")}
`;

const toRow = ({ door, own, minified, whole }) =>
  `| \`${door.subpath}\` | ${[own, minified, whole].map((bytes) => bytes.toLocaleString("en")).join(" | ")} |`;
