import { exportJWK } from "jose/key/export";
import { generateKeyPair } from "jose/key/generate/keypair";
import {
  canonicalJson,
  fromBase64url,
  fromHex,
  isIntegrityError,
  sha256Hex,
  toBase64url,
} from "../foundation/index.ts";
import { type Algorithm, type AlgorithmName, algorithmNamed, algorithmOf } from "./algorithms.ts";
import { ProvenanceError } from "./errors.ts";
import { kindOfKey } from "./key-kinds/index.ts";

/**
 * A public key as RFC 7517 writes it, with the members of its kind and no others. `alg` is there where the kind alone
 * does not say for which algorithm the key is.
 */
export type PublicJwk =
  | { readonly kty: "EC"; readonly crv: "P-256" | "P-384"; readonly x: string; readonly y: string }
  | { readonly kty: "OKP"; readonly crv: "Ed25519"; readonly x: string; readonly alg?: "EdDSA" }
  | { readonly kty: "RSA"; readonly alg: "PS256" | "RS256"; readonly n: string; readonly e: string }
  | { readonly kty: "AKP"; readonly alg: "ML-DSA-44"; readonly pub: string };

type PrivateMember = "d" | "p" | "q" | "dp" | "dq" | "qi" | "priv";

/** A private key: a public one with its private members. It is never logged, sealed or put into evidence. */
export type PrivateJwk = PublicJwk & { readonly [Name in PrivateMember]?: string };

const RSA_BITS = 3_072;

/**
 * A new key pair. Keep `privateKey` where only the signer reads it.
 *
 * @throws {ProvenanceError} `key_unsupported` for an algorithm that is only verified with, `algorithm_unavailable` where
 * this platform does not have it; `key_weak` never, as far as is known.
 */
export async function generateKey(name: AlgorithmName): Promise<{ privateKey: PrivateJwk; publicKey: PublicJwk }> {
  if (algorithmNamed(name)?.verifiesOnly) throw unsupported(`\`${name}\` is only verified with: choose another one`);
  const pair = await generateKeyPair(name, { extractable: true, modulusLength: RSA_BITS }).catch((cause) => {
    throw unavailable(name, "", cause);
  });
  const privateKey = parsePrivateJwk({ ...(await exportJWK(pair.privateKey)), alg: name });
  return { privateKey, publicKey: parsePublicJwk(privateKey) };
}

/** This platform lacks an algorithm: another release of it may have it. */
export const unavailable = (algorithm: AlgorithmName, keyId: string, cause?: unknown): ProvenanceError =>
  new ProvenanceError(
    "algorithm_unavailable",
    `this platform does not have \`${algorithm}\`: use a newer one, or another algorithm`,
    { algorithm, keyId },
    { cause },
  );

/**
 * Reads a public key, private members left out.
 *
 * @throws {ProvenanceError} `key_unsupported`, also for an RSA key whose `alg` does not say which of its algorithms it is
 * for, and for points beside their curve; `key_weak` for RSA keys below 2,048 bits or with an exponent that is not sane,
 * and for Ed25519 keys of low order or not in canonical spelling: with such a key one signature fits every message, and
 * OpenSSL and Node accept it.
 */
export function parsePublicJwk(value: unknown): PublicJwk {
  const jwk = toObject(value);
  const algorithm = algorithmOf(jwk);
  if (!algorithm) throw unsupported(adviceFor(jwk));
  refuseOtherUse(jwk);
  const { kty, crv, named, name } = algorithm;
  const kind = kindOfKey(kty);
  const bytes = Object.fromEntries(kind.byteMembers.map((member) => [member, readBytes(jwk, member, algorithm)]));
  const problem = kind.problemOf(bytes, algorithm);
  if (problem !== undefined) throw unsupported(problem);
  const members = kind.publicMembers.map((member) => [member, member === "crv" ? crv : jwk[member]]);
  const key = { kty, ...(named && { alg: name }), ...Object.fromEntries(members) } as PublicJwk;
  const weakness = kind.weaknessOf(bytes);
  if (weakness !== undefined) throw new ProvenanceError("key_weak", weakness, { keyId: thumbprint(key) });
  return key;
}

