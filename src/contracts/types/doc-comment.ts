import { visibleText } from "../../foundation/index.ts";

/** Longest line of a comment. */
const LONGEST = 200;

/** A doc comment of these lines; what they hold cannot end it, and unseen characters are shown by number. */
export function docComment(lines: readonly string[], indent: string): string {
  const safe = lines.map((line) =>
    visibleText(line)
      .replaceAll(/[\r\n]+/g, " ")
      .replaceAll("*/", "*\\/")
      .slice(0, LONGEST),
  );
  if (safe.length === 0) return "";
  if (safe.length === 1) return `${indent}/** ${safe[0]} */\n`;
  return `${indent}/**\n${safe.map((line) => `${indent} * ${line}\n`).join("")}${indent} */\n`;
}
