import type { SeededRandom } from "../../foundation/index.ts";
import type { FaultyStore } from "../faulty-store.ts";
import type { Delivery } from "../world/delivery.ts";

/** A part that the house asks, and that can be out of reach. */
export type Part = "keys" | "records" | "contracts" | "approvals";

/** What can be switched while a month goes on. */
export interface Switches {
  readonly store: FaultyStore;
  /** Makes a part unreachable, or reachable again. */
  readonly cut: (part: Part, down: boolean) => void;
  /** How far the house's clock is off, in milliseconds. */
  readonly shiftClock: (byMs: number) => void;
  /** How long senders wait for an answer; for ever when `undefined`. */
  readonly waitAtMost: (deadlineMs: number | undefined) => void;
}

/** One thing that goes wrong for a while. To add one, write its file and list it in `scenarios.ts`. */
export interface Scenario {
  readonly name: string;
  /** For people: what goes wrong. */
  readonly about: string;
  readonly begin?: (switches: Switches) => void;
  readonly end?: (switches: Switches) => void;
  /** What the network makes of the deliveries while it lasts: those that arrive, and those that must be sent again. */
  readonly transport?: (sent: readonly Delivery[], random: SeededRandom) => Transported;
}

/** What became of messages on their way: those that arrive, and those that their senders must send again. */
export interface Transported {
  readonly arriving: readonly Delivery[];
  readonly lost: readonly Delivery[];
}
