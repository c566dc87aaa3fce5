import {
  type Envelope,
  fromBase64url,
  isJsonObject,
  type JsonValue,
  type Statement,
  sha256Hex,
} from "../foundation/index.ts";
import { statementOf } from "../provenance/index.ts";
import type { Part } from "./bundle.ts";
import { partsOf, readPart } from "./bundle-check.ts";

/** Payloads in a bundle: of envelopes, and of logged statements that are shown without the event that they are about. */
const payloadsIn = (parts: readonly Part[]): readonly string[] =>
  [...partsOf(parts, "envelope"), ...partsOf(parts, "statement")].flatMap(payloadOf);

const payloadOf = (value: JsonValue): readonly string[] =>
  isJsonObject(value) && typeof value.payload === "string" ? [value.payload] : [];

/** What the statements in a bundle are known by. */
export const shownDigests = (parts: readonly Part[]): ReadonlySet<string> =>
  new Set(payloadsIn(parts).flatMap((payload) => readPart(() => digestOfPayload(payload)) ?? []));

/** Every statement in a bundle that can be read, by what it is known by. Whether somebody vouches for it is asked elsewhere. */
export function shownStatements(parts: readonly Part[]): ReadonlyMap<string, Statement> {
  const found = new Map<string, Statement>();
  for (const payload of payloadsIn(parts)) {
    const statement = readPart(() => statementOf({ payload } as Envelope));
    if (statement) found.set(digestOfPayload(payload), statement);
  }
  return found;
}

const digestOfPayload = (payload: string): string => sha256Hex(fromBase64url(payload));
