import { UNTIL } from "../calendar.ts";
import { PIECES_PER_CASE } from "../feeds/receipts.ts";
import { type Posting, sample } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { brokenIn } from "./scoring.ts";

const kind = "wrong_pack_size";
/** What somebody takes a case to hold. */
const wrong: readonly [number, ...number[]] = [1, 6, 10, 24];

export const wrongPackSize: Fault = {
  kind,
  about: "the ERP booked cases with another pack size",
  knownBy: "books",
  plant({ postings, plants }, random) {
    const doubled = new Set(plants.map(({ on }) => on));
    const inCases = postings.filter(
      ({ receipt, quantity }) => Number(quantity) % PIECES_PER_CASE === 0 && !doubled.has(receipt),
    );
    for (const posting of sample(inCases, 0.012, random)) {
      const quantity = String((Number(posting.quantity) / PIECES_PER_CASE) * random.pick(wrong));
      postings[postings.indexOf(posting)] = { ...posting, quantity } satisfies Posting;
      plants.push({ kind, on: posting.receipt, from: 0, until: UNTIL });
    }
  },
  caught: brokenIn(kind, "receipts", "field_differs"),
};
