import type { Algorithm } from "../algorithms.ts";
import { ProvenanceError } from "../errors.ts";
import {
  algorithmOfKey,
  type PrivateJwk,
  type PublicJwk,
  parsePrivateJwk,
  parsePublicJwk,
  thumbprint,
} from "../key.ts";
import type { SignatureCheck } from "../signature.ts";

/** A private key that may sign, with what is known of it. */
export interface KeyPair {
  readonly privateKey: PrivateJwk;
  readonly publicKey: PublicJwk;
  readonly keyId: string;
  readonly algorithm: Algorithm;
}

/** @throws {ProvenanceError} `key_unsupported`, also for an algorithm that is only verified with; `key_weak` */
export function toKeyPair(jwk: unknown): KeyPair {
  const privateKey = parsePrivateJwk(jwk);
  const publicKey = parsePublicJwk(privateKey);
  return { privateKey, ...toSigningKey(publicKey), publicKey };
}

/** What a signer is known by. @throws {ProvenanceError} `key_unsupported` for an algorithm that is only verified with */
export function toSigningKey(publicKey: PublicJwk): Pick<KeyPair, "keyId" | "algorithm"> {
  const [keyId, algorithm] = [thumbprint(publicKey), algorithmOfKey(publicKey)];
  if (!algorithm.verifiesOnly) return { keyId, algorithm };
  const problem = `\`${algorithm.name}\` is only verified with: sign with another algorithm`;
  throw new ProvenanceError("key_unsupported", `the key \`${keyId}\` signs nothing here: ${problem}`, {
    keyId,
    problem,
  });
}

export const signingFailed = (keyId: string, why: string, cause?: unknown, retryable = false): ProvenanceError =>
  new ProvenanceError("signing_failed", `the key \`${keyId}\` did not sign: ${why}`, { keyId }, { cause, retryable });

/** A signature that its own public key refuses must not leave the house: the two belong to different pairs. */
export async function expectRight(
  check: SignatureCheck,
  keyId: string,
  bytes: Uint8Array,
  signature: Uint8Array,
): Promise<void> {
  const answer = await check.here(bytes, signature);
  if (answer === "unavailable") throw signingFailed(keyId, "this platform cannot verify what it would hand out");
  if (answer === "wrong") throw signingFailed(keyId, "its signature is not right for the public key beside it");
}
