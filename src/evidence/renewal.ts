import {
  canonicalJson,
  combineStatus,
  concatBytes,
  type Envelope,
  formatInstant,
  fromUtf8,
  type JsonObject,
  type JsonValue,
  parseJson,
  type Seal,
  type Status,
  sha256Hex,
  toHex,
  utf8,
} from "../foundation/index.ts";
import { anyJson, closed, instant, listOf, matching, oneOf, readFormat, readShape, text } from "../foundation/shape.ts";
import { predicateType, renewalPredicate } from "../provenance/index.ts";
import { MAX_BYTES } from "./bundle.ts";
import { EvidenceError } from "./errors.ts";

/** An old bundle, byte for byte, under newer signatures. See `docs/formats/renewed.md`. */
export interface RenewedBundle {
  readonly bundle: Uint8Array;
  /** Oldest first. */
  readonly renewals: readonly Envelope[];
}

/** What a renewal states: who renewed believes that the bundle was proven then, and takes its bytes under a longer hash. */
export interface Renewal {
  readonly formatVersion: 1;
  readonly renewedAt: string;
  /** What a verification came to then. */
  readonly verdict: { readonly status: Status; readonly at: string };
  /** SHA-512 over the bundle's bytes and all earlier renewals, hexadecimal. */
  readonly sha512: string;
}

const MOST_RENEWALS = 100;
/** How the file begins; a bundle begins with its version. */
const START = utf8('{"bundle":');

const fileShape = closed({ formatVersion: oneOf(1), bundle: text, renewals: listOf(anyJson) });
const renewalShape = closed({
  formatVersion: oneOf(1),
  renewedAt: instant,
  verdict: closed({ status: oneOf("proven", "refuted", "unknown"), at: instant }),
  sha512: matching(/^[0-9a-f]{128}$/, "128 lower-case hexadecimal digits"),
});

/** Whether a file is a renewed bundle, by how it begins. */
export const isRenewed = (bytes: Uint8Array): boolean => START.every((byte, at) => bytes[at] === byte);

/**
 * Reads a renewed bundle's outer form, in its one spelling.
 *
 * @throws {FoundationError} `json_…`, `newer_format`, `format_malformed`
 * @throws {EvidenceError} `bundle_malformed`
 */
export function parseRenewed(bytes: Uint8Array): RenewedBundle {
  const value = parseJson(bytes, { maxBytes: MAX_BYTES });
  const { bundle, renewals } = readFormat("renewed evidence bundle", 1, fileShape, value);
  if (renewals.length === 0 || renewals.length > MOST_RENEWALS)
    throw malformed(`${renewals.length} renewals are here: 1 to ${MOST_RENEWALS} are read`);
  if (`${canonicalJson(value)}\n` !== fromUtf8(bytes)) throw malformed("the file is not in canonical spelling");
  return { bundle: utf8(bundle), renewals: renewals as unknown as readonly Envelope[] };
}

export const formatRenewed = ({ bundle, renewals }: RenewedBundle): Uint8Array =>
  utf8(`${canonicalJson({ formatVersion: 1, bundle: fromUtf8(bundle), renewals })}\n`);

/** @throws {FoundationError} `format_malformed` */
export const readRenewal = (predicate: unknown): Renewal =>
  readShape("renewal", renewalShape, predicate as JsonValue) as Renewal;

/** SHA-512 over the bundle and the renewals before this one: whatever weakens of theirs, this holds them together. */
export async function chainDigest(bundle: Uint8Array, earlier: readonly Envelope[]): Promise<string> {
  const bytes = concatBytes(bundle, ...earlier.map((renewal) => utf8(`${canonicalJson(renewal)}\n`)));
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-512", bytes as BufferSource)));
}

export interface SealRenewalOptions {
  /** Signs as a receiver, with a key and an algorithm that are good for the years to come. */
  readonly seal: Seal;
  readonly at: Date;
  /** What the verification of the file came to. */
  readonly status: Status;
}

/**
 * Takes a bundle, renewed before or not, under a further signature (RFC 4998). Renew while what is there still holds.
 *
 * @throws {EvidenceError} `renewal_refused` for a file that is not proven, `bundle_malformed`
 */
export async function sealRenewal(file: Uint8Array, { seal, at, status }: SealRenewalOptions): Promise<Uint8Array> {
  if (combineStatus([status]) !== "proven") throw refused(status);
  const { bundle, renewals } = isRenewed(file) ? parseRenewed(file) : { bundle: file, renewals: [] };
  const renewedAt = formatInstant(at);
  const body = {
    formatVersion: 1,
    renewedAt,
    verdict: { status, at: renewedAt },
    sha512: await chainDigest(bundle, renewals),
  };
  const subject = { name: "bundle", digest: { sha256: sha256Hex(bundle) } };
  const renewal = await seal(predicateType(renewalPredicate), [subject], body as JsonObject);
  return formatRenewed({ bundle, renewals: [...renewals, renewal] });
}

const refused = (status: Status): EvidenceError =>
  new EvidenceError(
    "renewal_refused",
    `the file is ${status}, and a renewal would say that it was proven: verify it to see why`,
    { status },
  );

const malformed = (problem: string): EvidenceError =>
  new EvidenceError("bundle_malformed", `not a renewed bundle: ${problem}`, { problem });
