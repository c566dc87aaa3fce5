import { visibleText } from "../../foundation/index.ts";

/** HTML that is safe to put into HTML. Only {@link html} makes it. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | undefined | false | readonly Part[];

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Whatever comes from data is escaped, in text and in quoted attributes alike; there is no way around it. */
const show = (part: Part): string => {
  if (part === undefined || part === false) return "";
  if (typeof part === "string" || typeof part === "number")
    return visibleText(String(part)).replaceAll(/[&<>"']/g, (character) => escapes[character] ?? "");
  return "html" in part ? part.html : part.map(show).join("");
};

/** HTML as it is written in the source, with its parts escaped. */
export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Html => ({
  html: texts.reduce((sum, text, at) => sum + text + (at < parts.length ? show(parts[at]) : ""), ""),
});
