import {
  createExceptionQueue,
  type ExceptionQueue,
  type ExceptionQueueOptions,
  type Occurrence,
} from "../../src/exceptions/index.ts";
import { type Clock, seededRandom } from "../../src/foundation/index.ts";
import { memoryStore, type Store } from "../../src/stores/index.ts";
import { manualClock, start } from "../gate/support.ts";

export const at = start;

/** One thing that was stopped, of the cause `etaMinutes` unless told otherwise. */
export const stopped = (ref: string, change: Partial<Occurrence> = {}): Occurrence => ({
  kind: "held_event",
  cause: {
    code: "value_out_of_range",
    sentence: "`/etaMinutes` is a number, `-5`; expected a number >= 0",
    stream: "carrier-eta",
    place: "/data/etaMinutes",
  },
  ref,
  at,
  key: `SHP-${ref}`,
  tier: "low",
  action: "repair and release, or discard",
  ...change,
});

/** Another cause, by its code. */
export const because = (code: string, sentence = code): Occurrence["cause"] => ({
  code,
  sentence,
  stream: "carrier-eta",
  place: "",
});

export interface Desk {
  readonly queue: ExceptionQueue;
  readonly store: Store;
  readonly clock: Clock & { advance(ms: number): void };
}

export function desk(options: ExceptionQueueOptions = {}, store: Store = memoryStore()): Desk {
  const clock = manualClock();
  return { queue: createExceptionQueue(store, { clock, random: seededRandom(1), ...options }), store, clock };
}

export const order = { by: "erika", reason: "I look into it" };
export const HOUR = 3_600_000;
