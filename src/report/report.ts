import type { Markup } from "../foundation/index.ts";
import { createLanguage, type Language, type LanguageOptions } from "./language.ts";
import { datum, html } from "./markup.ts";
import type { ReportModel } from "./model.ts";
import { drawPage } from "./page.ts";
import { banner, checksOf, drawSection, type Section } from "./parts.ts";
import { differencesSection } from "./sections/differences.ts";
import { faultsSection } from "./sections/faults.ts";
import { lineageSection } from "./sections/lineage.ts";
import { seriesSection } from "./sections/series.ts";
import { summarySection } from "./sections/summary.ts";
import { trustSection } from "./sections/trust.ts";

/**
 * A run as one HTML file: no script, nothing loaded, the same bytes for the same model.
 *
 * @throws {RangeError} for a zone that the platform does not know; {@link isZone} tells.
 */
export function renderReport(model: ReportModel, options: LanguageOptions = {}): string {
  const language = createLanguage(options);
  const sections = sectionsOf(model, language);
  return drawPage(
    {
      title: `${model.title} – Countersign`,
      header: header(model, language),
      nav: html`<nav aria-label="${language.texts.contents}"><ul>${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}</ul></nav>`,
      main: html`${model.verdict && banner(model.verdict.status, language)}${sections.map(drawSection)}`,
      footer: html`<p>${language.texts.offlineNote}</p>`,
    },
    language,
  );
}

function sectionsOf(model: ReportModel, language: Language): readonly Section[] {
  const { faults, series = [], trust = [], differences = [], lineage, verdict } = model;
  return [
    summarySection(model, language),
    ...(faults ? [faultsSection(faults, language)] : []),
    ...(series.length > 0 ? [seriesSection(series, language)] : []),
    ...(trust.length > 0 ? [trustSection(trust, language)] : []),
    ...(differences.length > 0 ? [differencesSection(differences, language)] : []),
    ...(lineage ? [lineageSection(lineage, language)] : []),
    ...(verdict ? [verdictSection(verdict, model, language)] : []),
  ];
}

function verdictSection(
  verdict: NonNullable<ReportModel["verdict"]>,
  { files = [] }: ReportModel,
  language: Language,
): Section {
  const { texts, said } = language;
  const list =
    files.length > 0 &&
    html`<h3>${texts.files}</h3><dl class="facts">${files.map(({ path, about }) => html`<dt><code>${path}</code></dt><dd>${said(about)}</dd>`)}</dl>`;
  const content = html`<p class="soft">${texts.verifiedApart}</p>${checksOf(verdict, language)}${list}`;
  return { id: "verdict", title: texts.verdict, content };
}

function header({ title, madeAt, period }: ReportModel, { texts, time }: Language): Markup {
  const stretch =
    period && html`<dt>${texts.period}</dt><dd>${time(period.from)} ${texts.until} ${time(period.until)}</dd>`;
  return html`<p class="brand">Countersign · ${texts.reportTitle}</p><h1>${datum(title)}</h1><dl class="facts">${stretch}<dt>${texts.madeAt}</dt><dd>${time(madeAt)}</dd></dl>`;
}
