import { ETA } from "../feeds/carriers.ts";
import { RECEIPT } from "../feeds/receipts.ts";
import { TEMPERATURE } from "../feeds/sensors.ts";
import { cleanDrafts, deliverAgain, sample } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidOf } from "./scoring.ts";

const kind = "duplicate_delivery";

/** Networks deliver at least once: now and then a message comes again, some minutes later. */
export const duplicateDelivery: Fault = {
  kind,
  about: "the same message came again",
  knownBy: "identity",
  plant(scene, random) {
    for (const one of sample(cleanDrafts(scene, ETA, RECEIPT, TEMPERATURE), 0.015, random))
      deliverAgain(scene, one, { at: one.at + random.integer(1, 90) * 60_000, fault: kind });
  },
  caught: saidOf(kind, "duplicate"),
};
