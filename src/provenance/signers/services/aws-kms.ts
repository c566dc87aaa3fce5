import { fromBase64, toBase64 } from "../../../foundation/index.ts";
import type { AlgorithmName } from "../../algorithms.ts";
import { digestOf, type KeyService, textIn } from "./key-service.ts";

export interface AwsKmsOptions {
  /** Such as `https://kms.eu-central-1.amazonaws.com/`. */
  readonly endpoint: string;
  /** Id, ARN or alias of the key. */
  readonly key: string;
}

const names: Readonly<Partial<Record<AlgorithmName, string>>> = {
  ES256: "ECDSA_SHA_256",
  ES384: "ECDSA_SHA_384",
  PS256: "RSASSA_PSS_SHA_256",
  Ed25519: "ED25519_SHA_512",
};

/** AWS KMS, action `Sign`. Requests are signed (SigV4) by the `fetch` that is handed to the signer. */
export const awsKms = ({ endpoint, key }: AwsKmsOptions): KeyService => ({
  ecdsa: "der",
  async question(bytes, algorithm) {
    const message = algorithm === "Ed25519" ? bytes : await digestOf(bytes, algorithm);
    return {
      url: endpoint,
      headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": "TrentService.Sign" },
      body: {
        KeyId: key,
        Message: toBase64(message),
        MessageType: algorithm === "Ed25519" ? "RAW" : "DIGEST",
        SigningAlgorithm: names[algorithm] ?? algorithm,
      },
    };
  },
  signatureIn: (answer) => {
    const signature = textIn(answer, "Signature");
    return signature === undefined ? undefined : fromBase64(signature);
  },
});
