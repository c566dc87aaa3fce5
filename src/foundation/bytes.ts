import { base64 } from "../runtime/index.ts";
import { FoundationError } from "./errors.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The UTF-8 bytes of a text. */
export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** @throws {FoundationError} `json_encoding` when the bytes are not UTF-8. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new FoundationError(
      "json_encoding",
      "the bytes are not UTF-8 text: convert them before handing them over",
      {},
    );
  }
}

/** Text of bytes, in one of three alphabets; each has exactly one spelling for each sequence of bytes (RFC 4648). */
export const toBase64 = (bytes: Uint8Array): string => base64.encode(bytes);

/** Base64url without padding (RFC 4648 §5). */
export const toBase64url = (bytes: Uint8Array): string => base64.encodeUrl(bytes);

/** Base64url of the UTF-8 bytes of a text, without making them one by one. */
export const textToBase64url = (text: string): string => base64.encodeUrlText(text);

/** Lower-case hexadecimal digits, two for each byte. */
export const toHex = (bytes: Uint8Array): string => {
  let text = "";
  for (const byte of bytes) text += byte.toString(16).padStart(2, "0");
  return text;
};

/** @throws {FoundationError} `bytes_encoding` for padding, white space, other letters or loose trailing bits. */
export function fromBase64url(text: string): Uint8Array {
  return base64.decodeUrl(expectBase64url(text));
}

const noBase64url = /[^A-Za-z0-9_-]/;
/** By the number of letters behind the last group of four: those that leave no loose bits as the last one. */
const lastLetters = ["", "", "AQgw", "AEIMQUYcgkosw048"] as const;

/** Answers the text, for those who need no bytes of it. @throws {FoundationError} `bytes_encoding` like {@link fromBase64url} */
export function expectBase64url(text: string): string {
  const loose = text.length % 4;
  if (noBase64url.test(text) || (loose > 0 && !lastLetters[loose]?.includes(text.at(-1) as string)))
    throw notEncoded("base64url");
  return text;
}

/** @throws {FoundationError} `bytes_encoding` for missing padding, white space, other letters or loose trailing bits. */
export function fromBase64(text: string): Uint8Array {
  // Decoding is lenient in every engine, so the text is looked at first.
  if (text.length % 4 !== 0 || !canonicalBase64.test(text)) throw notEncoded("base64");
  return base64.decode(text);
}

/** Letters, and at the end at most two signs of padding behind a letter that leaves no loose bits. */
const canonicalBase64 = /^[A-Za-z0-9+/]*(?:[AEIMQUYcgkosw048]=|[AQgw]==)?$/;

/** @throws {FoundationError} `bytes_encoding` unless the text is pairs of lower-case hexadecimal digits. */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-f]*$/.test(text)) throw notEncoded("hexadecimal");
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}

const notEncoded = (encoding: string): FoundationError =>
  new FoundationError("bytes_encoding", `the text is not canonical ${encoding}`, { encoding });

/** All bytes one after another, in new memory. */
export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** Compares in a time that depends on the lengths only. */
export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) return false;
  let difference = 0;
  for (let at = 0; at < left.length; at++) difference |= (left[at] ?? 0) ^ (right[at] ?? 0);
  return difference === 0;
}
