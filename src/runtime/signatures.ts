import { builtinModule } from "./platform.ts";

type NodeCrypto = typeof import("node:crypto");
type NodeKey = import("node:crypto").KeyObject;
type NodeJwk = import("node:crypto").JsonWebKey;

/** How a signature is made, as `node:crypto` wants to be told. */
export interface SignatureScheme {
  /** Absent where the scheme hashes by itself. */
  readonly hash?: "sha256" | "sha384";
  /** `p1363`: r and s one after the other (ECDSA). `pss`, `pkcs1`: paddings of RSA. */
  readonly form?: "p1363" | "pss" | "pkcs1";
}

/** Signs with one private key, without waiting. */
export type NativeSigner = (bytes: Uint8Array) => Uint8Array;
/** Whether a signature is right for one public key, without waiting. */
export type NativeVerifier = (bytes: Uint8Array, signature: Uint8Array) => boolean;

/** A signer of `node:crypto`, or `undefined` where it is not there or does not know this kind of key. @throws nothing */
export function nativeSigner(privateJwk: object, scheme: SignatureScheme): NativeSigner | undefined {
  const crypto = builtinModule<NodeCrypto>("node:crypto");
  const key = crypto && attempt(() => crypto.createPrivateKey({ key: privateJwk as NodeJwk, format: "jwk" }));
  if (!crypto || !key) return undefined;
  const [hash, options] = [scheme.hash ?? null, optionsOf(crypto, key, scheme)];
  return (bytes) => new Uint8Array(crypto.sign(hash, bytes, options));
}

/** A verifier of `node:crypto`, or `undefined` where it is not there or does not know this kind of key. @throws nothing */
export function nativeVerifier(publicJwk: object, scheme: SignatureScheme): NativeVerifier | undefined {
  const crypto = builtinModule<NodeCrypto>("node:crypto");
  const key = crypto && attempt(() => crypto.createPublicKey({ key: publicJwk as NodeJwk, format: "jwk" }));
  if (!crypto || !key) return undefined;
  const [hash, options] = [scheme.hash ?? null, optionsOf(crypto, key, scheme)];
  return (bytes, signature) => attempt(() => crypto.verify(hash, bytes, options, signature)) === true;
}

function optionsOf({ constants }: NodeCrypto, key: NodeKey, { form }: SignatureScheme) {
  switch (form) {
    case "p1363":
      return { key, dsaEncoding: "ieee-p1363" as const };
    case "pss":
      return { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };
    case "pkcs1":
      return { key, padding: constants.RSA_PKCS1_PADDING };
    default:
      return key;
  }
}

/** What the engine cannot do, and says so by throwing in as many ways as there are engines, is `undefined`. */
function attempt<Result>(call: () => Result): Result | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
