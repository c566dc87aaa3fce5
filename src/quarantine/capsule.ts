import {
  canonicalJson,
  type Envelope,
  type Finding,
  formatInstant,
  fromBase64,
  type HeldFor,
  heldForReasons,
  type JsonObject,
  parseJson,
  type Random,
  sha256Hex,
  systemRandom,
  toBase64,
  toBase64url,
} from "../foundation/index.ts";
import { closed, jsonObject, listOf, oneOf, readFormat, type Shape, sha256, text } from "../foundation/shape.ts";
import { parseEnvelope } from "../provenance/index.ts";
import { QuarantineError } from "./errors.ts";
import { instantText, orNull, random16, shortText } from "./shapes.ts";

/** The contract that the event was held against. */
export interface CapsuleContract {
  readonly id: string;
  readonly version: string;
  /** SHA-256 of the contract's canonical JSON, in hexadecimal. */
  readonly digest: string;
}

/** One held event with everything needed to judge it again. The byte-exact page is `docs/formats/capsule.md`. */
export interface Capsule {
  readonly formatVersion: 1;
  /** 16 random bytes, base64url. */
  readonly id: string;
  /** The admission that held it. */
  readonly admission: string;
  readonly heldFor: HeldFor;
  readonly heldAt: string;
  /** The business key, in whose order events are released. */
  readonly key?: string;
  /** The event as it arrived, base64. */
  readonly bytes: string;
  /** SHA-256 of those bytes. Its content can be guessed from it: it never leaves the house. */
  readonly sha256: string;
  /** 16 random bytes, base64url: the capsule's own digest says nothing to those who do not know them. */
  readonly salt: string;
  readonly contract: CapsuleContract | null;
  readonly findings: readonly Finding[];
  /** What the drift watch knew just before it looked at the event. */
  readonly detector: JsonObject | null;
  readonly envelope: Envelope | null;
}

/** What is to be held. */
export interface HeldEvent {
  readonly admission: string;
  readonly heldFor: HeldFor;
  readonly at: Date;
  readonly bytes: Uint8Array;
  readonly key?: string;
  readonly contract?: CapsuleContract;
  readonly findings?: readonly Finding[];
  readonly detector?: JsonObject;
  readonly envelope?: Envelope;
}

/** Largest event that is held, and largest capsule around it, in bytes: both fit a store's largest value. */
const MAX_EVENT = 8_388_608;
const MAX_CAPSULE = 16_000_000;

const finding: Shape<Finding> = closed({
  code: text,
  severity: oneOf("info", "warning", "error"),
  path: text,
  sentence: text,
  facts: jsonObject,
});

/** Names one version of a contract. */
export const contractRef: Shape<CapsuleContract> = closed({ id: shortText, version: shortText, digest: sha256 });

const shape: Shape<Capsule> = closed(
  {
    formatVersion: oneOf(1),
    id: random16,
    admission: shortText,
    heldFor: oneOf(...heldForReasons),
    heldAt: instantText,
    bytes: text,
    sha256,
    salt: random16,
    contract: orNull(contractRef),
    findings: listOf(finding),
    detector: orNull(jsonObject),
    envelope: orNull(jsonObject as Shape<unknown> as Shape<Envelope>),
  },
  { key: shortText },
);

/**
 * Puts an event into a capsule: a copy of everything that was handed over.
 *
 * @throws {QuarantineError} `capsule_too_large` for an event of more than 8 MiB or a capsule of more than 16 MB.
 * @throws {FoundationError} `canonical_unrepresentable` for findings that JSON cannot say, `format_malformed`
 * @throws {QuarantineError} `capsule_altered`
 */
export function createCapsule(held: HeldEvent, { random = systemRandom }: { readonly random?: Random } = {}): Capsule {
  const { admission, heldFor, at, bytes, key, contract = null, findings = [], detector = null, envelope = null } = held;
  if (bytes.length > MAX_EVENT) throw tooLarge("event", bytes.length, MAX_EVENT);
  const capsule = {
    formatVersion: 1,
    id: toBase64url(random.bytes(16)),
    admission,
    heldFor,
    heldAt: formatInstant(at),
    ...(key !== undefined && { key }),
    bytes: toBase64(bytes),
    sha256: sha256Hex(bytes),
    salt: toBase64url(random.bytes(16)),
    contract,
    findings,
    detector,
    envelope,
  };
  return readCapsuleText(canonicalJson(capsule));
}

/** The capsule's canonical JSON. */
export const formatCapsule = (capsule: Capsule): string => canonicalJson(capsule);

/** Reads the canonical JSON of a capsule. Throws as {@link parseCapsule}, and whatever `parseJson` throws. */
export function readCapsuleText(json: string | Uint8Array): Capsule {
  if (json.length > MAX_CAPSULE) throw tooLarge("capsule", json.length, MAX_CAPSULE);
  // The data of an envelope's event may itself be nested 64 levels deep.
  return parseCapsule(parseJson(json, { maxBytes: MAX_CAPSULE, maxDepth: 80 }));
}

/**
 * Reads a capsule and compares its bytes with their digest.
 *
 * @throws {QuarantineError} `capsule_altered`
 * @throws {FoundationError} `newer_format`, `format_malformed`, `bytes_encoding`
 * @throws {ProvenanceError} `envelope_malformed`, `disclosures_malformed`
 */
export function parseCapsule(value: unknown): Capsule {
  const capsule = readFormat("capsule", 1, shape, value);
  if (sha256Hex(capsuleBytes(capsule)) !== capsule.sha256) throw altered(capsule);
  return { ...capsule, envelope: capsule.envelope && parseEnvelope(capsule.envelope) };
}

/** The event as it arrived. */
export const capsuleBytes = ({ bytes }: Capsule): Uint8Array => fromBase64(bytes);

const tooLarge = (of: "event" | "capsule", size: number, limit: number): QuarantineError =>
  new QuarantineError("capsule_too_large", `${size} bytes are more than the ${limit} of one ${of}`, {
    of,
    size,
    limit,
  });

const altered = ({ id }: Capsule): QuarantineError =>
  new QuarantineError("capsule_altered", `the bytes in capsule \`${id}\` are not those that were held`, { id });
