import { fromBase64, toBase64 } from "../../../foundation/index.ts";
import { digestOf, type KeyService, type Token, textIn } from "./key-service.ts";

export interface GoogleKmsOptions {
  /** `projects/…/locations/…/keyRings/…/cryptoKeys/…/cryptoKeyVersions/…` */
  readonly key: string;
  readonly token: Token;
  /** Default `https://cloudkms.googleapis.com`. */
  readonly endpoint?: string;
}

/** Google Cloud KMS, method `asymmetricSign`. */
export const googleKms = ({
  key,
  token,
  endpoint = "https://cloudkms.googleapis.com",
}: GoogleKmsOptions): KeyService => ({
  ecdsa: "der",
  async question(bytes, algorithm) {
    const digest = algorithm === "Ed25519" ? undefined : toBase64(await digestOf(bytes, algorithm));
    return {
      url: `${endpoint}/v1/${key}:asymmetricSign`,
      headers: { authorization: `Bearer ${await token()}` },
      body:
        digest === undefined
          ? { data: toBase64(bytes) }
          : { digest: { [algorithm === "ES384" ? "sha384" : "sha256"]: digest } },
    };
  },
  signatureIn: (answer) => {
    const signature = textIn(answer, "signature");
    return signature === undefined ? undefined : fromBase64(signature);
  },
});
