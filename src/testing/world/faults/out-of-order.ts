import { ETA } from "../feeds/carriers.ts";
import { TEMPERATURE } from "../feeds/sensors.ts";
import { cleanDrafts, type Draft, hours, victims } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidOf } from "./scoring.ts";

const kind = "out_of_order";

/** A message is overtaken by the next one of its source. */
export const outOfOrder: Fault = {
  kind,
  about: "a message was overtaken by the next one of its source",
  knownBy: "watch",
  plant(scene, random) {
    const next = successors(cleanDrafts(scene, ETA, TEMPERATURE));
    const overtaken = [...victims(kind, [...next.keys()], { share: 0.008, random })];
    // The last first: a message must come after the next one also where that is overtaken, too.
    for (const one of overtaken.sort((left, right) => right.time - left.time))
      one.at = (next.get(one) as Draft).at + random.integer(5, 60) * 1_000;
  },
  caught: saidOf(kind, "sequence_out_of_order"),
};

/** Messages with the next one of their source, where that comes soon: what is overtaken by hours is late, which is another fault. */
function successors(drafts: readonly Draft[]): ReadonlyMap<Draft, Draft> {
  const last = new Map<string, Draft>();
  const next = new Map<Draft, Draft>();
  for (const one of [...drafts].sort((left, right) => left.time - right.time)) {
    const before = last.get(one.event.source);
    if (before && one.at - before.at < hours(5)) next.set(before, one);
    last.set(one.event.source, one);
  }
  return next;
}
