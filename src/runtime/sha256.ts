import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { builtinModule } from "./platform.ts";

/** A synchronous SHA-256 (FIPS 180-4): 32 bytes, or the same as 64 lower-case hexadecimal digits. Text is hashed as UTF-8. */
export interface Sha256 {
  bytes(input: Uint8Array | string): Uint8Array;
  hex(input: Uint8Array | string): string;
}

type NodeCrypto = typeof import("node:crypto");
type NodeBuffer = typeof import("node:buffer");

function nativeSha256(): Sha256 | undefined {
  const crypto = builtinModule<NodeCrypto>("node:crypto");
  const Buffer = builtinModule<NodeBuffer>("node:buffer")?.Buffer;
  if (typeof crypto?.hash !== "function" || !Buffer) return undefined;
  const hex = (input: Uint8Array | string): string => crypto.hash("sha256", input, "hex");
  // By way of text, because a buffer that comes out of native code takes twice as long.
  return { hex, bytes: (input) => new Uint8Array(Buffer.from(hex(input), "hex")) };
}

/** The same answers in pure JavaScript, for platforms without `node:crypto`; WebCrypto only hashes asynchronously. */
export const portableSha256: Sha256 = {
  bytes: (input) => nobleSha256(toBytes(input)),
  hex: (input) => bytesToHex(nobleSha256(toBytes(input))),
};

const toBytes = (input: Uint8Array | string): Uint8Array => (typeof input === "string" ? utf8ToBytes(input) : input);

/** SHA-256 of this platform: native where it has a synchronous one. */
export const sha256: Sha256 = nativeSha256() ?? portableSha256;
