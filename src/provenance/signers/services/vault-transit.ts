import { fromBase64, fromBase64url, type JsonObject, toBase64 } from "../../../foundation/index.ts";
import type { AlgorithmName } from "../../algorithms.ts";
import { type KeyService, type Token, textIn } from "./key-service.ts";

export interface VaultTransitOptions {
  /** Such as `https://vault.example:8200`. */
  readonly address: string;
  readonly key: string;
  readonly token: Token;
  /** Where the engine is mounted. Default `transit`. */
  readonly mount?: string;
}

const parameters: Readonly<Partial<Record<AlgorithmName, JsonObject>>> = {
  ES256: { hash_algorithm: "sha2-256", marshaling_algorithm: "jws" },
  ES384: { hash_algorithm: "sha2-384", marshaling_algorithm: "jws" },
  PS256: { hash_algorithm: "sha2-256", signature_algorithm: "pss", salt_length: "hash" },
};

/** HashiCorp Vault or OpenBao, secrets engine `transit`. */
export const vaultTransit = ({ address, key, token, mount = "transit" }: VaultTransitOptions): KeyService => ({
  ecdsa: "raw",
  async question(bytes, algorithm) {
    return {
      url: `${address}/v1/${mount}/sign/${key}`,
      headers: { "x-vault-token": await token() },
      body: { input: toBase64(bytes), ...parameters[algorithm] },
    };
  },
  /** `vault:v1:` and the signature, in base64url where it was asked for as JWS wants it, else in base64. */
  signatureIn(answer) {
    const signature = textIn((answer as JsonObject).data, "signature")?.split(":")[2];
    if (signature === undefined) return undefined;
    return /[+/=]/.test(signature) || signature.length % 4 === 0 ? fromBase64(signature) : fromBase64url(signature);
  },
});
