import { base64, sha256 } from "../runtime/index.ts";
import { type VisibleTextOptions, visibleText } from "./visible-text.ts";

class SafeMarkup {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

/** HTML that is safe by construction: nothing but {@link html}, {@link htmlWith} and {@link trusted} makes it. */
export type Markup = SafeMarkup;

/** What may stand in a template. Text and numbers are escaped; nothing is drawn for `undefined` and `false`. */
export type MarkupPart = Markup | string | number | false | undefined | readonly MarkupPart[];

/** A template tag that makes markup. */
export type MarkupTag = (strings: TemplateStringsArray, ...parts: readonly MarkupPart[]) => Markup;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeText = (text: string, options: VisibleTextOptions): string =>
  visibleText(text, options).replaceAll(/[&<>"']/g, (found) => entities[found] ?? "");

function toText(part: MarkupPart, options: VisibleTextOptions): string {
  if (part === undefined || part === false) return "";
  if (part instanceof SafeMarkup) return part.toString();
  if (Array.isArray(part)) return part.map((one) => toText(one, options)).join("");
  return escapeText(String(part), options);
}

/** {@link html} for texts that are shown as the options say, such as texts of several lines. */
export const htmlWith =
  (options: VisibleTextOptions): MarkupTag =>
  (strings, ...parts) =>
    new SafeMarkup(String.raw({ raw: strings }, ...parts.map((part) => toText(part, options))));

/**
 * A template whose holes are escaped, for text and for quoted attributes alike. What cannot be seen is spelled out, line feeds
 * included: a text is one line.
 */
export const html: MarkupTag = htmlWith({});

/** Text of our own that is markup already: style sheets and scripts. Never for anything that came from outside. */
export const trusted = (text: string): Markup => new SafeMarkup(text);

/** A style sheet or a script of our own as a Content-Security-Policy allows it, by its hash: `'sha256-…'` (CSP 3, `hash-source`). */
export const hashSource = (text: string): string => `'sha256-${base64.encode(sha256.bytes(text))}'`;
