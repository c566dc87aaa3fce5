import { hashSource, type Markup, trusted } from "../foundation/index.ts";
import type { Language } from "./language.ts";
import { html } from "./markup.ts";
import { style } from "./style.ts";

export interface PageParts {
  readonly title: string;
  readonly header: Markup;
  readonly nav?: Markup;
  readonly main: Markup;
  readonly footer: Markup;
  /** Code of our own that runs in the page. */
  readonly script?: string;
  /** Data for the script, ready to stand in the page. */
  readonly data?: Markup;
}

/** One whole HTML file that loads nothing: the policy in it allows its own style and its own script, by hash, and no more. */
export const drawPage = (
  { title, header, nav, main, footer, script, data }: PageParts,
  { texts, locale }: Language,
): string =>
  String(html`<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(script)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Countersign">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
<a class="skip" href="#main">${texts.skip}</a>
<header>${header}</header>
${nav}
<main id="main" tabindex="-1">
${main}</main>
<footer>${footer}</footer>
${data}${
  script !== undefined &&
  html`<script>${trusted(script)}</script>
`
}</body>
</html>
`);

const policy = (script: string | undefined): string =>
  [
    "default-src 'none'",
    `style-src ${hashSource(style)}`,
    ...(script === undefined ? [] : [`script-src ${hashSource(script)}`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
