import {
  type AlgorithmName,
  generateKey,
  localSigner,
  type PublicJwk,
  type Role,
  type Signer,
  type TrustedKeyEntry,
} from "../../src/provenance/index.ts";

export interface KeyHolder {
  readonly signer: Signer;
  readonly publicKey: PublicJwk;
  readonly entry: TrustedKeyEntry;
}

/** A fresh key in the hands of somebody, as a signer and as an entry of trusted keys. */
export async function keyHolder(
  principal: string,
  role: Role,
  change: Partial<TrustedKeyEntry> = {},
  algorithm: AlgorithmName = "Ed25519",
): Promise<KeyHolder> {
  const { privateKey, publicKey } = await generateKey(algorithm);
  const entry = {
    key: publicKey,
    principal,
    roles: [role],
    sources: ["**"],
    validFrom: "2026-01-01T00:00:00Z",
    ...change,
  };
  return { signer: localSigner(privateKey), publicKey, entry };
}
