import type { Envelope, Event } from "../foundation/index.ts";
import type { House } from "./house.ts";
import type { Passage } from "./passage.ts";

/**
 * Held events of a business key that an event stands for: `supersedes` names the id of an earlier event of the same
 * source, or the key and a sequence, `PO-1#000012`, for everything up to it. An event that its source has signed is not
 * set aside by one that anybody may have sent.
 */
export async function supersededBy(
  { event, provenance }: Passage,
  ids: readonly string[],
  { shelf }: House,
): Promise<readonly string[]> {
  const named = event?.supersedes;
  if (!event || typeof named !== "string") return [];
  const found: string[] = [];
  for (const id of ids) {
    const envelope = (await shelf.show(id))?.capsule?.envelope;
    const isWeaker = isSigned(envelope) && provenance?.signedBy !== "source";
    if (envelope?.event && !isWeaker && isMeant(envelope.event, event, named)) found.push(id);
  }
  return found;
}

const isSigned = (envelope: Envelope | null | undefined): boolean => (envelope?.signatures?.length ?? 0) > 0;

function isMeant(held: Event, { source, subject }: Event, named: string): boolean {
  if (held.source !== source) return false;
  const upTo = named.startsWith(`${subject}#`) ? named.slice(`${subject}#`.length) : undefined;
  // Sequences of a stream are digits of one length: their order as texts is their order.
  return held.id === named || (upTo !== undefined && held.sequence !== undefined && held.sequence <= upTo);
}

/** Closes what an accepted event stands for. A crash before this leaves it held, and nothing is lost. */
export async function closeSuperseded({ event, superseded = [] }: Passage, { shelf, settings }: House): Promise<void> {
  if (!event) return;
  const order = { by: settings.name, reason: `the event \`${event.id}\` stands for it`, event: event.id };
  for (const id of superseded) await shelf.supersede(id, { ...order, at: settings.clock.now() });
}
