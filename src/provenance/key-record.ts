import { canonicalJson, type Envelope, type JsonObject, parseJson, type Seal, utf8 } from "../foundation/index.ts";
import { closed, count, jsonObject, oneOf, readFormat } from "../foundation/shape.ts";
import type { Store } from "../stores/index.ts";
import { parseEnvelope } from "./envelope.ts";
import { ProvenanceError } from "./errors.ts";
import { keyDigest, type PublicJwk } from "./key.ts";
import type { RecordedKeyEvent } from "./key-history.ts";
import { formatLogEntry, toLogEntry } from "./log/entry.ts";
import type { Log } from "./log/log.ts";
import { type KeyEventPredicate, keyEventPredicate } from "./predicates/key-event.ts";
import { predicateType } from "./predicates/predicate.ts";

/** Where the statements about keys lie in a store; padded, so that their order is that of the log. */
const PREFIX = "key-event/";
const keyAt = (index: number): string => `${PREFIX}${String(index).padStart(16, "0")}`;

const shape = closed({ formatVersion: oneOf(1), index: count, sealed: jsonObject });

/** States what happens to a key. @param seal signs as the house; for a rotation, as the new key, too */
export const stateKeyEvent = (key: PublicJwk, event: KeyEventPredicate, seal: Seal): Promise<Envelope> =>
  seal(
    predicateType(keyEventPredicate),
    [{ name: "key", digest: { sha256: keyDigest(key) } }],
    event as unknown as JsonObject,
  );

/**
 * Writes a statement about a key into the store, and its entry into the log, together or not at all; answers the entry's
 * index.
 *
 * @throws {ProvenanceError} `log_contended` when another process appended meanwhile
 */
export async function recordKeyEvent(store: Store, log: Log, sealed: Envelope): Promise<number> {
  const plan = await log.plan([formatLogEntry(toLogEntry(sealed))]);
  const value = utf8(canonicalJson({ formatVersion: 1, index: plan.first, sealed }));
  const result = await store.commit([{ key: keyAt(plan.first), value, expected: "absent" }, ...plan.writes]);
  if (result.committed) {
    plan.accept(result.versions.slice(1));
    return plan.first;
  }
  plan.abandon();
  const { origin } = log;
  const message = `another process appended to the log \`${origin}\`: try again`;
  throw new ProvenanceError("log_contended", message, { origin }, { retryable: true });
}

/**
 * Every statement about keys that a store holds, in the order of the log.
 *
 * @throws {FoundationError} `newer_format`, `format_malformed`
 * @throws {ProvenanceError} `envelope_malformed`
 */
export async function keyEventsIn(store: Store): Promise<readonly RecordedKeyEvent[]> {
  const events: RecordedKeyEvent[] = [];
  for await (const key of store.keys(PREFIX)) {
    const stored = await store.get(key);
    if (stored) events.push(parseKeyEvent(stored.value));
  }
  return events;
}

function parseKeyEvent(bytes: Uint8Array): RecordedKeyEvent {
  const { index, sealed } = readFormat("key event", 1, shape, parseJson(bytes));
  return { index, envelope: parseEnvelope(sealed) };
}
