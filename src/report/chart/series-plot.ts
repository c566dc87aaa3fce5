import type { Markup } from "../../foundation/index.ts";
import type { Language } from "../language.ts";
import { html } from "../markup.ts";
import type { Series, SeriesPoint } from "../model.ts";
import { axes, drawing, type Frame, frameFor, round, type Size } from "./frame.ts";
import { extent, type Scale, scaleFor } from "./scale.ts";

/** Every value as a dot, stopped ones as crosses, the stretch in which messages were stopped behind them. */
export function seriesPlot(series: Series, size: Size, language: Language): Markup {
  const { points, source, field } = series;
  const { texts, number } = language;
  const values = points.map(({ value }) => value);
  const frame = frameFor(points.map(timeOf), size);
  const scale = scaleFor(values, frame.bottom, frame.top);
  const [low, high] = extent(values);
  const about = texts.seriesDescription(number(points.length), number(low), number(high));
  const marks = [false, true].map((stopped) =>
    marksOf(
      points.filter((point) => point.stopped === stopped),
      frame,
      scale,
    ),
  );
  const content = html`${band(series, frame, language)}${axes(frame, scale, language)}<path class="dots" d="${marks[0]}"/><path class="crosses" d="${marks[1]}"/>`;
  return drawing(size, texts.seriesOf(field, source), about, content);
}

const timeOf = ({ at }: { readonly at: string }): number => Date.parse(at);

/** One path for all marks of a kind: a page with thousands of elements is slow on a phone. */
const marksOf = (points: readonly SeriesPoint[], frame: Frame, scale: Scale): string =>
  points.map((point) => mark(point.stopped, frame.x(timeOf(point)), round(scale.place(point.value)))).join("");

const mark = (stopped: boolean, x: number, y: number): string =>
  stopped ? `M${round(x - 2.5)} ${round(y - 2.5)}l5 5m0-5l-5 5` : `M${x} ${y}h0`;

function band({ stopped }: Series, frame: Frame, { texts }: Language): Markup {
  if (!stopped) return html``;
  const clamp = (at: number): number => frame.x(Math.min(Math.max(at, frame.from), frame.until));
  const [start, end] = [clamp(Date.parse(stopped.from)), clamp(Date.parse(stopped.until))];
  const width = Math.max(round(end - start), 2);
  return html`<g class="band"><rect x="${start}" y="${frame.top}" width="${width}" height="${frame.bottom - frame.top}"/><line x1="${start}" x2="${start}" y1="${frame.top}" y2="${frame.bottom}"/>${bandName(start, frame, texts.stoppedRegion)}</g>`;
}

/** About as wide as the name is. */
const NAME_WIDTH = 130;

/** Before the band; within it where there is no room before. */
function bandName(start: number, frame: Frame, name: string): Markup {
  const [y, hasRoom] = [frame.top + 10, start - frame.x(frame.from) >= NAME_WIDTH];
  return hasRoom
    ? html`<text x="${start - 6}" y="${y}" text-anchor="end">${name} →</text>`
    : html`<text x="${start + 6}" y="${y}">${name}</text>`;
}
