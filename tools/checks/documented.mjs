/**
 * Why: the docstring is what a user sees in the editor, and often all they read. It says what a function does and which
 * codes it throws; and no exported type may be one of a package we happen to use, or its next major version is ours.
 */
import ts from "typescript";
import { roomOf } from "../floors.mjs";
import { createProgram, placeOf } from "../lib/program.mjs";
import { thrownCodes } from "../lib/thrown-codes.mjs";

export const name = "documented";
export const about = "every exported name has a docstring, with the codes that it throws";

export async function run(context) {
  const { namesOf, checker } = createProgram(context);
  const names = new Map();
  for (const door of context.doors) {
    if (!context.has(door.source)) continue;
    for (const { name, symbol } of namesOf(door)) if (!names.has(symbol)) names.set(symbol, name);
  }
  const problems = [...names].flatMap(([symbol, name]) => problemsOf(context, checker, symbol, name));
  return { problems: [...problems.sort(), ...leakedTypes(context)], notes: [`${names.size} names`] };
}

function problemsOf(context, checker, symbol, name) {
  const [declaration] = symbol.declarations ?? [];
  if (!declaration) return [`\`${name}\` has no declaration`];
  const place = `${placeOf(context, declaration)} \`${name}\``;
  const said = docstringOf(symbol, checker);
  if (said.trim() === "" && !speaksForItself(declaration)) return [`${place} has no docstring`];
  const silent = [...thrownCodes(declaration, checker, roomOf)].filter((code) => !mentions(said, code)).sort();
  return silent.length > 0
    ? [`${place} throws ${silent.map((code) => `\`${code}\``).join(", ")} and does not say so`]
    : [];
}

function docstringOf(symbol, checker) {
  const tags = symbol.getJsDocTags(checker).map((tag) => ts.displayPartsToString(tag.text));
  return [ts.displayPartsToString(symbol.getDocumentationComment(checker)), ...tags].join("\n");
}

const mentions = (said, code) => new RegExp(`\\b${code}\\b`).test(said);

/**
 * An error class of one line is explained by the table of its codes, and a set of options by its members where
 * they need it: there a sentence about the whole would only repeat them.
 */
function speaksForItself(declaration) {
  if (ts.isClassDeclaration(declaration)) return declaration.members.length === 0;
  if (!ts.isInterfaceDeclaration(declaration) || !/Options$/.test(declaration.name.text)) return false;
  return declaration.members.some((member) => ts.getJSDocCommentsAndTags(member).length > 0);
}

/** In the declarations that users get, whatever is imported must come with the package itself. */
function leakedTypes(context) {
  const built = context.files("dist/esm", ".d.ts");
  if (!context.has("dist/esm/index.d.ts")) return ["dist/ holds no declarations: run `npm run build`"];
  return built.flatMap((file) =>
    [...context.read(file).matchAll(/(?:from|import)\s*\(?\s*["']([^."'][^"']*)["']/g)].map(
      ([, specifier]) => `${file} mentions types of \`${specifier}\`: write the shape out instead`,
    ),
  );
}
