import { UNTIL } from "../calendar.ts";
import { ETA } from "../feeds/carriers.ts";
import { RECEIPT } from "../feeds/receipts.ts";
import { LATE_RULE } from "../policy.ts";
import { cleanDrafts, hours, victims } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidOf } from "./scoring.ts";

const kind = "late_event";

export const lateEvent: Fault = {
  kind,
  about: "a message came hours after it happened",
  knownBy: "policy",
  plant(scene, random) {
    const inTime = cleanDrafts(scene, ETA, RECEIPT).filter(({ at }) => at + hours(30) < UNTIL);
    for (const one of victims(kind, inTime, { share: 0.008, random }))
      one.at += hours(8) + random.integer(0, hours(22));
  },
  caught: saidOf(kind, LATE_RULE),
};
