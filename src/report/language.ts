import type { Markup } from "../foundation/index.ts";
import { datum, html } from "./markup.ts";
import { type Locale, type Texts, texts } from "./texts/index.ts";

export interface LanguageOptions {
  /** Default `en`. */
  readonly locale?: Locale;
  /** A named time zone that is shown beside UTC, such as `Europe/Berlin`. Default: none. */
  readonly zone?: string;
}

/** How one page speaks: its texts, and how it writes numbers and times. */
export interface Language {
  readonly locale: Locale;
  readonly texts: Texts;
  /** The zone that charts are drawn in. */
  readonly zone: string;
  number(value: number): string;
  /** A moment in UTC, and in the named zone. Text that is no time is shown as it is. */
  time(instant: string): Markup;
  /** A short date; a time of day where the whole stretch is short, a month where it is long; in the zone of charts. */
  tick(at: number, spanMs: number): string;
  /** A sentence that rooms say in English only; what stands in back-ticks is set as code. */
  said(sentence: string): Markup;
}

const DAY_MS = 86_400_000;
const regions: Readonly<Record<Locale, string>> = { en: "en-GB", de: "de-DE" };

/** @throws {RangeError} for a zone that the platform does not know; ask {@link isZone} first. */
export function createLanguage({ locale = "en", zone = "UTC" }: LanguageOptions = {}): Language {
  const region = regions[locale];
  const numbers = new Intl.NumberFormat(region, { maximumSignificantDigits: 12 });
  const [universal, local] = [formatsFor(region, "UTC"), formatsFor(region, zone)];
  /** The date is said again only where it is another one. */
  const there = (at: Date): string => {
    const isSameDay = local.date.format(at) === universal.date.format(at);
    return isSameDay ? local.time.format(at) : `${local.date.format(at)}, ${local.time.format(at)}`;
  };
  const day = new Intl.DateTimeFormat(region, { timeZone: zone, day: "numeric", month: "short" });
  const month = new Intl.DateTimeFormat(region, { timeZone: zone, month: "short", year: "numeric" });
  const clock = new Intl.DateTimeFormat(region, {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
  return {
    locale,
    texts: texts[locale],
    zone,
    number: (value) => numbers.format(value),
    time(instant) {
      const at = new Date(instant);
      if (Number.isNaN(at.getTime())) return html`<bdi>${instant}</bdi>`;
      const beside = zone !== "UTC" && html` <span class="soft">(${there(at)} ${zone})</span>`;
      return html`<time datetime="${at.toISOString()}">${universal.date.format(at)}, ${universal.time.format(at)} UTC${beside}</time>`;
    },
    tick: (at, spanMs) => (spanMs < DAY_MS ? clock : spanMs < 300 * DAY_MS ? day : month).format(at),
    said(sentence) {
      const words = sentence
        .split(/`([^`]*)`/)
        .map((word, at) => (at % 2 === 0 ? word : html`<code>${datum(word)}</code>`));
      return locale === "en" ? html`<bdi>${words}</bdi>` : html`<bdi lang="en">${words}</bdi>`;
    },
  };
}

const formatsFor = (region: string, timeZone: string): Record<"date" | "time", Intl.DateTimeFormat> => ({
  date: new Intl.DateTimeFormat(region, { timeZone, dateStyle: "medium" }),
  time: new Intl.DateTimeFormat(region, { timeZone, timeStyle: "medium" }),
});

/** Whether this platform knows a time zone by that name. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
