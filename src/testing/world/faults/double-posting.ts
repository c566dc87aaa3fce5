import { UNTIL } from "../calendar.ts";
import { sample } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { brokenIn } from "./scoring.ts";

const kind = "double_posting";

export const doublePosting: Fault = {
  kind,
  about: "the ERP booked a goods receipt twice",
  knownBy: "books",
  plant({ postings, plants }, random) {
    for (const posting of sample(postings, 0.006, random)) {
      postings.push(posting);
      plants.push({ kind, on: posting.receipt, from: 0, until: UNTIL });
    }
  },
  caught: brokenIn(kind, "receipts", "duplicate_key"),
};
