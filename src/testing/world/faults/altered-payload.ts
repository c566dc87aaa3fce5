import type { Envelope, Event, JsonObject } from "../../../foundation/index.ts";
import { ORDER } from "../feeds/orders.ts";
import { cleanDrafts, type Sent, victims } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidOf } from "./scoring.ts";

const kind = "altered_payload";

/** Somebody on the way sends the goods, or the money, elsewhere. */
export const alteredPayload: Fault = {
  kind,
  about: "a signed order was changed on the way",
  knownBy: "envelope",
  plant(scene, random) {
    for (const one of victims(kind, cleanDrafts(scene, ORDER), { share: 0.02, random })) one.onTheWay = altered;
  },
  caught: saidOf(kind, "data_match"),
};

function altered(sent: Sent): Sent {
  const event = (sent as Envelope).event as Event;
  return { ...sent, event: { ...event, data: { ...(event.data as JsonObject), supplier: "SUP-666" } } } as Sent;
}
