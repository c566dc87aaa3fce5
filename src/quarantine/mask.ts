import { type Classification, type Contract, withoutClassified } from "../contracts/index.ts";
import { type Event, eventAttributes, isIntegrityError, type JsonObject, type JsonValue } from "../foundation/index.ts";
import type { Capsule } from "./capsule.ts";
import { readHeld } from "./held-event.ts";

/** What somebody may see of a capsule who may not see all classified values. Nothing in it can be turned back into the event. */
export interface MaskedCapsule
  extends Pick<Capsule, "id" | "admission" | "heldFor" | "heldAt" | "contract" | "findings"> {
  readonly key?: string;
  /** The event with its classified values kept back; without a contract, which alone could tell, with all of its data kept back. Absent for what is no event. */
  readonly event?: JsonObject;
}

/**
 * A capsule for those who may not see values that its contract classifies as personal or confidential, but for the
 * classes that `sees` names. Findings hold no such values in the first place. What is no event is kept back as a whole: nobody can tell what is in it.
 */
export function maskCapsule(
  capsule: Capsule,
  contract: Contract | undefined,
  sees: readonly Classification[] = [],
): MaskedCapsule {
  const { id, admission, heldFor, heldAt, key, contract: named, findings } = capsule;
  const event = eventOf(capsule);
  return {
    id,
    admission,
    heldFor,
    heldAt,
    ...(key !== undefined && { key }),
    contract: named,
    findings,
    ...(event && { event: { ...eventAttributes(event), data: maskedData(event, contract, sees) } }),
  };
}

const maskedData = (
  { data = null }: Event,
  contract: Contract | undefined,
  sees: readonly Classification[],
): JsonValue => (contract ? withoutClassified(contract, data, sees) : "[kept back]");

function eventOf(capsule: Capsule): Event | undefined {
  try {
    return readHeld(capsule).event;
  } catch (error) {
    if (isIntegrityError(error)) return undefined;
    throw error;
  }
}
