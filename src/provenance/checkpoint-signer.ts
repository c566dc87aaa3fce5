import { isSignedBy, type SignedCheckpoint } from "./checkpoint.ts";
import { hasRole, speaksFor, type TrustedKey, type TrustedKeys } from "./trusted-keys.ts";

/**
 * The trusted key that signed a checkpoint: `forged` when keys are known for the log and none of them did, nothing when
 * no key is known, or this platform cannot tell.
 */
export async function signerOf(
  checkpoint: SignedCheckpoint,
  trustedKeys: TrustedKeys,
): Promise<TrustedKey | "forged" | undefined> {
  const keys = trustedKeys.keys.filter(
    (key) => hasRole(key, "log") && key.key.kty === "OKP" && speaksFor(key, checkpoint.origin),
  );
  for (const key of keys) {
    const answer = await isSignedBy(checkpoint, key.key, trustedKeys.checkOf(key));
    if (answer !== "wrong") return answer === "right" ? key : undefined;
  }
  return keys.length > 0 ? "forged" : undefined;
}
