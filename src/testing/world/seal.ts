import { type Envelope, formatInstant } from "../../foundation/index.ts";
import {
  approvalPredicate,
  createSeal,
  envelopeDigest,
  predicateType,
  type Signer,
  sealEvent,
} from "../../provenance/index.ts";
import type { Delivery } from "./delivery.ts";
import { ETA } from "./feeds/carriers.ts";
import { TEMPERATURE } from "./feeds/sensors.ts";
import type { Draft, DraftApproval, Scene, Sent } from "./scene.ts";

/** Signs everything that is signed, and puts it in the order of arrival. */
export async function sealScene({ drafts, approvals }: Scene): Promise<readonly Delivery[]> {
  numberStreams(drafts);
  const sealed = new Map<Draft, Sent>();
  for (const some of chunks(drafts.filter(({ of }) => !of)))
    await Promise.all(some.map(async (one) => sealed.set(one, await seal(one))));
  const events = drafts.map((one) => toDelivery(one, sealed.get(one.of ?? one) as Sent));
  const signed = await Promise.all(approvals.map((one) => approve(one, sealed.get(one.of) as Envelope)));
  return [...events, ...signed].sort((left, right) => left.at.getTime() - right.at.getTime());
}

/** Types whose sources number what they say. */
const numbered: ReadonlySet<string> = new Set([ETA, TEMPERATURE]);

/** Each source counts its messages in the order in which it says them. */
function numberStreams(drafts: readonly Draft[]): void {
  const counts = new Map<string, number>();
  const own = drafts.filter(({ of, event }) => !of && numbered.has(event.type));
  for (const one of own.sort((left, right) => left.time - right.time)) {
    const count = (counts.get(one.event.source) ?? 0) + 1;
    counts.set(one.event.source, count);
    one.event = { ...one.event, sequence: String(count).padStart(8, "0") };
  }
}

/** Most signatures that are under way at a time. */
const CHUNK = 256;

function* chunks<Item>(items: readonly Item[]): Iterable<readonly Item[]> {
  for (let from = 0; from < items.length; from += CHUNK) yield items.slice(from, from + CHUNK);
}

const seal = async ({ event, signer, time }: Draft): Promise<Sent> =>
  signer ? sealEvent(event, { signers: [signer], at: new Date(time) }) : event;

const toDelivery = ({ at, channel, onTheWay, fault }: Draft, sent: Sent): Delivery => ({
  at: new Date(at),
  input: onTheWay ? onTheWay(sent) : sent,
  kind: "event",
  options: channel ? { channel } : {},
  ...(fault !== undefined && { fault }),
});

async function approve({ by, at }: DraftApproval, change: Envelope): Promise<Delivery> {
  const input = await sealApproval(by.signer, { statement: envelopeDigest(change), at: new Date(at) });
  return { at: new Date(at), input, kind: "approval", options: {} };
}

/** Somebody's word that what a statement says may be done. */
export function sealApproval(
  signer: Signer,
  { statement, at, reason }: { readonly statement: string; readonly at: Date; readonly reason?: string },
): Promise<Envelope> {
  const subject = { name: "statement", digest: { sha256: statement } };
  const said = { formatVersion: 1, verdict: "approve", role: "approver", approvedAt: formatInstant(at) };
  const body = reason === undefined ? said : { ...said, reason };
  return createSeal([signer])(predicateType(approvalPredicate), [subject], body);
}
