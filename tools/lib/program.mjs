import { join } from "node:path";
import ts from "typescript";

/**
 * The doors as TypeScript sees them.
 *
 * @param {import("./context.mjs").Context} context
 */
export function createProgram(context) {
  const config = ts.getParsedCommandLineOfConfigFile(
    join(context.root, "tsconfig.json"),
    {},
    {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (problem) => {
        throw new Error(ts.flattenDiagnosticMessageText(problem.messageText, " "));
      },
    },
  );
  const present = context.doors.filter((door) => context.has(door.source));
  const program = ts.createProgram(
    present.map((door) => join(context.root, door.source)),
    config.options,
  );
  const checker = program.getTypeChecker();
  return { program, checker, namesOf: (door) => namesOf(program, checker, join(context.root, door.source)) };
}

/** The names that a door exports, sorted, each with the symbol behind it. */
function namesOf(program, checker, file) {
  const module = checker.getSymbolAtLocation(program.getSourceFile(file));
  if (!module) return [];
  return checker
    .getExportsOfModule(module)
    .map((exported) => ({ name: exported.name, kind: kindOf(exported, checker), symbol: resolve(exported, checker) }))
    .sort((left, right) => (left.name < right.name ? -1 : 1));
}

const resolve = (symbol, checker) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol);

const kinds = [
  [ts.SymbolFlags.Function, "function"],
  [ts.SymbolFlags.Class, "class"],
  [ts.SymbolFlags.Variable, "const"],
  [ts.SymbolFlags.Enum, "enum"],
  [ts.SymbolFlags.Namespace, "namespace"],
  [ts.SymbolFlags.Interface, "interface"],
  [ts.SymbolFlags.TypeAlias, "type"],
];

/** A class exported with `export type` is a type only: importing it as a value would fail. */
function kindOf(exported, checker) {
  const { flags } = resolve(exported, checker);
  const names = kinds
    .filter(([flag, kind]) => flags & flag && !(kind === "interface" && flags & ts.SymbolFlags.Class))
    .map(([, kind]) => kind);
  const typeOnly = exported.declarations?.some((node) => ts.isExportSpecifier(node) && isTypeExport(node));
  const isValue = flags & ts.SymbolFlags.Value;
  return `${typeOnly && isValue ? "type of " : ""}${names.join(" and ")}`;
}

const isTypeExport = (specifier) => specifier.isTypeOnly || specifier.parent.parent.isTypeOnly;

/** `src/policy/rule.ts:12` of a node. */
export function placeOf(context, node) {
  const source = node.getSourceFile();
  const { line } = source.getLineAndCharacterOfPosition(node.getStart());
  return `${source.fileName.slice(context.root.length + 1)}:${line + 1}`;
}
