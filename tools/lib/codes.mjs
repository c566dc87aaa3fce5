import ts from "typescript";
import { roomOf } from "../floors.mjs";

/**
 * @typedef {object} Code
 * @property {"Failures" | "Findings" | "Checks" | "Reasons" | "Advice"} kind
 * @property {string} room
 * @property {string} code
 * @property {string} meaning its doc comment, on one line
 * @property {string} facts its facts, `` `name: type` `` separated by commas, or `—`
 * @property {string} file
 * @property {number} line
 */

/**
 * Every member of the exported interfaces named `…Failures`, `…Findings`, `…Checks`, `…Reasons` and `…Advice`.
 *
 * @param {import("./context.mjs").Context} context
 * @returns {Code[]} by room, in the order of the sources
 */
export function codesOf(context) {
  return context.files("src", ".ts").flatMap((file) => {
    const source = ts.createSourceFile(file, context.read(file), ts.ScriptTarget.Latest, true);
    return source.statements.filter((node) => isTable(node, file)).flatMap((table) => codesIn(table, file, source));
  });
}

const kindOf = (name) => /(Failures|Findings|Checks|Reasons|Advice)$/.exec(name)?.[1];

/** Outside of `errors.ts` an interface may bear such a name and be something else: then its members are no facts. */
const isTable = (node, file) =>
  ts.isInterfaceDeclaration(node) &&
  kindOf(node.name.text) !== undefined &&
  node.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) &&
  (file.endsWith("/errors.ts") || node.members.every(holdsFacts));

const holdsFacts = ({ type }) => type !== undefined && (ts.isTypeLiteralNode(type) || isEmpty(type));
const isEmpty = (type) => /^Record<(string|never), never>/.test(type.getText());

const codesIn = (table, file, source) =>
  table.members.filter(ts.isPropertySignature).map((member) => ({
    kind: kindOf(table.name.text),
    room: roomOf(file),
    code: member.name.text ?? member.name.getText(),
    meaning: meaningOf(member),
    facts: factsOf(member.type),
    file,
    line: source.getLineAndCharacterOfPosition(member.getStart()).line + 1,
  }));

function meaningOf(member) {
  const [comment] = ts.getJSDocCommentsAndTags(member);
  return (ts.getTextOfJSDocComment(comment?.comment) ?? "").replaceAll(/\s+/g, " ").trim();
}

function factsOf(type) {
  if (!type || isEmpty(type)) return "—";
  if (!ts.isTypeLiteralNode(type)) return `\`${type.getText()}\``;
  const facts = type.members.filter(ts.isPropertySignature).map((member) => {
    const name = `${member.name.getText()}${member.questionToken ? "?" : ""}`;
    return `\`${name}: ${member.type?.getText().replaceAll(/\s+/g, " ")}\``;
  });
  return facts.join(", ") || "—";
}
