import { changedRecord, type EventRecord, isRecordKey, type StoredRecord } from "../evidence/index.ts";
import { type Envelope, type Event, eventIdentity, formatInstant, sha256Hex } from "../foundation/index.ts";
import { effectPredicate, envelopeDigest, stateHouse, statementOf } from "../provenance/index.ts";
import type { Version, Write } from "../stores/index.ts";
import { effectWrites } from "./exceptions.ts";
import type { House } from "./house.ts";

/** How far an effect has come, as its last statement says. */
export type EffectStage = "intended" | "applied" | "failed" | "uncertain";

/** Whose effect it is. Default `effect`. */
export interface Consumer {
  readonly consumer?: string;
}

/** The same for every delivery of the same event. */
export const idempotencyKeyOf = (event: Event): string => sha256Hex(eventIdentity(event));

/** Whose turn it is with the effect of a record. */
export const effectTurn = (index: number): string => `effect ${index}`;

/** An effect that is written down as intended. It is the holder's turn with it until that is left. */
export interface Intended {
  readonly stored: StoredRecord;
  leave(): void;
}

export function lastStage({ effects }: EventRecord): EffectStage | undefined {
  const last = effects.at(-1);
  return last && (statementOf(last.sealed).predicate.outcome as EffectStage);
}

/** Seals how the effect stands, and waits until that is durable, together with what more is to be written. */
export async function noteEffect(
  stored: StoredRecord,
  stage: EffectStage,
  whose: Consumer,
  house: House,
): Promise<StoredRecord> {
  const noted = await tryNoteEffect(stored, stage, whose, [], house);
  if (!noted) throw anotherProcess();
  return noted;
}

/** The same, with more writes: all of it becomes durable, or nothing, when one of those was written by somebody else. */
export async function tryNoteEffect(
  { record, version, size }: StoredRecord,
  stage: EffectStage,
  { consumer = "effect" }: Consumer,
  more: readonly Write[],
  house: House,
): Promise<StoredRecord | undefined> {
  const sealed = stateEffect(record.envelope as Envelope, stage, consumer, house);
  let changed = record;
  let bytes = 0;
  const result = await house.committer.commit({
    statements: [sealed],
    size: size + sealed.payload.length,
    writes: (index) => {
      changed = { ...record, effects: [...record.effects, { sealed, index }] };
      const own = changedRecord(changed, version);
      bytes = own.value.length;
      return [own, ...effectWrites(record, stage, consumer, house), ...more];
    },
  });
  if (result.committed) return { record: changed, version: result.versions[0] as Version, size: bytes };
  if (result.conflicts.some(({ key }) => isRecordKey(key))) throw anotherProcess();
  return undefined;
}

const anotherProcess = (): TypeError =>
  new TypeError("another process runs the effect of the same event: give each process its own share of the events");

/** The statement of how the effect of an event stands. */
export function stateEffect(envelope: Envelope, outcome: EffectStage, consumer: string, { settings }: House): Envelope {
  const subject = { name: "statement", digest: { sha256: envelopeDigest(envelope) } };
  return stateHouse(effectPredicate, [subject], {
    formatVersion: 1,
    at: formatInstant(settings.clock.now()),
    outcome,
    consumer,
  });
}
