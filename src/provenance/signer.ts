import type { AlgorithmName } from "./algorithms.ts";

/**
 * Whoever holds a private key: this process, a key service, a security module. One method is all that is asked; ECDSA
 * signatures are r and s, one after the other (IEEE P1363), not DER: `fromDerSignature` converts.
 */
export interface Signer {
  /** RFC 7638 thumbprint of the public key. */
  readonly keyId: string;
  readonly algorithm: AlgorithmName;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}
