/**
 * Why: the SDK is embedded in edge workers, browsers and ERP script engines as well. One `node:` import in the wrong room
 * breaks the bundle of everybody who uses that room, or anything above it.
 */
import { builtinModules } from "node:module";
import { onNode, roomOf } from "../floors.mjs";
import { importsOf } from "../lib/imports.mjs";

export const name = "node-imports";
export const about = `no \`node:\` import outside ${onNode.join(", ")}`;

const isBuiltin = (specifier) => specifier.startsWith("node:") || builtinModules.includes(specifier);

export async function run(context) {
  const strays = importsOf(context).filter(
    ({ file, specifier }) => isBuiltin(specifier) && !onNode.includes(roomOf(file)),
  );
  return { problems: strays.map(({ file, line, specifier }) => `${file}:${line} imports \`${specifier}\``) };
}
