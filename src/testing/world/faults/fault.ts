import type { SeededRandom } from "../../../foundation/index.ts";
import type { Delivery } from "../delivery.ts";
import type { Observations } from "../observations.ts";
import type { Plant, Scene } from "../scene.ts";

/** What is known of a world beside what the house sees. Only the scorer reads it. */
export interface Truth {
  /** Every delivery; those with a fault name it. */
  readonly deliveries: readonly Delivery[];
  /** Faults that are no single delivery. */
  readonly plants: readonly Plant[];
}

/** How one kind of fault fared. */
export interface Caught {
  readonly injected: number;
  readonly caught: number;
  /** What was in order and is blamed for it all the same. */
  readonly false: number;
}

/** What can be wrong in the world: one file each, and a row in `faults.ts`. */
export interface Fault {
  /** What it is called in results. */
  readonly kind: string;
  /** For people: what was done. */
  readonly about: string;
  /** Which part of the house can know. */
  readonly knownBy: "envelope" | "identity" | "contract" | "policy" | "drift" | "watch" | "books";
  /** Puts some of it into a month. */
  readonly plant: (scene: Scene, random: SeededRandom) => void;
  /** How many of them were recognised for what they are. */
  readonly caught: (truth: Truth, seen: Observations) => Caught;
}
