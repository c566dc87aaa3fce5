import { dayAt } from "../calendar.ts";
import { RECEIPT } from "../feeds/receipts.ts";
import { cleanDrafts, type Draft, dataOf, sayInstead } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidOf } from "./scoring.ts";

const kind = "renamed_field";

/** Days on which a new release of the warehouse runs, until it is taken back. */
const days: readonly number[] = [9, 27];

export const renamedField: Fault = {
  kind,
  about: "the warehouse renamed a field unannounced",
  knownBy: "drift",
  plant(scene) {
    for (const day of days)
      for (const one of cleanDrafts(scene, RECEIPT).filter(({ time }) => dayAt(day) <= time && time < dayAt(day + 1)))
        rename(one);
  },
  caught: saidOf(kind, "shape_changed"),
};

function rename(one: Draft): void {
  const { containerSeal = null, ...data } = dataOf(one);
  sayInstead(one, { ...data, sealNumber: containerSeal });
  one.fault = kind;
}
