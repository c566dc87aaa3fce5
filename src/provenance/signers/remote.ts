import { isIntegrityError } from "../../foundation/index.ts";
import { createRetryBudget, type RetryOptions, retry } from "../../runtime/index.ts";
import type { AlgorithmName } from "../algorithms.ts";
import { ask, type Fetch, type Reply } from "../ask.ts";
import { fromDerSignature } from "../ecdsa-der.ts";
import { type PublicJwk, parsePublicJwk } from "../key.ts";
import { signatureCheck } from "../signature.ts";
import type { Signer } from "../signer.ts";
import { expectRight, signingFailed, toSigningKey } from "./key-pair.ts";
import type { KeyService } from "./services/key-service.ts";

export interface RemoteSignerOptions {
  /** Of the key that the service holds: its answers are verified with it before they are used. */
  readonly publicKey: PublicJwk;
  readonly service: KeyService;
  /** Default: the platform's. One that signs requests, or knows a proxy, fits in. */
  readonly fetch?: Fetch;
  /** For one attempt. Default 5,000. */
  readonly timeoutMs?: number;
  /** How often and how long to wait; the budget is shared by all signatures of this signer. */
  readonly retry?: RetryOptions;
}

/**
 * A signer whose key lies in a key service: AWS KMS, Google Cloud KMS, Azure Key Vault, Vault's transit engine, or one
 * that is described by a {@link KeyService} of your own. What may pass by itself (no answer, 429, 5xx) is tried again
 * within a budget; ECDSA signatures in DER are converted; an answer that is not right for the public key is never used.
 *
 * @throws {ProvenanceError} `key_unsupported`, `key_weak`; when it signs, `signing_failed`, which tells neither token nor
 * answer
 */
export function remoteSigner({ service, timeoutMs = 5_000, retry: patience, ...options }: RemoteSignerOptions): Signer {
  const publicKey = parsePublicJwk(options.publicKey);
  const { keyId, algorithm } = toSigningKey(publicKey);
  const check = signatureCheck(publicKey);
  const budget = createRetryBudget();
  const limits = { timeoutMs, ...(options.fetch && { fetch: options.fetch }) };

  return {
    keyId,
    algorithm: algorithm.name,
    async sign(bytes) {
      const question = await service.question(bytes, algorithm.name);
      const reply = await retry(() => askOnce(keyId, () => ask(question, limits)), { budget, ...patience });
      const signature = readSignature(service, reply, algorithm.name, keyId);
      await expectRight(check, keyId, bytes, signature);
      return signature;
    },
  };
}

/** Nothing of the request, and no word of the answer, comes into the error: either may hold a secret. */
async function askOnce(keyId: string, call: () => Promise<Reply>): Promise<Reply> {
  const reply = await call().catch((error: unknown) => {
    if (isIntegrityError(error)) throw signingFailed(keyId, `the key service's answer is not read: ${error.code}`);
    throw signingFailed(keyId, `the key service did not answer (${(error as Error).name})`, undefined, true);
  });
  if (reply.value !== undefined) return reply;
  const mayPass = reply.status === 429 || reply.status >= 500;
  throw signingFailed(keyId, `the key service answered ${reply.status}`, undefined, mayPass);
}

function readSignature(service: KeyService, { value = null }: Reply, name: AlgorithmName, keyId: string): Uint8Array {
  const signature = readOr(() => service.signatureIn(value));
  if (!signature) throw signingFailed(keyId, "the key service's answer holds no signature");
  const isDer = service.ecdsa === "der" && (name === "ES256" || name === "ES384");
  const converted = isDer ? readOr(() => fromDerSignature(signature, name)) : signature;
  if (!converted) throw signingFailed(keyId, "the key service's signature is no DER");
  return converted;
}

/** What is malformed in an answer is not there. */
function readOr<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (isIntegrityError(error) || error instanceof TypeError) return undefined;
    throw error;
  }
}
