import type { Envelope, Event, Inclusion } from "../../foundation/index.ts";
import { type BatchSettings, createStating, toEntry } from "./stating.ts";

/** A batch, and when it is sealed. */
export interface SealBatchOptions extends BatchSettings {
  readonly at: Date;
}

/**
 * Seals many events with one signature: each statement becomes an entry of the log, and all of them are under one new
 * checkpoint. Resolves when the log is durable; each envelope can then be verified alone, with the log's key among the
 * trusted keys. All events are sealed or none.
 *
 * @throws {ProvenanceError} `disclosures_malformed`, `signing_failed`, `log_contended`
 * @throws {FoundationError} `canonical_unrepresentable`
 */
export async function sealBatch(
  events: readonly Event[],
  { at, ...settings }: SealBatchOptions,
): Promise<readonly Envelope[]> {
  if (events.length === 0) return [];
  const state = createStating(settings, events.length);
  const stated = events.map((event) => state(event, at));
  const inclusions = await settings.log.enter(stated.map(toEntry));
  return stated.map(({ envelope }, place) => ({ ...envelope, inclusion: inclusions[place] as Inclusion }));
}
