import { type Envelope, type Event, formatInstant, type SeededRandom } from "../../../foundation/index.ts";
import { UNTIL } from "../calendar.ts";
import { ETA } from "../feeds/carriers.ts";
import { ORDER } from "../feeds/orders.ts";
import { RECEIPT } from "../feeds/receipts.ts";
import { TEMPERATURE } from "../feeds/sensors.ts";
import { cleanDrafts, deliverAgain, hours, type Scene, type Sent, sample } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidOf } from "./scoring.ts";

const kind = "replay";

/** What somebody makes of an old message, given the moment at which he sends it again. */
type Again = (at: number) => (sent: Sent) => Sent;

/** With its old signature, as it was. */
const asItWas: Again = () => (sent) => sent;
/** With its old signature, and a new id and time. */
const redated: Again = (at) => (sent) => ({ ...sent, event: fresh((sent as Envelope).event as Event, at) }) as Sent;
/** The old data of a source that signs nothing, as a new event. */
const asNew: Again = (at) => (sent) => fresh(sent as Event, at);

const fresh = (event: Event, at: number): Event => ({ ...event, id: `${event.id}-${at}`, time: formatInstant(at) });

const ways: readonly (readonly [types: readonly string[], again: Again, share: number])[] = [
  [[ETA, ORDER], asItWas, 0.002],
  [[ETA, ORDER], redated, 0.002],
  [[RECEIPT], asNew, 0.003],
  [[TEMPERATURE], asNew, 0.002],
];

/** An old message comes again as if it were news. */
export const replay: Fault = {
  kind,
  about: "an old message was sent again as news",
  knownBy: "identity",
  plant(scene, random) {
    for (const [types, again, share] of ways)
      for (const old of sample(cleanDrafts(scene, ...types), share, random)) resend(scene, old, again, random);
  },
  caught: saidOf(kind, "duplicate", "attributes_match", "identity_reused", "event_replayed", "sequence_repeated"),
};

function resend(scene: Scene, old: Parameters<typeof deliverAgain>[1], again: Again, random: SeededRandom): void {
  const at = Math.min(old.at + hours(random.integer(3, 120)), UNTIL - random.integer(1, 60) * 60_000);
  deliverAgain(scene, old, { at: Math.max(at, old.at + 60_000), fault: kind, onTheWay: again(at) });
}
