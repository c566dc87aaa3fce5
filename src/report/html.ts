import { visibleText } from "../foundation/index.ts";

class SafeMarkup {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

/** Markup that is safe by construction: nothing but {@link html} and {@link trusted} makes it. */
export type Markup = SafeMarkup;

/** What may stand in a template. Text and numbers are escaped; nothing is drawn for `undefined` and `false`. */
export type Part = Markup | string | number | false | undefined | readonly Part[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

const escapeText = (text: string): string =>
  visibleText(text, { multiline: true }).replace(/[&<>"']/g, (found) => entities[found] ?? "");

function toText(part: Part): string {
  if (part === undefined || part === false) return "";
  if (part instanceof SafeMarkup) return part.toString();
  if (Array.isArray(part)) return part.map(toText).join("");
  return escapeText(String(part));
}

/** A template whose holes are escaped, for text and for quoted attributes alike. */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new SafeMarkup(String.raw({ raw: strings }, ...parts.map(toText)));

/** Text of our own that is markup already: style sheets and scripts. Never for anything that came from outside. */
export const trusted = (text: string): Markup => new SafeMarkup(text);

/** A value that came from outside: its direction of writing cannot reach beyond it. */
export const datum = (value: Part): Markup => html`<bdi>${value}</bdi>`;