/**
 * Reads a private key, with the members of its kind and no others.
 *
 * @throws {ProvenanceError} `key_unsupported`, `key_weak` like {@link parsePublicJwk}
 */
export function parsePrivateJwk(value: unknown): PrivateJwk {
  const jwk = toObject(value);
  const publicKey = parsePublicJwk(jwk);
  const members = kindOfKey(publicKey.kty).privateMembers.map((member) => [member, readPrivate(jwk, member)]);
  return { ...publicKey, ...Object.fromEntries(members) };
}

type AnyJwk = Readonly<Record<string, unknown>>;

const toObject = (value: unknown): AnyJwk => (typeof value === "object" && value !== null ? (value as AnyJwk) : {});

const adviceFor = ({ kty, alg }: AnyJwk): string =>
  kty === "RSA" && alg === undefined
    ? "an RSA key must say which algorithm it is for: add `alg`, `PS256` or `RS256`"
    : "`kty`, `crv` and `alg` name no algorithm that is known: use EC P-256 or P-384, OKP Ed25519, RSA PS256 or RS256, AKP ML-DSA-44";

/** A key that is for something else, by its own word (RFC 7517 §4.2, §4.3), signs nothing here. */
function refuseOtherUse({ use, key_ops: operations }: AnyJwk): void {
  const signs = Array.isArray(operations) && operations.some((one) => one === "verify" || one === "sign");
  if ((use !== undefined && use !== "sig") || (operations !== undefined && !signs))
    throw unsupported("by its `use` or `key_ops` it is not for signatures");
}

function readBytes(jwk: AnyJwk, name: string, { lengths }: Algorithm): Uint8Array {
  const bytes = fromBase64urlOr(jwk[name]);
  const length = lengths[name];
  if (bytes === undefined || bytes.length === 0 || (length !== undefined && bytes.length !== length))
    throw unsupported(`\`${name}\` must be ${length === undefined ? "a number" : `${length} bytes`} in base64url`);
  return bytes;
}

/** What is wrong with it is said without a word of it. */
function readPrivate(jwk: AnyJwk, name: string): unknown {
  if (fromBase64urlOr(jwk[name])?.length) return jwk[name];
  throw unsupported(`it has no private member \`${name}\` in base64url: this is not a private key`);
}

function fromBase64urlOr(text: unknown): Uint8Array | undefined {
  try {
    return typeof text === "string" ? fromBase64url(text) : undefined;
  } catch (error) {
    if (isIntegrityError(error)) return undefined;
    throw error;
  }
}

const unsupported = (problem: string): ProvenanceError =>
  new ProvenanceError("key_unsupported", `not a key that can be used here: ${problem}`, { keyId: "", problem });

/** The key's name: its RFC 7638 thumbprint with SHA-256, base64url. It is recomputed wherever it matters, never believed. */
export const thumbprint = (key: PublicJwk): string => toBase64url(fromHex(keyDigest(key)));

/** The same as a digest, 64 hexadecimal digits: what statements about keys, and pre-commitments to them, name. */
export function keyDigest(key: PublicJwk): string {
  const members = kindOfKey(key.kty).thumbprintMembers.map((name) => [name, (key as AnyJwk)[name]]);
  return sha256Hex(canonicalJson(Object.fromEntries(members)));
}

/** The algorithm that a key is bound to. */
export const algorithmOfKey = (key: PublicJwk): Algorithm => algorithmOf(key) as Algorithm;

/** The bytes of an Ed25519 key, which is the only kind that logs and cosigners have. */
export function ed25519Bytes(key: PublicJwk): Uint8Array {
  if (key.kty !== "OKP") throw new TypeError("logs and cosigners sign with Ed25519 only");
  return fromBase64url(key.x);
}
