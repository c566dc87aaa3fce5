import type { Markup, Outcome } from "../../foundation/index.ts";
import type { Language } from "../language.ts";
import { datum, html } from "../markup.ts";
import type { ReportModel } from "../model.ts";
import { code, type Section, table } from "../parts.ts";

/** How many messages were admitted, held and refused, and for which reasons. */
export function summarySection(model: ReportModel, language: Language): Section {
  const { texts, number } = language;
  const { duplicates = 0 } = model;
  const repeated = duplicates > 0 && html`<p class="soft">${texts.repeated(number(duplicates))}</p>`;
  return {
    id: "summary",
    title: texts.summary,
    content: html`${tiles(model, language)}${repeated}<h3>${texts.reasons}</h3>${reasonTable(model, language)}`,
  };
}

const order: readonly Outcome[] = ["accepted", "held", "refused"];

function tiles({ outcomes }: ReportModel, { texts, number }: Language): Markup {
  const total = order.reduce((sum, outcome) => sum + outcomes[outcome], 0);
  const share = (outcome: Outcome): number => (total === 0 ? 0 : Math.round((outcomes[outcome] / total) * 1_000) / 10);
  let start = 0;
  const bars = order.map((outcome) => {
    const bar = html`<rect class="${outcome}" x="${start}" y="0" width="${share(outcome)}" height="6"/>`;
    start = Math.round((start + share(outcome)) * 10) / 10;
    return bar;
  });
  const cells = order.map(
    (outcome) =>
      html`<div class="tile ${outcome}"><dt>${texts[outcome]}</dt><dd>${number(outcomes[outcome])} <span class="soft">${number(share(outcome))} %</span></dd></div>`,
  );
  return html`<p class="lead">${texts.messages(number(total))}</p><dl class="tiles">${cells}</dl><svg class="share" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">${bars}</svg>`;
}

function reasonTable({ reasons }: ReportModel, { texts, number, said }: Language): Markup {
  if (reasons.length === 0) return html`<p>${texts.nothingStopped}</p>`;
  const columns = [
    { title: texts.reason },
    { title: texts.outcome, short: true },
    { title: texts.count, numeric: true, short: true },
  ];
  const rows = reasons.map(({ code: name, outcome, count, example }) => [
    html`${code(name)}<p class="example">${said(example)}</p>`,
    html`<span class="mark ${outcome}">${outcome === "accepted" ? texts.wouldBe : texts[outcome]}</span>`,
    datum(number(count)),
  ]);
  return table(texts.reasons, columns, rows, { stacked: true });
}
