import type { SeededRandom } from "../../../foundation/index.ts";
import { DAY_MS, dayAt } from "../calendar.ts";
import { hours, type Scene, takeSlot } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidDuring } from "./scoring.ts";

const kind = "feed_dark";

/** Nothing comes from a source for the better part of a day, and what it would have said is never said. */
export const feedDark: Fault = {
  kind,
  about: "a source went silent for hours",
  knownBy: "watch",
  plant(scene, random) {
    for (const { principal } of scene.actors.carriers)
      goDark(scene, random, `carrier/${principal}`, dayAt(random.integer(5, 10)));
    for (let nr = 0; nr < 2; nr++) {
      const { sensors, from } = takeSlot(scene);
      goDark(scene, random, `sensor/${random.pick(sensors)}`, from);
    }
  },
  caught: saidDuring(kind, "source_silent"),
};

function goDark({ drafts, plants }: Scene, random: SeededRandom, on: string, day: number): void {
  const from = day + random.integer(0, hours(8));
  const until = from + random.integer(hours(14), DAY_MS - hours(4));
  const heard = drafts.filter(({ event, time }) => event.source !== on || time < from || time > until);
  drafts.splice(0, drafts.length, ...heard);
  plants.push({ kind, on, from, until });
}
