import { ETA } from "../feeds/carriers.ts";
import { RECEIPT } from "../feeds/receipts.ts";
import { TEMPERATURE } from "../feeds/sensors.ts";
import type { Answer } from "../observations.ts";
import { cleanDrafts, deliverAgain, sample } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { countWhere } from "./scoring.ts";

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
  // Of two copies that are under way together either may be answered first: one of them must be recognised as the other.
  caught(_, { answers }) {
    const faulty = answers.filter(({ delivery }) => delivery.fault === kind);
    const again = new Set(answers.filter(({ admission }) => admission.duplicate).map(idOf));
    const expected = new Set(answers.filter(({ delivery }) => delivery.fault).map(idOf));
    return {
      injected: faulty.length,
      caught: faulty.filter((one) => again.has(idOf(one))).length,
      false: countWhere(again, (id) => !expected.has(id)),
    };
  },
};

const idOf = ({ admission: { event } }: Answer): string => `${event.source} ${event.id}`;
