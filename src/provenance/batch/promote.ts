import type { Envelope } from "../../foundation/index.ts";
import { formatLogEntry, toLogEntry } from "../log/entry.ts";
import type { Log } from "../log/log.ts";
import { countersign } from "../seal.ts";
import type { Signer } from "../signer.ts";

/**
 * Gives a statement that a log vouches for a signature of its own, and the envelope with it an entry of its own: the
 * first entry stays, and the second one shows that the signature was there, so that taking it off again shows.
 *
 * @throws {ProvenanceError} `signing_failed`, `log_contended`
 */
export async function promote(
  envelope: Envelope,
  { signer, log }: { readonly signer: Signer; readonly log: Log },
): Promise<Envelope> {
  const signed = await countersign(envelope, signer);
  const [inclusion] = await log.enter([formatLogEntry(toLogEntry(signed))]);
  return { ...signed, ...(inclusion && { inclusion }) };
}
