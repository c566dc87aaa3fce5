import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { builtinModule } from "./platform.ts";

/** A synchronous SHA-256 (FIPS 180-4): 32 bytes, or the same as 64 lower-case hexadecimal digits. Text is hashed as UTF-8. */
export interface Sha256 {
  bytes(input: Uint8Array | string): Uint8Array;
  hex(input: Uint8Array | string): string;
  /** Writes the 32 bytes into `target` from `at` on: trees of hashes need no memory for each. */
  into(input: Uint8Array | string, target: Uint8Array, at: number): void;
}

type NodeCrypto = typeof import("node:crypto");

const HASH_BYTES = 32;

function nativeSha256(): Sha256 | undefined {
  const crypto = builtinModule<NodeCrypto>("node:crypto");
  if (typeof crypto?.hash !== "function") return undefined;
  const into = (input: Uint8Array | string, target: Uint8Array, at: number): void => {
    // By way of text, because a buffer that comes out of native code takes twice as long.
    const text = crypto.hash("sha256", input, "binary");
    for (let byte = 0; byte < HASH_BYTES; byte++) target[at + byte] = text.charCodeAt(byte);
  };
  return { hex: (input) => crypto.hash("sha256", input, "hex"), bytes: intoNew(into), into };
}

function intoNew(into: Sha256["into"]): Sha256["bytes"] {
  return (input) => {
    const hash = new Uint8Array(HASH_BYTES);
    into(input, hash, 0);
    return hash;
  };
}

/** The same answers in pure JavaScript, for platforms without `node:crypto`; WebCrypto only hashes asynchronously. */
export const portableSha256: Sha256 = {
  bytes: (input) => nobleSha256(toBytes(input)),
  hex: (input) => bytesToHex(nobleSha256(toBytes(input))),
  into: (input, target, at) => target.set(nobleSha256(toBytes(input)), at),
};

const toBytes = (input: Uint8Array | string): Uint8Array => (typeof input === "string" ? utf8ToBytes(input) : input);

/** SHA-256 of this platform: native where it has a synchronous one. */
export const sha256: Sha256 = nativeSha256() ?? portableSha256;
