import {
  canonicalJson,
  type Envelope,
  formatInstant,
  fromUtf8,
  type JsonObject,
  type JsonValue,
  parseJson,
  type Seal,
  sha256Hex,
  utf8,
} from "../foundation/index.ts";
import { anyJson, closed, listOf, oneOf, readFormat, text } from "../foundation/shape.ts";
import { manifestPredicate, predicateType } from "../provenance/index.ts";
import { EvidenceError } from "./errors.ts";
import type { PartKind } from "./part-kinds.ts";
import { memorySpool, type Spool } from "./spool.ts";

/** For whom a bundle is made: `external` ones hold no value that is classified, and nothing that people were told in the house. */
export type Audience = "internal" | "external";

/** One piece of evidence. What its value is, depends on its kind: see `docs/formats/bundle.md`. */
export interface Part {
  readonly kind: PartKind;
  readonly value: JsonValue;
}

/** An evidence bundle as it is read: nothing of it is believed before it is verified. */
export interface Bundle {
  readonly formatVersion: number;
  readonly manifest: Envelope;
  readonly parts: readonly Part[];
}

/** What the manifest says about one part, at the same place in its list. */
export interface PartDigest {
  readonly kind: string;
  readonly sha256: string;
}

/** The version that is written. Every earlier one is read. */
export const BUNDLE_FORMAT_VERSION = 2;
const MAX_PARTS = 1_000_000;
/** Largest bundle that is read: 1 GiB. */
export const MAX_BYTES: number = 2 ** 30;

const partShape = closed({ kind: text, value: anyJson });
const shape = closed({ formatVersion: oneOf(1, 2), manifest: anyJson, parts: listOf(partShape) });

export interface SealBundleOptions {
  /** What it tells: a business key, or the name of a run. */
  readonly about: string;
  readonly audience: Audience;
  readonly at: Date;
  /** Signs the manifest as the receiver. */
  readonly seal: Seal;
}

/**
 * Puts parts under a signed manifest and writes the file.
 *
 * @throws {EvidenceError} `bundle_too_large`
 */
export async function sealBundle(
  parts: Iterable<Part> | AsyncIterable<Part>,
  options: SealBundleOptions,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of sealBundlePieces(parts, memorySpool(), options)) pieces.push(piece);
  return joined(pieces);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

/**
 * The same in pieces, to be written one after the other. Each part is turned into its bytes as it comes, and waits in
 * the spool: what is held in memory is the digest of each, and whatever the spool holds there.
 *
 * @throws {EvidenceError} `bundle_too_large`, and what the spool throws
 */
export async function* sealBundlePieces(
  parts: Iterable<Part> | AsyncIterable<Part>,
  spool: Spool,
  { about, audience, at, seal }: SealBundleOptions,
): AsyncIterable<Uint8Array> {
  const digests: PartDigest[] = [];
  for await (const { kind, value } of parts) {
    if (digests.length === MAX_PARTS) throw tooLarge(MAX_PARTS + 1);
    const text = canonicalJson(value);
    // Put together from texts that are canonical already: writing hundreds of megabytes twice would double the time.
    await spool.append(utf8(`${digests.length === 0 ? "" : ","}{"kind":${canonicalJson(kind)},"value":${text}}`));
    digests.push({ kind, sha256: sha256Hex(text) });
  }
  const body = { formatVersion: BUNDLE_FORMAT_VERSION, at: formatInstant(at), about, audience, parts: digests };
  const manifest = await seal(
    predicateType(manifestPredicate),
    [{ name: "bundle", digest: listDigest(digests) }],
    body as unknown as JsonObject,
  );
  yield utf8(`{"formatVersion":${BUNDLE_FORMAT_VERSION},"manifest":${canonicalJson(manifest)},"parts":[`);
  yield* spool.pieces();
  yield utf8("]}\n");
}

/** SHA-256 of the canonical list of the parts' digests: the manifest's subject. */
export const listDigest = (parts: readonly PartDigest[]): { readonly sha256: string } => ({
  sha256: sha256Hex(canonicalJson(parts.map(({ sha256 }) => sha256))),
});

export const partDigest = ({ kind, value }: Part): PartDigest => ({ kind, sha256: sha256Hex(canonicalJson(value)) });

/**
 * Reads a bundle's outer form, in its one spelling: canonical JSON and a newline.
 *
 * @throws {FoundationError} `json_…`, `newer_format`, `format_malformed`
 * @throws {EvidenceError} `bundle_malformed`, `bundle_too_large`
 */
export function parseBundle(bytes: Uint8Array): Bundle {
  const value = parseJson(bytes, { maxBytes: MAX_BYTES, maxDepth: 72 });
  const bundle = readFormat("evidence bundle", BUNDLE_FORMAT_VERSION, shape, value) as unknown as Bundle;
  if (bundle.parts.length > MAX_PARTS) throw tooLarge(bundle.parts.length);
  if (`${canonicalJson(value)}\n` !== fromUtf8(bytes)) {
    const problem = "the file is not in canonical spelling: something in it was changed or reformatted";
    throw new EvidenceError("bundle_malformed", problem, { problem });
  }
  return bundle;
}

const tooLarge = (parts: number): EvidenceError =>
  new EvidenceError(
    "bundle_too_large",
    `${parts} parts are more than the ${MAX_PARTS} that one bundle holds: make several`,
    { parts, limit: MAX_PARTS },
  );
