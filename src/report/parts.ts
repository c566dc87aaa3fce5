import type { Patch, Status, Verdict } from "../foundation/index.ts";
import { datum, html, type Markup, type Part } from "./html.ts";
import type { Language } from "./language.ts";

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
}

/** A table with heads that screen readers announce. The first cell of each row is its head. It scrolls by itself where the screen is too narrow. */
export const table = (caption: string, columns: readonly Column[], rows: readonly (readonly Part[])[]): Markup =>
  html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table><caption class="unseen">${caption}</caption><thead><tr>${columns.map(({ title, numeric }) => html`<th scope="col"${numeric === true && html` class="n"`}>${title}</th>`)}</tr></thead><tbody>
${rows.map(
  (row) => html`<tr>${row.map((cell, at) => drawCell(cell, columns[at], at === 0))}</tr>
`,
)}</tbody></table></div>`;

const drawCell = (cell: Part, column: Column | undefined, isHead: boolean): Markup => {
  if (isHead) return html`<th scope="row">${cell}</th>`;
  return column?.numeric === true ? html`<td class="n">${cell}</td>` : html`<td>${cell}</td>`;
};

const signs: Readonly<Record<Status, string>> = { proven: "✓", refuted: "✗", unknown: "?" };

/** A status as a word with a sign, so that nobody needs to tell colours apart. */
export const statusMark = (status: Status, { texts }: Language): Markup =>
  html`<span class="mark ${status}"><span aria-hidden="true">${signs[status]}</span> ${texts[status]}</span>`;

const meanings = { proven: "provenMeans", refuted: "refutedMeans", unknown: "unknownMeans" } as const;

/** The verdict in one line that cannot be overlooked. */
export const banner = (status: Status, language: Language, beside?: Part): Markup =>
  html`<div class="banner ${status}"><p class="big"><span aria-hidden="true">${signs[status]}</span> ${language.texts[status]}</p><p>${language.texts[meanings[status]]} ${beside}</p></div>`;

/** A line for each check, and what was not checked. */
export function checksOf({ checks, notChecked }: Verdict<unknown>, language: Language): Markup {
  const { texts, said } = language;
  const columns = [{ title: texts.check }, { title: texts.result }, { title: texts.saying }];
  const rows = checks.map(({ code, status, sentence }) => [
    html`<code>${code}</code>`,
    statusMark(status, language),
    said(sentence),
  ]);
  return html`${table(texts.verdict, columns, rows)}<h3>${texts.notChecked}</h3><ul class="open">${notChecked.map((line) => html`<li>${said(line)}</li>`)}</ul>`;
}

/** What a patch would do, one operation on a line. */
export const patchOf = (patch: Patch): Markup =>
  html`<ul class="patch">${patch.map((operation) => html`<li><code>${operation.op} ${datum(operation.path)}${"value" in operation && html` = ${datum(JSON.stringify(operation.value))}`}${"from" in operation && html` ← ${datum(operation.from)}`}</code></li>`)}</ul>`;
