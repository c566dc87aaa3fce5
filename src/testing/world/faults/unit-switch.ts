import { dayAt } from "../calendar.ts";
import { ETA } from "../feeds/carriers.ts";
import { cleanDrafts, type Draft, dataOf, sayInstead } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidOf } from "./scoring.ts";

const kind = "unit_switch";

/** Which carrier, by its place, from which day until which. */
const switches: readonly (readonly [carrier: number, from: number, until: number])[] = [
  [0, 12, 18],
  [1, 22, 25],
];

/** A new release at the carrier says seconds, until somebody there notices. */
export const unitSwitch: Fault = {
  kind,
  about: "a carrier went from minutes to seconds on day 12",
  knownBy: "drift",
  plant(scene) {
    for (const [carrier, from, until] of switches) {
      const source = `carrier/${scene.actors.carriers[carrier]?.principal}`;
      const said = cleanDrafts(scene, ETA).filter(({ event }) => event.source === source);
      for (const one of said.filter(({ time }) => dayAt(from) <= time && time < dayAt(until))) toSeconds(one);
    }
  },
  caught: saidOf(kind, "unit_suspected", "unit_ambiguous", "unit_changed"),
};

function toSeconds(one: Draft): void {
  const data = dataOf(one);
  sayInstead(one, { ...data, etaMinutes: 60 * Number(data.etaMinutes) });
  one.fault = kind;
}
