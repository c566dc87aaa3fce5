import type { Markup } from "../../foundation/index.ts";
import type { Language } from "../language.ts";
import { datum, html } from "../markup.ts";
import type { LineagePath, LineageStep } from "../model.ts";
import type { Section } from "../parts.ts";

/** Which source changed first, what was made of it, and who used it. */
export function lineageSection(path: LineagePath, language: Language): Section {
  const { texts, said } = language;
  const first = path.first !== undefined && html`<p>${texts.lineageFirst}: <strong>${datum(path.first)}</strong></p>`;
  const open =
    path.open.length > 0 &&
    html`<h3>${texts.lineageUnknown}</h3><ul class="open">${path.open.map((line) => html`<li>${said(line)}</li>`)}</ul>`;
  const content = html`<p>${texts.lineageOf}: <strong>${datum(path.record)}</strong></p>${first}<ol class="path">${path.steps.map((one) => step(one, language))}${consumers(path, language)}</ol>${open}`;
  return { id: "lineage", title: texts.lineage, content };
}

const list = (names: readonly string[]): Markup =>
  html`${names.map((name) => html`<strong class="name">${datum(name)}</strong> `)}`;

function step({ by, at, inputs, outputs }: LineageStep, { texts, time }: Language): Markup {
  const from = inputs.length > 0 && html`<p class="soft">${texts.lineageMadeFrom} ${list(inputs)}</p>`;
  return html`<li>${list(outputs)}${from}<p class="soft">${texts.lineageMadeBy} ${datum(by)}, ${time(at)}</p></li>`;
}

const consumers = ({ consumers: all }: LineagePath, { texts, time }: Language): Markup =>
  all.length === 0
    ? html`<li class="end">${texts.lineageNobody}</li>`
    : html`<li class="end">${texts.lineageUsedBy}<ul>${all.map(({ name, at }) => html`<li>${datum(name)}, ${time(at)}</li>`)}</ul></li>`;
