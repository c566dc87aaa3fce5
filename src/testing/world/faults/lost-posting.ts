import { UNTIL } from "../calendar.ts";
import { sample } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { brokenIn } from "./scoring.ts";

const kind = "lost_posting";

export const lostPosting: Fault = {
  kind,
  about: "the ERP lost a goods receipt",
  knownBy: "books",
  plant({ postings, plants }, random) {
    for (const { receipt } of sample(postings, 0.01, random)) {
      postings.splice(
        postings.findIndex((one) => one.receipt === receipt),
        1,
      );
      plants.push({ kind, on: receipt, from: 0, until: UNTIL });
    }
  },
  caught: brokenIn(kind, "receipts", "missing_right"),
};
