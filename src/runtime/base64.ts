import { builtinModule } from "./platform.ts";

/** Base64 with padding (RFC 4648 §4) of bytes, and bytes of base64; what is not base64 decodes to something, or throws. */
export interface Base64 {
  encode(bytes: Uint8Array): string;
  decode(text: string): Uint8Array;
}

type NodeBuffer = typeof import("node:buffer");

function nativeBase64(): Base64 | undefined {
  const Buffer = builtinModule<NodeBuffer>("node:buffer")?.Buffer;
  if (!Buffer) return undefined;
  return {
    encode: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64"),
    // Copied out of Node's shared pool, so that nobody else's bytes hang on to these.
    decode: (text) => new Uint8Array(Buffer.from(text, "base64")),
  };
}

/** The same in pure JavaScript, about ten times slower. */
export const portableBase64: Base64 = {
  encode(bytes) {
    let binary = "";
    // `fromCharCode` takes its arguments from the stack: 8 KiB at a time is safe everywhere.
    for (let at = 0; at < bytes.length; at += 8_192) binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
    return btoa(binary);
  },
  decode(text) {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
    return bytes;
  },
};

/** Base64 of this platform: native where it has it. */
export const base64: Base64 = nativeBase64() ?? portableBase64;
