import {
  canonicalJson,
  type EnvelopeSignature,
  fromBase64url,
  fromUtf8,
  isIntegrityError,
  isJsonObject,
  parseJson,
  textToBase64url,
  toBase64url,
  utf8,
} from "../foundation/index.ts";
import { type AlgorithmName, algorithmNamed } from "./algorithms.ts";
import type { SignatureAnswer, SignatureCheck } from "./signature.ts";
import type { Signer } from "./signer.ts";

/** Content type of the payload, so that a signature over a statement never counts for anything else. */
const CONTENT_TYPE = "vnd.in-toto+json";

/** The protected header, exactly these three members: what is not there cannot be misread (no `crit`, no `b64`, no embedded key). */
interface ProtectedHeader {
  readonly alg: AlgorithmName;
  readonly kid: string;
}

/** Most signatures of one envelope that are read. */
export const MOST_SIGNATURES = 32;

/** The header's one spelling, base64url. */
export const formatHeader = ({ alg, kid }: ProtectedHeader): string =>
  textToBase64url(`{"alg":"${alg}","cty":"${CONTENT_TYPE}","kid":${JSON.stringify(kid)}}`);

/** One signature of JWS General JSON (RFC 7515 §5.1) over a payload that is base64url already. */
export async function signPayload(payload: string, signer: Signer): Promise<EnvelopeSignature> {
  const header = formatHeader({ alg: signer.algorithm, kid: signer.keyId });
  const signature = await signer.sign(utf8(`${header}.${payload}`));
  return { protected: header, signature: toBase64url(signature) };
}

/** The header of a signature, or `undefined` when it is not in its one spelling. */
export function readHeader(signature: EnvelopeSignature): ProtectedHeader | undefined {
  try {
    const bytes = fromBase64url(signature.protected);
    const header = parseJson(bytes, { maxBytes: 1_024 });
    if (!isJsonObject(header) || Object.keys(header).length !== 3 || canonicalJson(header) !== fromUtf8(bytes))
      return undefined;
    const { alg, cty, kid } = header;
    if (cty !== CONTENT_TYPE || typeof kid !== "string" || typeof alg !== "string" || !algorithmNamed(alg))
      return undefined;
    return { alg: alg as AlgorithmName, kid };
  } catch (error) {
    if (isIntegrityError(error)) return undefined;
    throw error;
  }
}

/** The bytes that a signature is over (RFC 7515 §5.1). */
export const signedBytes = (payload: string, { protected: header }: EnvelopeSignature): Uint8Array =>
  utf8(`${header}.${payload}`);

/**
 * Whether a signature is right for a key. The algorithm comes from the key; the header must agree with it, which is for
 * {@link readHeader} to find out first.
 */
export function verifySignature(
  payload: string,
  signature: EnvelopeSignature,
  check: SignatureCheck,
  offThread = false,
): SignatureAnswer | Promise<SignatureAnswer> {
  const [signed, bytes] = [signedBytes(payload, signature), fromBase64url(signature.signature)];
  return offThread ? check.beside(signed, bytes) : check.here(signed, bytes);
}
