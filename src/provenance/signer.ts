import { importJWK } from "jose";
import type { AlgorithmName } from "./algorithms.ts";
import { ProvenanceError } from "./errors.ts";
import { algorithmOfKey, type PrivateJwk, type PublicJwk, parsePublicJwk, thumbprint } from "./key.ts";

/**
 * Whoever holds a private key: this process, a key service, a security module. One method is all that is asked; ECDSA
 * signatures are r and s, 32 bytes each (IEEE P1363), not DER.
 */
export interface Signer {
  /** RFC 7638 thumbprint of the public key. */
  readonly keyId: string;
  readonly algorithm: AlgorithmName;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

/** A signer with its key in this process. @throws {ProvenanceError} `key_unsupported`, `key_weak` */
export function localSigner(privateKey: PrivateJwk): Signer {
  const publicKey: PublicJwk = parsePublicJwk(privateKey);
  const algorithm = algorithmOfKey(publicKey);
  const keyId = thumbprint(publicKey);
  let imported: Promise<CryptoKey> | undefined;

  return {
    keyId,
    algorithm: algorithm.name,
    async sign(bytes) {
      imported ??= importJWK({ ...privateKey }, algorithm.name) as Promise<CryptoKey>;
      try {
        return new Uint8Array(await crypto.subtle.sign(algorithm.webCrypto, await imported, bytes as BufferSource));
      } catch (cause) {
        throw new ProvenanceError("signing_failed", `the key \`${keyId}\` did not sign`, { keyId }, { cause });
      }
    },
  };
}
