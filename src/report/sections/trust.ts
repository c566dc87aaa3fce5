import type { Markup } from "../../foundation/index.ts";
import { drawable } from "../chart/frame.ts";
import { stateClass, trustPlot } from "../chart/trust-plot.ts";
import type { Language } from "../language.ts";
import { datum, html } from "../markup.ts";
import type { TrustLine } from "../model.ts";
import { type Section, table } from "../parts.ts";

/** Most sources that are drawn; the least trusted come first. */
const MOST_SOURCES = 12;

/** How far each source was trusted, and why it stands where it stands. */
export function trustSection(lines: readonly TrustLine[], language: Language): Section {
  const { texts, number } = language;
  const drawn = lines.map((line) => ({ ...line, points: drawable(line.points, ({ score }) => score) }));
  const sorted = drawn.toSorted((a, b) => lastScore(a) - lastScore(b));
  const rest = sorted.length - MOST_SOURCES;
  const more = rest > 0 && html`<p class="soft">${texts.andMore(number(rest))}</p>`;
  const shown = sorted.slice(0, MOST_SOURCES).map((line, at) => multiple(line, `trust-${at}`, language));
  const content = html`<p class="soft">${texts.trustNote} ${texts.timesIn(language.zone)}.</p><div class="multiples">${shown}</div>${more}`;
  return { id: "trust", title: texts.trust, content };
}

const lastScore = ({ points }: TrustLine): number => points.at(-1)?.score ?? 0;

const words = { trusted: "trusted", watch: "watch", suppressed: "suppressed", unknown: "unknownTrust" } as const;
const stateWord = (state: string, { texts }: Language): string => texts[words[stateClass(state) as keyof typeof words]];

function multiple(line: TrustLine, id: string, language: Language): Markup {
  const last = line.points.at(-1);
  const state = stateClass(last?.state ?? "");
  const plot = trustPlot(line, { width: 360, height: 170, ticks: 3, id }, language);
  return html`<figure class="card"><figcaption><h3>${datum(line.source)}</h3><span class="mark state-${state}">${stateWord(state, language)} ${language.number(last?.score ?? 0)}</span></figcaption>${plot}<p>${language.said(line.sentence)}</p>${dataTable(line, language)}</figure>`;
}

/** Every so manieth point: the table stands for a drawing, and twenty rows tell its course. */
function dataTable({ points, source }: TrustLine, language: Language): Markup {
  const { texts, number, time } = language;
  const step = Math.max(1, Math.ceil(points.length / 20));
  const rows = points
    .filter((_, at) => at % step === 0 || at === points.length - 1)
    .map(({ at, score, state }) => [time(at), number(score), stateWord(state, language)]);
  const columns = [{ title: texts.when }, { title: texts.score, numeric: true }, { title: texts.state }];
  return html`<details><summary>${texts.showData}</summary>${table(source, columns, rows)}</details>`;
}
