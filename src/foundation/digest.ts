import { sha256 } from "../runtime/index.ts";
import { canonicalJson } from "./canonical-json.ts";

/** A SHA-256 as in-toto's DigestSet has it: 64 lower-case hexadecimal digits. */
export interface Digest {
  readonly sha256: string;
}

/** SHA-256 of bytes, or of text as UTF-8, in hexadecimal. */
export const sha256Hex = (input: Uint8Array | string): string => sha256.hex(input);

/**
 * SHA-256 of the canonical JSON of a value. Its business content can be guessed from it unless the value holds a salt.
 *
 * @throws {FoundationError} `canonical_unrepresentable`
 */
export const digestJson = (value: unknown): Digest => ({ sha256: sha256.hex(canonicalJson(value)) });

/** Whether a text is 64 lower-case hexadecimal digits. */
export const isSha256Hex = (text: unknown): text is string => typeof text === "string" && /^[0-9a-f]{64}$/.test(text);
