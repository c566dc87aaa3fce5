import { importJWK } from "jose/key/import";
import { type PrivateJwk, unavailable } from "../key.ts";
import { signatureCheck } from "../signature.ts";
import type { Signer } from "../signer.ts";
import { expectRight, type KeyPair, signingFailed, toKeyPair } from "./key-pair.ts";

/**
 * A signer with its key in this process, that signs on the threads of WebCrypto, everywhere.
 *
 * @throws {ProvenanceError} `key_unsupported`, `key_weak`; when it signs, `signing_failed`, `algorithm_unavailable`
 */
export function localSigner(privateKey: PrivateJwk): Signer {
  const pair = toKeyPair(privateKey);
  const { keyId, algorithm } = pair;
  let opened: Promise<CryptoKey> | undefined;

  return {
    keyId,
    algorithm: algorithm.name,
    async sign(bytes) {
      opened ??= open(pair);
      const key = await opened;
      try {
        return await signWith(key, pair, bytes);
      } catch (cause) {
        throw signingFailed(keyId, "the platform refused", cause);
      }
    },
  };
}

const signWith = async (key: CryptoKey, { algorithm }: KeyPair, bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.sign(algorithm.webCrypto, key, bytes as BufferSource));

/** Imports the key, and tries it once: parts that do not belong together would otherwise sign what nobody can verify. */
async function open(pair: KeyPair): Promise<CryptoKey> {
  const { privateKey, publicKey, keyId, algorithm } = pair;
  const key = (await importJWK({ ...privateKey }, algorithm.name).catch((cause) => {
    throw (cause as { name?: unknown }).name === "NotSupportedError"
      ? unavailable(algorithm.name, keyId, cause)
      : signingFailed(keyId, "its parts do not belong together", cause);
  })) as CryptoKey;
  const trial = new Uint8Array(32);
  await expectRight(signatureCheck(publicKey), keyId, trial, await signWith(key, pair, trial));
  return key;
}
