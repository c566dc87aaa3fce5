import { exportJWK, generateKeyPair } from "jose";
import { canonicalJson, fromBase64url, fromHex, sha256Hex, toBase64url, toHex } from "../foundation/index.ts";
import { type Algorithm, type AlgorithmName, algorithmOf } from "./algorithms.ts";
import { ProvenanceError } from "./errors.ts";

/** A public key as RFC 7517 writes it, with the members of its kind and no others. */
export type PublicJwk =
  | { readonly kty: "EC"; readonly crv: "P-256"; readonly x: string; readonly y: string }
  | { readonly kty: "OKP"; readonly crv: "Ed25519"; readonly x: string };

/** A private key: a public one with `d`. It is never logged, sealed or put into evidence. */
export type PrivateJwk = PublicJwk & { readonly d: string };

/**
 * A new key pair. Keep `privateKey` where only the signer reads it.
 *
 * @throws {ProvenanceError} `key_unsupported`, `key_weak`: never for a key just made
 */
export async function generateKey(algorithm: AlgorithmName): Promise<{ privateKey: PrivateJwk; publicKey: PublicJwk }> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const { d, ...rest } = (await exportJWK(pair.privateKey)) as { d: string } & Record<string, unknown>;
  const publicKey = parsePublicJwk(rest);
  return { privateKey: { ...publicKey, d }, publicKey };
}

/**
 * Reads a public key, private members left out.
 *
 * @throws {ProvenanceError} `key_unsupported`; `key_weak` for Ed25519 keys of low order or not in canonical spelling:
 * with such a key one signature fits every message, and OpenSSL and Node accept it.
 */
export function parsePublicJwk(value: unknown): PublicJwk {
  const jwk = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  const algorithm = algorithmOf(jwk);
  if (!algorithm) throw unsupported("`kty` and `crv` name no algorithm that is known: use EC P-256 or OKP Ed25519");
  const coordinates = Object.entries(algorithm.coordinates).map(([name, length]) => [
    name,
    readCoordinate(jwk, name, length),
  ]);
  const key = { kty: algorithm.kty, crv: algorithm.crv, ...Object.fromEntries(coordinates) } as PublicJwk;
  if (key.kty === "OKP" && isWeakEd25519(fromBase64url(key.x))) {
    throw new ProvenanceError("key_weak", "this Ed25519 key is of low order or not canonical: make a new one", {
      keyId: thumbprint(key),
    });
  }
  return key;
}

function readCoordinate(jwk: Record<string, unknown>, name: string, length: number): string {
  const text = jwk[name];
  if (typeof text !== "string" || !/^[A-Za-z0-9_-]+$/.test(text) || fromBase64url(text).length !== length) {
    throw unsupported(`\`${name}\` must be ${length} bytes in base64url`);
  }
  return text;
}

const unsupported = (problem: string): ProvenanceError =>
  new ProvenanceError("key_unsupported", `not a key that can be used here: ${problem}`, { keyId: "", problem });

/** The `y` of the points of order 1, 2, 4 and 8 on edwards25519, little-endian, sign bit cleared. */
const lowOrder: ReadonlySet<string> = new Set([
  `00${"00".repeat(31)}`,
  `01${"00".repeat(31)}`,
  `ec${"ff".repeat(30)}7f`,
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]);

function isWeakEd25519(encoded: Uint8Array): boolean {
  const y = encoded.with(31, (encoded[31] ?? 0) & 0x7f);
  const canonical = !(y[31] === 0x7f && (y[0] ?? 0) >= 0xed && y.subarray(1, 31).every((byte) => byte === 0xff));
  return !canonical || lowOrder.has(toHex(y));
}

/** The key's name: its RFC 7638 thumbprint with SHA-256, base64url. It is recomputed wherever it matters, never believed. */
export const thumbprint = (key: PublicJwk): string => toBase64url(fromHex(sha256Hex(canonicalJson(key))));

/** The algorithm that a key is bound to. */
export const algorithmOfKey = (key: PublicJwk): Algorithm => algorithmOf(key) as Algorithm;
