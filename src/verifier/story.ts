import { type Bundle, isRenewed, type Part, parseBundle, parseRenewed } from "../evidence/index.ts";
import { type Envelope, isIntegrityError, isJsonObject, type JsonObject, type JsonValue } from "../foundation/index.ts";
import { statementOf, type TrustedKeys } from "../provenance/index.ts";
import type { StoryEntry } from "../report/index.ts";

/** What a bundle tells, in order of time. Nothing of it is verified here: the verdict stands above it. */
export function storyOf(bytes: Uint8Array, keys: TrustedKeys): readonly StoryEntry[] {
  const bundle = readable(bytes);
  if (!bundle) return [];
  const notes = notesOf(bundle.parts);
  return partsOf(bundle.parts, "envelope")
    .flatMap((value) => toEntry(value as unknown as Envelope, notes, keys))
    .toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || kinds.indexOf(a.kind) - kinds.indexOf(b.kind));
}

/** Of what happened at one moment, the message comes before what was made of it. */
const kinds: readonly StoryEntry["kind"][] = ["event", "approval", "admission", "effect", "record"];

/** What the manifest says the file is about, as far as it can be read. */
export function headOf(bytes: Uint8Array): JsonObject {
  const bundle = readable(bytes);
  return (bundle && attempt(() => statementOf(bundle.manifest).predicate)) ?? {};
}

/** Of a renewed file, the bundle in it. */
const readable = (bytes: Uint8Array): Bundle | undefined =>
  attempt(() => parseBundle(isRenewed(bytes) ? parseRenewed(bytes).bundle : bytes));

/** What cannot be read is told by the checks. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (isIntegrityError(error)) return undefined;
    throw error;
  }
}

const partsOf = (parts: readonly Part[], kind: Part["kind"]): readonly JsonValue[] =>
  parts.filter((part) => part.kind === kind).map(({ value }) => value);

/** What people were told about each admission, by its id. */
const notesOf = (parts: readonly Part[]): ReadonlyMap<string, JsonObject> =>
  new Map(partsOf(parts, "note").flatMap((note) => (isJsonObject(note) ? [[String(note.admission), note]] : [])));

function toEntry(envelope: Envelope, notes: ReadonlyMap<string, JsonObject>, keys: TrustedKeys): readonly StoryEntry[] {
  const statement = attempt(() => statementOf(envelope));
  if (!statement) return [];
  const kind = kindOf(statement.predicateType);
  const body = statement.predicate as JsonObject;
  return [{ kind, signers: signersOf(envelope, keys), ...tell[kind](body, envelope, notes) }];
}

const kindOf = (predicateType: string): StoryEntry["kind"] =>
  (["admission", "approval", "effect"] as const).find((name) => predicateType.includes(`:predicate:${name}:`)) ??
  (/:predicate:(event|receiving):/.test(predicateType) ? "event" : "record");

function signersOf({ signatures = [] }: Envelope, keys: TrustedKeys): StoryEntry["signers"] {
  return signatures.flatMap((signature) => {
    const keyId = keyIdOf(signature.protected);
    const principal = keys.find(keyId)?.principal;
    return [{ keyId, ...(principal !== undefined && { principal }) }];
  });
}

function keyIdOf(header: string): string {
  try {
    return String(JSON.parse(atob(header.replaceAll("-", "+").replaceAll("_", "/"))).kid);
  } catch {
    // A header that cannot be read is refuted by the checks.
    return "?";
  }
}

type Told = Omit<StoryEntry, "kind" | "signers">;
type Tell = (body: JsonObject, envelope: Envelope, notes: ReadonlyMap<string, JsonObject>) => Told;

const text = (value: JsonValue | undefined): string => (typeof value === "string" ? value : "");

/** One row for each kind of happening. */
const tell: Readonly<Record<StoryEntry["kind"], Tell>> = {
  event(body, { event }) {
    return {
      at: event?.time ?? text(body.at ?? body.receivedAt),
      title: event?.type ?? "",
      source: event?.source ?? "",
      sentences: [],
      codes: [],
      ...(event?.data !== undefined && { data: JSON.stringify(event.data, undefined, 2) }),
    };
  },
  admission(body, _, notes) {
    const note = notes.get(text(body.id));
    const outcome = outcomes.find((one) => one === body.outcome);
    return {
      at: text(body.at),
      title: text(body.heldFor) || text(body.outcome),
      ...(outcome && { outcome }),
      sentences: note ? [text(note.sentence)] : [],
      codes: Array.isArray(body.reasons)
        ? body.reasons.map((reason) => (isJsonObject(reason) ? text(reason.code) : ""))
        : [],
    };
  },
  approval: (body) => ({
    at: text(body.approvedAt),
    title: text(body.verdict),
    sentences: [],
    codes: [text(body.role)],
  }),
  effect: (body) => ({ at: text(body.at), title: text(body.outcome), sentences: [], codes: [text(body.consumer)] }),
  record: (body) => ({ at: text(body.at), title: "", sentences: [], codes: [] }),
};

const outcomes = ["accepted", "held", "refused"] as const;
