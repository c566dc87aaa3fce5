import { type Event, isJsonObject, type JsonValue, parseEvent, parseJson } from "../foundation/index.ts";
import { type Capsule, capsuleBytes } from "./capsule.ts";

const MAX_BYTES = 8_388_608;

/** What a capsule holds: the event with its data, or data by itself. */
export interface Held {
  /** Absent for data that came without an event around it. */
  readonly event?: Event;
  readonly data: JsonValue;
  readonly source: string;
}

/** Reads what was held. @throws {FoundationError} what `parseJson` and `parseEvent` throw: bytes that could not be read then cannot be read now */
export function readHeld(capsule: Capsule): Held {
  if (capsule.envelope?.event) return ofEvent(capsule.envelope.event);
  const value = parseJson(capsuleBytes(capsule), { maxBytes: MAX_BYTES });
  const isEvent = isJsonObject(value) && Object.hasOwn(value, "specversion");
  return isEvent ? ofEvent(parseEvent(value)) : { data: value, source: "" };
}

const ofEvent = (event: Event): Held => ({ event, data: event.data ?? null, source: event.source });
