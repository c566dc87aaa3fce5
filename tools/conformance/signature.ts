import { importJWK } from "jose";
import type { Algorithm } from "../../src/provenance/algorithms.ts";
import { algorithmOfKey, parsePublicJwk } from "../../src/provenance/key.ts";
import type { ImportedKey } from "../../src/provenance/trusted-keys.ts";
import { refusalOf } from "./suite.ts";

/** Why a key is refused, before anything is verified with it. */
export const keyRefusal = (jwk: object): string | undefined => refusalOf(() => parsePublicJwk(jwk));

/** A key as the room reads and imports it; `undefined` where the engine finds that it is no key. */
export async function importKey(jwk: object): Promise<{ algorithm: Algorithm; key: ImportedKey } | undefined> {
  const read = parsePublicJwk(jwk);
  const algorithm = algorithmOfKey(read);
  try {
    return { algorithm, key: (await importJWK({ ...read }, algorithm.name)) as ImportedKey };
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

/**
 * Whether a signature over bare bytes is right: with the keys, the lengths and the primitive that envelopes and
 * checkpoints are verified with. They themselves only ever verify their own texts.
 */
export async function isRightRaw(jwk: object, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const imported = await importKey(jwk);
  if (!imported || signature.length !== imported.algorithm.signatureLength) return false;
  const { webCrypto } = imported.algorithm;
  return crypto.subtle.verify(webCrypto, imported.key as CryptoKey, signature as BufferSource, message as BufferSource);
}
