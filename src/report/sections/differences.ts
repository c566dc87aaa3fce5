import type { Markup } from "../../foundation/index.ts";
import type { Language } from "../language.ts";
import { datum, html } from "../markup.ts";
import type { DifferenceCause, Differences } from "../model.ts";
import { patchOf, type Section, table } from "../parts.ts";

/** What two systems disagree about, by cause. */
export const differencesSection = (all: readonly Differences[], language: Language): Section => ({
  id: "differences",
  title: language.texts.differences,
  content: html`${all.map((one) => plan(one, language))}`,
});

function plan(differences: Differences, language: Language): Markup {
  const { texts, number } = language;
  const { plan: name, left, right, matched, causes } = differences;
  const found =
    causes.length === 0 ? html`<p>${texts.noDifferences}</p>` : causes.map((one) => cause(one, differences, language));
  return html`<h3>${datum(name)}: ${datum(left)} ↔ ${datum(right)}</h3><p class="soft">${texts.differencesNote(number(matched))}</p>${found}`;
}

function cause(one: DifferenceCause, sides: Differences, language: Language): Markup {
  const { texts, number, said } = language;
  const risk = one.atRisk && one.atRisk.length > 0 && html`<p>${texts.atRisk}: ${datum(one.atRisk.join(", "))}</p>`;
  return html`<article class="card"><p><span class="mark cause-${one.verdict}">${texts[one.verdict]}</span> <strong>${texts.rows(number(one.rows))}</strong></p><p>${said(one.sentence)}</p>${risk}${examples(one, sides, language)}${proposal(one, language)}</article>`;
}

function examples(
  { examples: rows, sentence, rows: all }: DifferenceCause,
  { left, right }: Differences,
  language: Language,
): Markup {
  const { texts, number } = language;
  if (rows.length === 0) return html``;
  const absent = html`<span class="soft">${texts.absent}</span>`;
  const cell = (text: string | undefined): Markup => (text === undefined ? absent : html`<code>${datum(text)}</code>`);
  const lines = rows.map((row) => [datum(row.key), cell(row.left), cell(row.right)]);
  const rest = all - rows.length;
  const more = rest > 0 && html`<p class="soft">${texts.andMore(number(rest))}</p>`;
  return html`${table(sentence, [{ title: texts.key }, { title: left }, { title: right }], lines, { stacked: true })}${more}`;
}

function proposal({ proposal: patch, examples: rows }: DifferenceCause, { texts }: Language): Markup {
  const repair = patch ?? rows.find((row) => row.repair)?.repair;
  return repair ? html`<h4>${texts.proposal}</h4>${patchOf(repair)}` : html`<p class="soft">${texts.noProposal}</p>`;
}
