import type { Markup } from "../../foundation/index.ts";
import { drawable } from "../chart/frame.ts";
import { median, scaleFor } from "../chart/scale.ts";
import { seriesPlot } from "../chart/series-plot.ts";
import type { Language } from "../language.ts";
import { datum, html } from "../markup.ts";
import type { Series } from "../model.ts";
import { type Section, table } from "../parts.ts";

/** Fields whose values jumped. */
export const seriesSection = (all: readonly Series[], language: Language): Section => ({
  id: "series",
  title: language.texts.series,
  content: html`${all.map((series, at) => figure(readable(series), `series-${at}`, language))}`,
});

const readable = (series: Series): Series => ({ ...series, points: drawable(series.points, ({ value }) => value) });

/** Drawn twice, for wide and for narrow screens: text that shrinks with its drawing cannot be read on a phone. */
function figure(series: Series, id: string, language: Language): Markup {
  const wide = seriesPlot(series, { width: 760, height: 320, ticks: 6, id: `${id}-wide` }, language);
  const narrow = seriesPlot(series, { width: 360, height: 300, ticks: 3, id: `${id}-narrow` }, language);
  return html`<figure><figcaption><h3>${datum(series.field)} · ${datum(series.source)}</h3><ul class="legend">${legend(series, language)}</ul></figcaption><div class="wide">${wide}</div><div class="narrow">${narrow}</div>${notes(series, language)}${dataTable(series, language)}</figure>`;
}

function legend({ points }: Series, { texts, zone }: Language): Markup {
  const values = points.map(({ value }) => value);
  const scale = scaleFor(values, 0, 1).kind === "logarithmic" && html`<li class="soft">${texts.logarithmic}</li>`;
  return html`<li><svg viewBox="0 0 12 12" aria-hidden="true"><path class="dots" d="M6 6h0"/></svg> ${texts.accepted}</li><li><svg viewBox="0 0 12 12" aria-hidden="true"><path class="crosses" d="M3 3l6 6m0-6l-6 6"/></svg> ${texts.stopped}</li>${scale}<li class="soft">${texts.timesIn(zone)}</li>`;
}

function notes({ stopped, sentence, points, seen }: Series, { texts, number, time, said }: Language): Markup {
  const stretch =
    stopped &&
    html`<p>${time(stopped.from)} ${texts.until} ${time(stopped.until)}: ${texts.stoppedCount(number(stopped.count))} ${jump(points, texts, number)}</p>`;
  const thinned =
    points.length < seen && html`<p class="soft">${texts.thinned(number(points.length), number(seen))}</p>`;
  return html`${stretch}${sentence !== undefined && html`<blockquote>${said(sentence)}</blockquote>`}${thinned}`;
}

/** Of fewer values nothing is typical. */
const FEWEST_STOPPED = 5;

function jump(points: Series["points"], texts: Language["texts"], number: Language["number"]): string {
  if (points.filter(({ stopped }) => stopped).length < FEWEST_STOPPED) return "";
  const typical = (stopped: boolean): number =>
    median(points.filter((point) => point.stopped === stopped).map(({ value }) => value));
  const [before, after] = [typical(false), typical(true)];
  return before > 0 && after > 0 ? texts.jump(number(Number((after / before).toPrecision(2)))) : "";
}

/** Most rows of the table that stands for a drawing. */
const MOST_ROWS = 60;

function dataTable({ points, field }: Series, { texts, number, time }: Language): Markup {
  const step = Math.ceil(points.length / MOST_ROWS);
  const rows = points
    .filter((_, at) => at % step === 0)
    .map(({ at, value, stopped }) => [time(at), number(value), stopped ? texts.stopped : texts.accepted]);
  const columns = [{ title: texts.when }, { title: texts.value, numeric: true }, { title: texts.outcome }];
  const note = step > 1 && html`<p class="soft">${texts.thinned(number(rows.length), number(points.length))}</p>`;
  return html`<details><summary>${texts.showData}</summary>${table(field, columns, rows)}${note}</details>`;
}
