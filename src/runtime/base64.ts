import { builtinModule } from "./platform.ts";

/** Base64 with padding (RFC 4648 §4) of bytes, and bytes of base64; what is not base64 decodes to something, or throws. */
export interface Base64 {
  encode(bytes: Uint8Array): string;
  decode(text: string): Uint8Array;
  /** The same in base64url without padding (RFC 4648 §5). */
  encodeUrl(bytes: Uint8Array): string;
  decodeUrl(text: string): Uint8Array;
  /** Base64url of a text's UTF-8 bytes. */
  encodeUrlText(text: string): string;
}

type NodeBuffer = typeof import("node:buffer");

function nativeBase64(): Base64 | undefined {
  const Buffer = builtinModule<NodeBuffer>("node:buffer")?.Buffer;
  if (!Buffer) return undefined;
  const view = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Copied out of Node's shared pool, so that nobody else's bytes hang on to these.
  return {
    encode: (bytes) => view(bytes).toString("base64"),
    decode: (text) => new Uint8Array(Buffer.from(text, "base64")),
    encodeUrl: (bytes) => view(bytes).toString("base64url"),
    decodeUrl: (text) => new Uint8Array(Buffer.from(text, "base64url")),
    encodeUrlText: (text) => Buffer.from(text).toString("base64url"),
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
  encodeUrl: (bytes) => portableBase64.encode(bytes).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, ""),
  decodeUrl: (text) => portableBase64.decode(text.replaceAll("-", "+").replaceAll("_", "/")),
  encodeUrlText: (text) => portableBase64.encodeUrl(new TextEncoder().encode(text)),
};

/** Base64 of this platform: native where it has it. */
export const base64: Base64 = nativeBase64() ?? portableBase64;
