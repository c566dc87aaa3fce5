import { trusted } from "../../foundation/index.ts";
import { createLanguage, type LanguageOptions } from "../language.ts";
import { html } from "../markup.ts";
import { drawPage } from "../page.ts";
import { renderCase } from "./draw.ts";
import type { CaseModel } from "./model.ts";

/** A verdict that was reached elsewhere, with the story, as one page that loads and runs nothing: to be filed, not to be believed. */
export function renderVerdictPage(model: CaseModel, title: string, options: LanguageOptions = {}): string {
  const language = createLanguage(options);
  const { texts } = language;
  return drawPage(
    {
      title: `${title} – Countersign`,
      header: html`<p class="brand">Countersign · ${texts.verdict}</p><h1><bdi>${title}</bdi></h1>`,
      main: trusted(renderCase(model, options)),
      footer: html`<p>${texts.offlineNote}</p>`,
    },
    language,
  );
}
