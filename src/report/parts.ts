import type { Markup, MarkupPart, Patch, Status, Verdict } from "../foundation/index.ts";
import type { Language } from "./language.ts";
import { datum, html } from "./markup.ts";

/** A part of a page with a heading of its own, listed in the contents. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Markup;
}

export const drawSection = ({ id, title, content }: Section): Markup =>
  html`<section id="${id}" aria-labelledby="${id}-h"><h2 id="${id}-h">${title}</h2>${content}</section>
`;

export interface Column {
  readonly title: string;
  readonly numeric?: boolean;
  /** Whether its cells stay beside each other where the others are stacked. */
  readonly short?: boolean;
}

function classes(...names: readonly (string | false | undefined)[]): Markup {
  const given = names.filter((name) => name !== undefined && name !== false);
  return given.length === 0 ? html`` : html` class="${given.join(" ")}"`;
}

/** A code of ours; long ones break where their words meet. */
export const code = (name: string): Markup =>
  html`<code>${name.split(/(?<=_)/).map((word, at) => html`${at > 0 && html`<wbr>`}${word}`)}</code>`;

export interface TableOptions {
  /** Whether cells stand below each other on narrow screens, because they hold sentences. */
  readonly stacked?: boolean;
}

/**
 * A table with heads that screen readers announce; the first cell of each row is its head. It scrolls by itself where the screen is
 * too narrow. The roles repeat what the elements say: a style that stacks cells would take that meaning away.
 */
export function table(
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly MarkupPart[])[],
  { stacked = false }: TableOptions = {},
): Markup {
  const heads = columns.map(
    ({ title, numeric }) => html`<th role="columnheader" scope="col"${classes(numeric && "n")}>${title}</th>`,
  );
  const body = rows.map(
    (row) => html`<tr role="row">${row.map((cell, at) => drawCell(cell, columns[at], at === 0))}</tr>
`,
  );
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table role="table"${classes(stacked && "stacked")}><caption class="unseen">${caption}</caption><thead role="rowgroup"><tr role="row">${heads}</tr></thead><tbody role="rowgroup">
${body}</tbody></table></div>`;
}

function drawCell(cell: MarkupPart, column: Column | undefined, isHead: boolean): Markup {
  if (isHead) return html`<th role="rowheader" scope="row">${cell}</th>`;
  return html`<td role="cell"${classes(column?.numeric && "n", column?.short && "short")}>${cell}</td>`;
}

const signs: Readonly<Record<Status, string>> = { proven: "✓", refuted: "✗", unknown: "?" };

/** A status as a word with a sign, so that nobody needs to tell colours apart. */
export const statusMark = (status: Status, { texts }: Language): Markup =>
  html`<span class="mark ${status}"><span aria-hidden="true">${signs[status]}</span> ${texts[status]}</span>`;

const meanings = { proven: "provenMeans", refuted: "refutedMeans", unknown: "unknownMeans" } as const;

/** The verdict in one line that cannot be overlooked. */
export const banner = (status: Status, language: Language, beside?: MarkupPart): Markup =>
  html`<div class="banner ${status}"><p class="brand">${language.texts.evidence}</p> <p class="big"><span aria-hidden="true">${signs[status]}</span> ${language.texts[status]}</p> <p>${language.texts[meanings[status]]} ${beside}</p></div>`;

/** A line for each check, and what was not checked. */
export function checksOf({ checks, notChecked }: Verdict<unknown>, language: Language): Markup {
  const { texts, said } = language;
  const columns = [{ title: texts.check }, { title: texts.result }, { title: texts.saying }];
  const rows = checks.map(({ code: name, status, sentence }) => [
    code(name),
    statusMark(status, language),
    said(sentence),
  ]);
  return html`${table(texts.verdict, columns, rows, { stacked: true })}<h3>${texts.notChecked}</h3><ul class="open">${notChecked.map((line) => html`<li>${said(line)}</li>`)}</ul>`;
}

/** What a patch would do, one operation on a line. */
export const patchOf = (patch: Patch): Markup =>
  html`<ul class="patch">${patch.map((operation) => html`<li><code>${operation.op} ${datum(operation.path)}${"value" in operation && html` = ${datum(JSON.stringify(operation.value))}`}${"from" in operation && html` ← ${datum(operation.from)}`}</code></li>`)}</ul>`;
