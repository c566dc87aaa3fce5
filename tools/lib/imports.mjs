import { posix } from "node:path";
import ts from "typescript";

/**
 * @typedef {object} Import
 * @property {string} file
 * @property {number} line
 * @property {string} specifier as written
 * @property {string} [target] the file meant, for relative specifiers
 * @property {boolean} typeOnly whether nothing of it is left at run time
 */

/**
 * Every import of a folder's TypeScript files, in whatever way it is written: static, re-export, dynamic, `require`, and
 * `import("…")` inside a type.
 *
 * @param {import("./context.mjs").Context} context
 * @returns {Import[]}
 */
export function importsOf(context, folder = "src") {
  return context.files(folder, ".ts").flatMap((file) => {
    const source = ts.createSourceFile(file, context.read(file), ts.ScriptTarget.Latest, true);
    const found = [];
    const visit = (node) => {
      const written = writtenImport(node);
      if (written) {
        const { line } = source.getLineAndCharacterOfPosition(node.getStart());
        found.push({ file, line: line + 1, ...written, target: targetOf(file, written.specifier) });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
    return found;
  });
}

function writtenImport(node) {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
    return { specifier: node.moduleSpecifier.text, typeOnly: isTypeOnly(node) };
  }
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
    return { specifier: node.argument.literal.text, typeOnly: true };
  }
  if (ts.isCallExpression(node) && isLoader(node.expression) && ts.isStringLiteralLike(node.arguments[0] ?? node)) {
    return { specifier: node.arguments[0].text, typeOnly: false };
  }
  return undefined;
}

const isLoader = (callee) =>
  callee.kind === ts.SyntaxKind.ImportKeyword || /^(.*\.)?require(\.resolve)?$/.test(callee.getText());

function isTypeOnly(node) {
  if (ts.isExportDeclaration(node)) return node.isTypeOnly || allTypes(node.exportClause);
  return (
    node.importClause?.isTypeOnly === true || (!node.importClause?.name && allTypes(node.importClause?.namedBindings))
  );
}

const allTypes = (clause) =>
  clause !== undefined &&
  "elements" in clause &&
  clause.elements.length > 0 &&
  clause.elements.every((e) => e.isTypeOnly);

const targetOf = (file, specifier) =>
  specifier.startsWith(".") ? posix.join(posix.dirname(file), specifier) : undefined;
