import { importJWK } from "jose/key/import";
import { nativeVerifier } from "../runtime/index.ts";
import type { Algorithm } from "./algorithms.ts";
import { isStrictSignature } from "./ed25519.ts";
import { algorithmOfKey, type PublicJwk } from "./key.ts";

/** What came of looking at a signature: right, wrong, or this platform does not have the algorithm. */
export type SignatureAnswer = "right" | "wrong" | "unavailable";

/** Holds signatures against one public key. */
export interface SignatureCheck {
  /** At once, on this thread, where the platform can; else as {@link beside} does. */
  here(bytes: Uint8Array, signature: Uint8Array): SignatureAnswer | Promise<SignatureAnswer>;
  /** On the threads of WebCrypto: slower for one signature, and this thread is free meanwhile. */
  beside(bytes: Uint8Array, signature: Uint8Array): Promise<SignatureAnswer>;
}

/** Whether signatures are right for a key, by the key's own algorithm. */
export function signatureCheck(key: PublicJwk): SignatureCheck {
  const algorithm = algorithmOfKey(key);
  const verify = nativeVerifier(key, algorithm.scheme);
  let imported: CryptoKey | SignatureAnswer | undefined;

  const check: SignatureCheck = {
    here(bytes, signature) {
      if (!verify) return check.beside(bytes, signature);
      return isSpelled(signature, algorithm) && verify(bytes, signature) ? "right" : "wrong";
    },
    async beside(bytes, signature) {
      // Not awaited once it is there: the other thread then starts while this one is still at what else there is to check.
      imported ??= await importKey(key, algorithm);
      if (typeof imported === "string") return imported;
      return isSpelled(signature, algorithm) ? verifyBeside(imported, algorithm, bytes, signature) : "wrong";
    },
  };
  return check;
}

/** Some platforms throw for numbers that are out of range: what cannot be checked is not right. */
const verifyBeside = async (
  key: CryptoKey,
  { webCrypto }: Algorithm,
  bytes: Uint8Array,
  signature: Uint8Array,
): Promise<SignatureAnswer> => {
  try {
    const right = await crypto.subtle.verify(webCrypto, key, signature as BufferSource, bytes as BufferSource);
    return right ? "right" : "wrong";
  } catch {
    return "wrong";
  }
};

/** The length that the algorithm wants, and the one spelling of it. RSA's is the engine's to check: it knows the modulus. */
const isSpelled = (signature: Uint8Array, { signatureLength, crv }: Algorithm): boolean =>
  (signatureLength === undefined || signature.length === signatureLength) &&
  (crv !== "Ed25519" || isStrictSignature(signature));

/** The key as WebCrypto wants it; else what every signature by it is. */
async function importKey(key: PublicJwk, { name }: Algorithm): Promise<CryptoKey | SignatureAnswer> {
  try {
    return (await importJWK({ ...key }, name)) as CryptoKey;
  } catch (error) {
    return isNotSupported(error) ? "unavailable" : "wrong";
  }
}

const isNotSupported = (error: unknown): boolean => {
  const { name, code } = error as { name?: unknown; code?: unknown };
  return name === "NotSupportedError" || code === "ERR_JOSE_NOT_SUPPORTED";
};
