import { type CompiledContract, restoreDriftWatch } from "../contracts/index.ts";
import type { Finding, JsonObject, JsonValue } from "../foundation/index.ts";

/** What would keep an event's data from going on: what breaks its contract, and what does not look as it used to. */
export type Judge = (data: JsonValue, source: string) => readonly Finding[];

/**
 * How often one event is looked at. A suspicion takes several events to rise and as many to fall: an event that is looked
 * at this often is judged as if all of them were like it, whatever was suspected before.
 */
const LOOKS = 8;

/**
 * Judges events one by one, each by itself and none for the company it comes in: of held events some may have been right.
 * Nothing is learned. The snapshot is what the drift watch has learned; without one only the contract is asked.
 *
 * @throws {ContractsError} `snapshot_of_other_contract`
 * @throws {FoundationError} `newer_format`, `format_malformed`
 */
export function createJudge(compiled: CompiledContract, snapshot: JsonObject | null): Judge {
  const look = snapshot ? createLook(compiled, snapshot) : () => [];
  return (data, source) => [...compiled.validate(data, { source }), ...look(data)].filter(isAgainst);
}

/** What does not look as it used to, of one event by itself. */
export type Look = (data: JsonValue) => readonly Finding[];

const isAgainst = ({ severity }: Finding): boolean => severity === "error";

/** What is found of one event: its shape, and what its numbers measure. How often things occur is not for one event to show. */
const ofOneEvent = ({ code }: Finding): boolean => code.startsWith("unit_") || code.startsWith("shape_");

/** Looks at events as a drift watch does, one by one and each by itself. Throws as {@link createJudge}. */
export function createLook(compiled: CompiledContract, snapshot: JsonObject): Look {
  let watch = restoreDriftWatch(compiled, snapshot);
  return (data) => {
    let found: readonly Finding[] = [];
    for (let look = 0; look < LOOKS; look++) found = watch.inspect(data).filter(ofOneEvent);
    // What one event made it suspect must not be held against the next.
    if (found.length > 0) watch = restoreDriftWatch(compiled, snapshot);
    return found;
  };
}
