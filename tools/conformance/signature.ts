import { parsePublicJwk } from "../../src/provenance/key.ts";
import { type SignatureCheck, signatureCheck } from "../../src/provenance/signature.ts";
import { refusalOf } from "./suite.ts";

/** Why a key is refused, before anything is verified with it. */
export const keyRefusal = (jwk: object): string | undefined => refusalOf(() => parsePublicJwk(jwk));

export const checkOf = (jwk: object): SignatureCheck => signatureCheck(parsePublicJwk(jwk));

/**
 * Whether a signature over bare bytes is right, on both ways there are (this thread's, WebCrypto's): with the keys, the
 * lengths and the primitives that envelopes and checkpoints are verified with. They themselves only ever verify their own
 * texts.
 */
export async function isRightRaw(jwk: object, message: Uint8Array, signature: Uint8Array): Promise<boolean> {
  const check = checkOf(jwk);
  const [here, beside] = [await check.here(message, signature), await check.beside(message, signature)];
  if (here !== beside) throw new Error(`this thread says ${here}, WebCrypto says ${beside}`);
  return here === "right";
}
