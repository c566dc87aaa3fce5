import { draft } from "../scene.ts";
import { anyTime, type Feed, numbered } from "./feed.ts";

export const ETA = "shipment.eta.changed";

/** Two carriers say when shipments will arrive, in minutes. They sign, and number what they say. */
export const carriers: Feed = {
  name: "carriers",
  share: 0.3,
  fill({ actors, drafts }, random, count) {
    for (const [at, time] of anyTime(random, count).entries()) {
      const { principal, signer } = random.pick(actors.carriers);
      const shipment = numbered("SHP", at);
      const etaMinutes = Math.max(5, Math.round(Math.exp(4.5 + 0.45 * random.normal())));
      const reason = random.next() < 0.1 && { reason: "port congestion" };
      const data = { shipment, etaMinutes, ...reason };
      drafts.push(draft({ source: `carrier/${principal}`, type: ETA, subject: shipment, time, data }, { signer }));
    }
  },
};
