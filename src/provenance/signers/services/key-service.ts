import type { JsonValue } from "../../../foundation/index.ts";
import type { AlgorithmName } from "../../algorithms.ts";
import type { Question } from "../../ask.ts";

/** How one kind of key service is asked to sign, and where its answer holds the signature. */
export interface KeyService {
  /** `der`: ECDSA signatures come in DER. `raw`: as envelopes have them. */
  readonly ecdsa: "der" | "raw";
  question(bytes: Uint8Array, algorithm: AlgorithmName): Promise<Question>;
  /** The signature's bytes, or `undefined` where the answer has none. */
  signatureIn(answer: JsonValue): Uint8Array | undefined;
}

/** What proves to the service who asks; asked for each time, for tokens end. It is told to nobody else. */
export type Token = () => string | Promise<string>;

/** What services with keys that do not hash sign: the digest, by the algorithm's own hash (RFC 7518 §3.4, §3.5). */
export async function digestOf(bytes: Uint8Array, algorithm: AlgorithmName): Promise<Uint8Array> {
  const hash = algorithm === "ES384" ? "SHA-384" : "SHA-256";
  return new Uint8Array(await crypto.subtle.digest(hash, bytes as BufferSource));
}

/** A text member of an answer. */
export function textIn(answer: JsonValue | undefined, name: string): string | undefined {
  const value = typeof answer === "object" && answer !== null ? (answer as Record<string, JsonValue>)[name] : undefined;
  return typeof value === "string" ? value : undefined;
}
