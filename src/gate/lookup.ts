import { canonicalJson, type Event, isIntegrityError, type JsonObject, parseJson } from "../foundation/index.ts";
import { GateError } from "./errors.ts";
import type { Settings } from "./settings.ts";

/** The fact `known`. @throws {GateError} `lookup_failed`: what cannot be asked is not taken for empty. */
export async function lookUp(event: Event, { lookup }: Settings): Promise<{ readonly known?: JsonObject }> {
  if (!lookup) return {};
  try {
    // A copy: whoever answered may go on changing what is his.
    return { known: parseJson(canonicalJson(await lookup(event))) as JsonObject };
  } catch (cause) {
    throw isIntegrityError(cause) ? cause : lookupFailed(cause);
  }
}

const lookupFailed = (cause: unknown): GateError =>
  new GateError("lookup_failed", "the house's own records gave no answer", {}, { cause, retryable: true });
