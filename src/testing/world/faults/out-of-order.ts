import { ETA } from "../feeds/carriers.ts";
import { TEMPERATURE } from "../feeds/sensors.ts";
import { cleanDrafts, hours, successor, victims } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidOf } from "./scoring.ts";

const kind = "out_of_order";

/** A message is overtaken by the next one of its source. */
export const outOfOrder: Fault = {
  kind,
  about: "a message was overtaken by the next one of its source",
  knownBy: "watch",
  plant(scene, random) {
    for (const one of victims(kind, cleanDrafts(scene, ETA, TEMPERATURE), { share: 0.008, random })) {
      const next = successor(scene, one);
      // What is overtaken by hours is late, which is another fault.
      if (!next || next.at - one.at > hours(5)) one.fault = undefined;
      else one.at = next.at + random.integer(5, 60) * 1_000;
    }
  },
  caught: saidOf(kind, "sequence_out_of_order"),
};
