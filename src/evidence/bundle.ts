import {
  canonicalJson,
  type Envelope,
  formatInstant,
  fromUtf8,
  type JsonValue,
  parseJson,
  type Seal,
  sha256Hex,
  utf8,
} from "../foundation/index.ts";
import { anyJson, closed, listOf, oneOf, readFormat, text } from "../foundation/shape.ts";
import { manifestPredicate, predicateType } from "../provenance/index.ts";
import { EvidenceError } from "./errors.ts";

/** What a part of a bundle is; `docs/formats/bundle.md` lists them. */
export type PartKind = "envelope" | "log" | "contract" | "policy" | "lineage" | "note";
/** For whom a bundle is made: `external` ones leave out what people were told in the house. */
export type Audience = "internal" | "external";

/** One piece of evidence. What its value is, depends on its kind: see `docs/formats/bundle.md`. */
export interface Part {
  readonly kind: PartKind;
  readonly value: JsonValue;
}

/** An evidence bundle as it is read: nothing of it is believed before it is verified. */
export interface Bundle {
  readonly formatVersion: 1;
  readonly manifest: Envelope;
  readonly parts: readonly Part[];
}

/** What the manifest says about one part, at the same place in its list. */
export interface PartDigest {
  readonly kind: string;
  readonly sha256: string;
}

export const BUNDLE_FORMAT_VERSION = 1;
const MAX_PARTS = 1_000_000;
/** Largest bundle that is read: 1 GiB. */
const MAX_BYTES = 2 ** 30;

const partShape = closed({ kind: text, value: anyJson });
const shape = closed({ formatVersion: oneOf(1), manifest: anyJson, parts: listOf(partShape) });

export interface SealBundleOptions {
  /** What it tells: a business key, or the name of a run. */
  readonly about: string;
  readonly audience: Audience;
  readonly at: Date;
  /** Signs the manifest as the receiver. */
  readonly seal: Seal;
}

/** Puts parts under a signed manifest and writes the file. @throws {EvidenceError} `bundle_too_large` */
export async function sealBundle(
  parts: readonly Part[],
  { about, audience, at, seal }: SealBundleOptions,
): Promise<Uint8Array> {
  if (parts.length > MAX_PARTS) throw tooLarge(parts.length);
  const written = parts.map(({ kind, value }) => ({ kind, text: canonicalJson(value) }));
  const digests = written.map(({ kind, text: value }) => ({ kind, sha256: sha256Hex(value) }));
  const body = { formatVersion: 1, at: formatInstant(at), about, audience, parts: digests };
  const manifest = await seal(
    predicateType(manifestPredicate),
    [{ name: "bundle", digest: listDigest(digests) }],
    body,
  );
  const list = written.map(({ kind, text: value }) => `{"kind":${canonicalJson(kind)},"value":${value}}`);
  // Put together from texts that are canonical already: writing hundreds of megabytes twice would double the time.
  return utf8(`{"formatVersion":1,"manifest":${canonicalJson(manifest)},"parts":[${list.join(",")}]}\n`);
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
