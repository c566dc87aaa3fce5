import { fromUtf8, type Markup, trusted } from "../../foundation/index.ts";
import { createLanguage, type Language } from "../language.ts";
import { html } from "../markup.ts";
import { drawPage } from "../page.ts";
import type { Locale } from "../texts/index.ts";

export interface VerifierPageOptions {
  /** The verifier's code for browsers, as the package has it in `dist/verifier.js`. */
  readonly script: string;
  /** Default `en`. */
  readonly locale?: Locale;
  /** What the page carries along; without it the page waits for files. */
  readonly carried?: Carried;
}

/** One file of evidence, with the keys that its house believes. */
export interface Carried {
  /** What the page is called. */
  readonly title: string;
  /** The evidence bundle, byte for byte. */
  readonly bundle: Uint8Array;
  /** A file of trusted keys, as text. */
  readonly trustedKeys: string;
  /** A named time zone that is shown beside UTC. */
  readonly zone?: string;
}

/** A page that verifies evidence by itself, from a file and without a network: empty, or with evidence that it carries. */
export function renderVerifierPage({ script, locale = "en", carried }: VerifierPageOptions): string {
  const language = createLanguage({ locale });
  const { texts } = language;
  const title = carried ? `${carried.title} – ${texts.caseTitle}` : texts.verifierTitle;
  return drawPage(
    {
      title: `${title} – Countersign`,
      header: html`<p class="brand">Countersign · ${carried ? texts.caseTitle : texts.verifierTitle}</p><h1><bdi>${carried?.title ?? texts.verifierTitle}</bdi></h1>${!carried && html`<p>${texts.verifierIntro}</p>`}`,
      main: html`<noscript><p class="banner unknown">${texts.noScript}</p></noscript><div id="result" aria-live="polite"></div>${choose(carried, language)}`,
      footer: html`<p>${texts.offlineNote}</p>`,
      script,
      ...(carried && { data: dataOf(carried) }),
    },
    language,
  );
}

/** Files, and a date. With carried evidence only the keys can be exchanged: the page is about that evidence. */
function choose(carried: Carried | undefined, { texts }: Language): Markup {
  const file = (id: string, title: string): Markup =>
    html`<label for="${id}">${title}<input id="${id}" type="file" accept=".json,application/json"></label>`;
  return html`<section class="choose" aria-label="${texts.chooseKeys}"><div class="fields">${!carried && file("bundle-file", texts.chooseBundle)}${file("keys-file", texts.chooseKeys)}<label for="date">${texts.chooseDate}<input id="date" type="date"></label></div><p class="soft">${texts.dropHere}</p></section>
`;
}

const dataOf = ({ bundle, trustedKeys, zone = "UTC" }: Carried): Markup =>
  html`<script type="application/json" id="carried-bundle">${inScript(fromUtf8(bundle))}</script>
<script type="application/json" id="carried-keys" data-zone="${zone}">${inScript(trustedKeys)}</script>
`;

/**
 * Text inside a `script` element ends at `</script` and changes its meaning at `<!--`; so no `<` may stand there. It is written as
 * RFC 6901 writes `/`: `~1`, and `~` as `~0`. Everything else stays readable: whoever wants to see a forgery refuted can edit it.
 */
const inScript = (text: string): Markup => trusted(text.replaceAll("~", "~0").replaceAll("<", "~1"));

/** The text that a page carries, as it was. */
export const fromScript = (text: string): string => text.replaceAll("~1", "<").replaceAll("~0", "~");
