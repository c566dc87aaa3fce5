import type { Algorithm } from "../algorithms.ts";

/** A kind of key (`kty` of RFC 7517). */
export interface KeyKind {
  readonly kty: Algorithm["kty"];
  /** Members that make up the public key, besides `kty` and `alg`, in the order in which they are written. */
  readonly publicMembers: readonly string[];
  /** Those of them that are bytes in base64url. */
  readonly byteMembers: readonly string[];
  /** Members that make a private key of it, never written where a public one belongs. */
  readonly privateMembers: readonly string[];
  /** Members that the key's thumbprint is taken over (RFC 7638 §3.2, RFC 9964). */
  readonly thumbprintMembers: readonly string[];
  /** Why the bytes are no key of this kind. */
  problemOf(bytes: Readonly<Record<string, Uint8Array>>, algorithm: Algorithm): string | undefined;
  /** Why nobody should believe what such a key signs. */
  weaknessOf(bytes: Readonly<Record<string, Uint8Array>>): string | undefined;
}
