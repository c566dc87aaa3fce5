import { RECEIPT } from "../feeds/receipts.ts";
import { cleanDrafts, dataOf, sayInstead, victims } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidOf } from "./scoring.ts";

const kind = "leading_zeros_lost";

export const leadingZerosLost: Fault = {
  kind,
  about: "a spreadsheet took the zeros off an item's number",
  knownBy: "contract",
  plant(scene, random) {
    for (const one of victims(kind, cleanDrafts(scene, RECEIPT), { share: 0.01, random }))
      sayInstead(one, { ...dataOf(one), item: String(dataOf(one).item).replace(/^0+/, "") });
  },
  caught: saidOf(kind, "pattern_mismatch"),
};
