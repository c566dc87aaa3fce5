import { fromBase64url, toBase64url } from "../../../foundation/index.ts";
import { digestOf, type KeyService, type Token, textIn } from "./key-service.ts";

export interface AzureKeyVaultOptions {
  /** The key with its version: `https://NAME.vault.azure.net/keys/KEY/VERSION`. */
  readonly key: string;
  readonly token: Token;
}

/** Azure Key Vault, operation `sign`. It has no Ed25519. */
export const azureKeyVault = ({ key, token }: AzureKeyVaultOptions): KeyService => ({
  ecdsa: "raw",
  async question(bytes, algorithm) {
    return {
      url: `${key}/sign?api-version=7.4`,
      headers: { authorization: `Bearer ${await token()}` },
      body: { alg: algorithm, value: toBase64url(await digestOf(bytes, algorithm)) },
    };
  },
  signatureIn: (answer) => {
    const signature = textIn(answer, "value");
    return signature === undefined ? undefined : fromBase64url(signature);
  },
});
