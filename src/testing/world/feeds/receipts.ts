import { formatInstant, type SeededRandom } from "../../../foundation/index.ts";
import type { Channel } from "../../../provenance/index.ts";
import { draft, type Scene } from "../scene.ts";
import { byDay, type Feed, numbered } from "./feed.ts";

export const RECEIPT = "goods.receipt.posted";
export const PIECES_PER_CASE = 12;
const MTLS: Channel = { name: "https:/wms", method: "mtls", principal: "wms" };

/** The warehouse, which signs nothing, reports goods receipts; the ERP books each of them within two hours, in pieces. */
export const receipts: Feed = {
  name: "receipts",
  share: 0.2,
  fill(scene, random, count) {
    for (const [at, time] of byDay(random, count).entries()) {
      const receipt = numbered("GR", at);
      const [count_, unit] = [random.integer(1, 400), random.pick(["EA", "case"])];
      const data = {
        receipt,
        order: numbered("PO", random.integer(0, 899)),
        item: String(random.integer(100_100, 100_199)).padStart(18, "0"),
        quantity: String(count_),
        unit,
        weightKilograms: Math.round(Math.exp(4 + 0.8 * random.normal()) * 10) / 10,
        containerSeal: `SEAL-${random.integer(10_000, 99_999)}`,
      };
      scene.drafts.push(
        draft(
          { source: "wms/hamburg", type: RECEIPT, subject: receipt, time, data },
          { channel: MTLS, idempotencykey: receipt },
        ),
      );
      book(scene, random, { receipt, quantity: String(unit === "case" ? count_ * PIECES_PER_CASE : count_), time });
    }
  },
};

function book(
  { receipts: reported, postings }: Scene,
  random: SeededRandom,
  { receipt, quantity, time }: { readonly receipt: string; readonly quantity: string; readonly time: number },
): void {
  reported.push({ receipt, quantity, postedAt: formatInstant(time) });
  postings.push({ receipt, quantity, postedAt: formatInstant(time + random.integer(1, 120) * 60_000) });
}
