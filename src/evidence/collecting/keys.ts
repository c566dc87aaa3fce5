import type { Envelope, JsonValue } from "../../foundation/index.ts";
import {
  formatTrustedKeys,
  keyDigest,
  keyEventSubject,
  type TrustedKeys,
  trustedKeys,
} from "../../provenance/index.ts";
import type { Part } from "../bundle.ts";
import { keyIdsOf } from "../check-keys.ts";
import type { CollectOptions } from "./options.ts";
import type { Show } from "./proofs.ts";
import { envelopePart } from "./records.ts";

/** What the log tells of the keys that are shown, each once, behind everything that they signed. */
export async function* withKeyEvents(
  parts: AsyncIterable<Part>,
  size: number,
  show: Show,
  { keys, keyEvents = [] }: CollectOptions,
): AsyncIterable<Part> {
  const signed = new Set<string>();
  yield* notingSigners(parts, signed);
  const shown = new Set(keys ? shownKeys(keys, signed).map(({ key }) => keyDigest(key)) : []);
  for (const { envelope, index } of keyEvents)
    if (index < size && shown.has(keyEventSubject(envelope) ?? ""))
      yield envelopePart(await show({ sealed: envelope, index }));
}

/** The public keys that signed what is in the bundle, as far as they are known, go last. */
export async function* withKeys(parts: AsyncIterable<Part>, { keys }: CollectOptions): AsyncIterable<Part> {
  const signed = new Set<string>();
  yield* notingSigners(parts, signed);
  if (keys) yield keysPart(keys, signed);
}

async function* notingSigners(parts: AsyncIterable<Part>, signed: Set<string>): AsyncIterable<Part> {
  for await (const part of parts) {
    if (part.kind === "envelope") for (const id of keyIdsOf([part.value as unknown as Envelope])) signed.add(id);
    yield part;
  }
}

/** The house's own key signs the manifest, which is made last; logs sign checkpoints. Both go along in any case. */
const shownKeys = ({ keys }: TrustedKeys, signed: ReadonlySet<string>): TrustedKeys["keys"] =>
  keys.filter(({ keyId, roles }) => signed.has(keyId) || roles.includes("receiver") || roles.includes("log"));

function keysPart(keys: TrustedKeys, signed: ReadonlySet<string>): Part {
  const shown = new Set(shownKeys(keys, signed).map(({ keyId }) => keyId));
  const entries = formatTrustedKeys(keys).keys.filter(({ keyId = "" }) => shown.has(keyId));
  return { kind: "keys", value: formatTrustedKeys(trustedKeys(entries)) as unknown as JsonValue };
}
