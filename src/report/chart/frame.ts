import type { Markup } from "../../foundation/index.ts";
import type { Language } from "../language.ts";
import { html } from "../markup.ts";
import { type Scale, timeTicks } from "./scale.ts";

/** The room that a drawing has, in units of its own. */
export interface Size {
  readonly width: number;
  readonly height: number;
  /** Tells apart the identifiers of drawings of one thing. */
  readonly id: string;
  readonly ticks: number;
}

/** Where the axes of a drawing lie. */
export interface Frame extends Size {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly from: number;
  readonly until: number;
  /** Where a moment lies. */
  x(at: number): number;
}

/** The axes for a stretch of time. */
export function frameFor(times: readonly number[], size: Size): Frame {
  const from = times[0] ?? 0;
  const until = Math.max(times.at(-1) ?? 1, from + 1);
  const [left, right, top, bottom] = [58, size.width - 12, 16, size.height - 30];
  return {
    ...size,
    ...{ left, right, top, bottom, from, until },
    x: (at) => round(left + ((at - from) / (until - from)) * (right - left)),
  };
}

/** A tenth of a unit is finer than any screen. */
export const round = (value: number): number => Math.round(value * 10) / 10;

/** A drawing that screen readers announce by title and description. */
export const drawing = ({ width, height, id }: Size, title: string, about: string, content: Markup): Markup =>
  html`<svg viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="${id}-t ${id}-d"><title id="${id}-t">${title}</title><desc id="${id}-d">${about}</desc>${content}</svg>`;

export const axes = (frame: Frame, scale: Scale, language: Language): Markup =>
  html`<g class="axis">${scale.ticks.map((tick) => level(frame, scale, tick, language))}${timeTicks(frame.from, frame.until, frame.ticks).map((at) => moment(frame, at, language))}</g>`;

function level({ left, right }: Frame, scale: Scale, tick: number, { number }: Language): Markup {
  const y = round(scale.place(tick));
  return html`<line x1="${left}" x2="${right}" y1="${y}" y2="${y}"/><text x="${left - 8}" y="${y + 4}" text-anchor="end">${number(tick)}</text>`;
}

function moment({ x, bottom, from, until }: Frame, at: number, { tick }: Language): Markup {
  return html`<line x1="${x(at)}" x2="${x(at)}" y1="${bottom}" y2="${bottom + 5}"/><text x="${x(at)}" y="${bottom + 20}" text-anchor="middle">${tick(at, until - from)}</text>`;
}

/** Points that can be drawn: a time that cannot be read has no place, nor has a value without an end. */
export const drawable = <Point extends { readonly at: string }>(
  points: readonly Point[],
  measure: (point: Point) => number,
): readonly Point[] => points.filter((point) => !Number.isNaN(Date.parse(point.at)) && Number.isFinite(measure(point)));
