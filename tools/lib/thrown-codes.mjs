import ts from "typescript";

/**
 * The codes of our own errors that a call of an exported function can end with, as far as its room shows: thrown in its
 * body, or in a function of the same room that it calls, unless a `try` with a `catch` stands around the call. What a
 * method of a returned object throws belongs to the method's docstring and is not followed.
 *
 * @param {ts.Declaration} declaration
 * @param {ts.TypeChecker} checker
 * @param {(file: string) => string | undefined} roomOf
 * @returns {Set<string>}
 */
export function thrownCodes(declaration, checker, roomOf) {
  const body = bodyOf(declaration);
  const codes = new Set();
  if (!body) return codes;
  const room = roomOfNode(declaration, roomOf);
  const seen = new Set([body]);
  const follow = (callee) => {
    const called = bodyOf(declarationOf(callee, checker));
    if (!called || seen.has(called) || roomOfNode(called, roomOf) !== room) return;
    seen.add(called);
    walk(called, true);
  };
  const walk = (node, entered = false) => {
    if (!entered && isSeparate(node)) return;
    if (ts.isTryStatement(node) && node.catchClause) {
      walk(node.catchClause);
      if (node.finallyBlock) walk(node.finallyBlock);
      return;
    }
    if (ts.isThrowStatement(node)) for (const code of codesMadeIn(node.expression, checker)) codes.add(code);
    if (ts.isCallExpression(node)) follow(node.expression);
    ts.forEachChild(node, (child) => walk(child));
  };
  walk(body, true);
  return codes;
}

/** A function written inside another one runs later, unless it is handed straight to a call. */
const isSeparate = (node) =>
  ts.isFunctionLike(node) && !(ts.isCallExpression(node.parent) && node.parent.arguments.includes(node));

/** The codes of the errors that an expression makes: `new SomeError("code", …)`, or a call of a function that returns one. */
function codesMadeIn(expression, checker, seen = new Set()) {
  if (ts.isNewExpression(expression)) return codeOf(expression, checker);
  if (ts.isConditionalExpression(expression)) {
    return [expression.whenTrue, expression.whenFalse].flatMap((side) => codesMadeIn(side, checker, seen));
  }
  if (!ts.isCallExpression(expression)) return [];
  const maker = bodyOf(declarationOf(expression.expression, checker));
  if (!maker || seen.has(maker)) return [];
  seen.add(maker);
  return returnsOf(maker).flatMap((returned) => codesMadeIn(returned, checker, seen));
}

function codeOf(made, checker) {
  const [code] = made.arguments ?? [];
  if (!code || !isOurs(checker.getTypeAtLocation(made))) return [];
  if (ts.isStringLiteralLike(code)) return [code.text];
  if (ts.isConditionalExpression(code))
    return [code.whenTrue, code.whenFalse].filter(ts.isStringLiteralLike).map((c) => c.text);
  return [];
}

const isOurs = (type) => ["code", "details", "retryable"].every((member) => type.getProperty(member) !== undefined);

function returnsOf(body) {
  if (!ts.isBlock(body)) return [body];
  const found = [];
  const visit = (node) => {
    if (ts.isFunctionLike(node)) return;
    if (ts.isReturnStatement(node) && node.expression) found.push(node.expression);
    ts.forEachChild(node, visit);
  };
  visit(body);
  return found;
}

function declarationOf(callee, checker) {
  const symbol = checker.getSymbolAtLocation(callee);
  if (!symbol) return undefined;
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return target.valueDeclaration;
}

function bodyOf(declaration) {
  if (!declaration) return undefined;
  if (ts.isFunctionDeclaration(declaration)) return declaration.body;
  const value = ts.isVariableDeclaration(declaration) ? declaration.initializer : undefined;
  return value && (ts.isArrowFunction(value) || ts.isFunctionExpression(value)) ? value.body : undefined;
}

const roomOfNode = (node, roomOf) => {
  const { fileName } = node.getSourceFile();
  return roomOf(fileName.slice(fileName.lastIndexOf("/src/") + 1));
};
