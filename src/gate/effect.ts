import { changedRecord, type EventRecord, type StoredRecord } from "../evidence/index.ts";
import { type Envelope, type Event, eventIdentity, formatInstant, sha256Hex } from "../foundation/index.ts";
import { effectPredicate, envelopeDigest, stateHouse, statementOf } from "../provenance/index.ts";
import { effectWrites } from "./exceptions.ts";
import type { House } from "./house.ts";

/** How far an effect has come, as its last statement says. */
export type EffectStage = "intended" | "applied" | "failed" | "uncertain";

/** The same for every delivery of the same event. */
export const idempotencyKeyOf = (event: Event): string => sha256Hex(eventIdentity(event));

export function lastStage({ effects }: EventRecord): EffectStage | undefined {
  const last = effects.at(-1);
  return last && (statementOf(last.sealed).predicate.outcome as EffectStage);
}

/** Seals how the effect stands, and waits until that is durable. */
export async function noteEffect(
  { record, version }: StoredRecord,
  stage: EffectStage,
  { consumer = "effect" }: { readonly consumer?: string },
  house: House,
): Promise<StoredRecord> {
  const sealed = stateEffect(record, stage, consumer, house);
  let changed = record;
  const result = await house.committer.commit({
    statements: [sealed],
    size: 6 * JSON.stringify(record).length,
    writes: (index) => {
      changed = { ...record, effects: [...record.effects, { sealed, index }] };
      return [changedRecord(changed, version), ...effectWrites(record, stage, consumer, house)];
    },
  });
  if (!result.committed)
    throw new TypeError(
      "another process runs the effect of the same event: give each process its own share of the events",
    );
  return (await house.ledger.read(record.index)) as StoredRecord;
}

function stateEffect({ envelope }: EventRecord, outcome: EffectStage, consumer: string, { settings }: House): Envelope {
  const subject = { name: "statement", digest: { sha256: envelopeDigest(envelope as Envelope) } };
  return stateHouse(effectPredicate, [subject], {
    formatVersion: 1,
    at: formatInstant(settings.clock.now()),
    outcome,
    consumer,
  });
}
