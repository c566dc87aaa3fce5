import {
  type Envelope,
  type Event,
  formatInstant,
  type JsonObject,
  type JsonValue,
  type SeededRandom,
  seededRandom,
  sha256Hex,
} from "../../foundation/index.ts";
import type { Channel, Signer } from "../../provenance/index.ts";
import type { Actor, Actors } from "./actors.ts";
import { HOUR_MS } from "./calendar.ts";
import { dataschemaOf } from "./contracts.ts";

/** What travels: a signed envelope, or an event of a source that signs nothing. */
export type Sent = Envelope | Event;

/** A message before it is sealed and sent. Faults change it, or what happens to it on the way. */
export interface Draft {
  /** When it is said, in milliseconds. */
  readonly time: number;
  /** When it arrives. */
  at: number;
  event: Event;
  signer?: Signer;
  readonly channel?: Channel;
  /** The message that this one is another delivery of; `event` is then only for looking at. */
  readonly of?: Draft;
  onTheWay?: (sent: Sent) => Sent;
  fault?: string | undefined;
}

/** An approver's signature under a change. */
export interface DraftApproval {
  readonly of: Draft;
  readonly by: Actor;
  readonly at: number;
}

/** A fault that is no single message: a feed for some time, or a row of a table. */
export interface Plant {
  readonly kind: string;
  /** The source, or the row's key. */
  readonly on: string;
  readonly from: number;
  readonly until: number;
}

/** One posting of the ERP, or what the warehouse reported of it, in single pieces. */
export interface Posting extends JsonObject {
  readonly receipt: string;
  readonly quantity: string;
  readonly postedAt: string;
}

/** A row of the supplier table. */
export interface Supplier {
  readonly supplier: string;
  readonly currency: string;
}

/** What the quality department's register says of a certificate. */
export interface Certificate {
  readonly certificate: string;
  readonly supplier: string;
  readonly validFrom: string;
  readonly validUntil: string;
}

/** A stretch of time in which one cold room is free for one fault: neighbours must be honest while one of them is not. */
export interface Slot {
  readonly room: string;
  readonly sensors: readonly [string, ...string[]];
  readonly from: number;
}

/** A world while it is made. */
export interface Scene {
  readonly seed: number;
  /** About how many events. */
  readonly events: number;
  readonly actors: Actors;
  readonly drafts: Draft[];
  readonly approvals: DraftApproval[];
  readonly suppliers: readonly Supplier[];
  readonly certificates: Certificate[];
  /** What the warehouse reported and the ERP booked. */
  readonly receipts: Posting[];
  readonly postings: Posting[];
  /** Bank accounts by supplier: as the month begins, and as the ERP's table has them in the end. */
  readonly opening: Map<string, string>;
  readonly accounts: Map<string, string>;
  readonly slots: Slot[];
  readonly plants: Plant[];
}

/** Chance of one part of the world alone: another part that asks more often changes nothing here. */
export const randomOf = (seed: number, part: string): SeededRandom =>
  seededRandom(Number.parseInt(sha256Hex(`${seed} ${part}`).slice(0, 13), 16));

/** Every feed comes over a queue that keeps its order. */
const LATENCY_MS = 20_000;

/** A message about something, said at a moment. */
export function draft(
  about: {
    readonly source: string;
    readonly type: string;
    readonly subject: string;
    readonly time: number;
    readonly data: JsonValue;
  },
  how: Pick<Draft, "signer" | "channel"> & { readonly idempotencykey?: string } = {},
): Draft {
  const { time, ...attributes } = about;
  const { idempotencykey, ...sender } = how;
  const event: Event = {
    specversion: "1.0",
    id: `${about.subject}-${time}`,
    ...attributes,
    time: formatInstant(time),
    datacontenttype: "application/json",
    dataschema: dataschemaOf(about.type),
    ...(idempotencykey !== undefined && { idempotencykey }),
  };
  return { time, at: time + LATENCY_MS, event, ...sender };
}

export const dataOf = ({ event }: Draft): JsonObject => event.data as JsonObject;

/** Says something else than it would have said, before anybody signs it. */
export function sayInstead(one: Draft, data: JsonObject): void {
  one.event = { ...one.event, data };
}

/** Another delivery of a message. */
export function deliverAgain(scene: Scene, one: Draft, how: Pick<Draft, "at" | "fault" | "onTheWay">): void {
  const { time, event, channel } = one;
  scene.drafts.push({ time, event, of: one, ...(channel && { channel }), ...how });
}

/** Messages of some types with which nothing is wrong yet. */
export const cleanDrafts = ({ drafts }: Scene, ...types: readonly string[]): readonly Draft[] =>
  drafts.filter(({ fault, of, event }) => !fault && !of && types.includes(event.type));

/** At least three of what is there, so that every world has some of each kind. */
export function sample<Item>(items: readonly Item[], share: number, random: SeededRandom): readonly Item[] {
  const pool = [...items];
  const count = Math.min(pool.length, Math.max(3, Math.round(items.length * share)));
  return Array.from({ length: count }, () => pool.splice(random.integer(0, pool.length - 1), 1)[0] as Item);
}

/** Takes some clean messages and marks them: no message has two faults. */
export function victims(
  kind: string,
  among: readonly Draft[],
  { share, random }: { readonly share: number; readonly random: SeededRandom },
): readonly Draft[] {
  const taken = sample(among, share, random);
  for (const one of taken) one.fault = kind;
  return taken;
}

/** A free slot of a cold room. @throws {RangeError} when more faults ask for one than the month has. */
export function takeSlot({ slots }: Scene): Slot {
  const slot = slots.pop();
  if (!slot) throw new RangeError("the month has no slot left: fewer faults on sensors, or shorter ones");
  return slot;
}

export const hours = (count: number): number => count * HOUR_MS;
