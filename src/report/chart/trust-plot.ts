import type { Markup } from "../../foundation/index.ts";
import type { Language } from "../language.ts";
import { html } from "../markup.ts";
import type { TrustLine, TrustPoint } from "../model.ts";
import { axes, drawing, type Frame, frameFor, round, type Size } from "./frame.ts";
import type { Scale } from "./scale.ts";

/** A source's score as a line of steps, with a mark wherever its state became another one. */
export function trustPlot(line: TrustLine, size: Size, language: Language): Markup {
  const { points, source } = line;
  const { texts, number } = language;
  const frame = frameFor(
    points.map(({ at }) => Date.parse(at)),
    size,
  );
  const scale: Scale = {
    kind: "linear",
    ticks: [0, 0.5, 1],
    place: (value) => frame.bottom - value * (frame.bottom - frame.top),
  };
  const about = texts.trustDescription(number(points.length), number(points.at(-1)?.score ?? 0));
  const content = html`${axes(frame, scale, language)}<path class="line" d="${steps(points, frame, scale)}"/>${changes(points).map((point) => marker(point, frame, scale))}`;
  return drawing(size, `${texts.trust}: ${source}`, about, content);
}

const steps = (points: readonly TrustPoint[], frame: Frame, scale: Scale): string =>
  points
    .map(({ at, score }, index) => {
      const [x, y] = [frame.x(Date.parse(at)), round(scale.place(score))];
      return index === 0 ? `M${x} ${y}` : `H${x}V${y}`;
    })
    .join("");

/** The first and the last point, and every one whose state is new. */
const changes = (points: readonly TrustPoint[]): readonly TrustPoint[] =>
  points.filter(({ state }, at) => at === points.length - 1 || state !== points[at - 1]?.state);

const marker = ({ at, score, state }: TrustPoint, frame: Frame, scale: Scale): Markup =>
  html`<circle class="state-${stateClass(state)}" cx="${frame.x(Date.parse(at))}" cy="${round(scale.place(score))}" r="4"/>`;

const states: ReadonlySet<string> = new Set(["trusted", "watch", "suppressed", "unknown"]);

/** A state as it may stand in a class name. */
export const stateClass = (state: string): string => (states.has(state) ? state : "unknown");
