import { AdaptersError } from "./errors.ts";
import { createUtf16Decoder } from "./utf-16.ts";

/** Encodings that files of business data come in. */
export type TextEncoding = "utf-8" | "windows-1252" | "utf-16le" | "utf-16be";

export const textEncodings: readonly TextEncoding[] = ["utf-8", "windows-1252", "utf-16le", "utf-16be"];

/** Of these, any byte may be zero, and the first bytes are their own mark. */
const isWide = (encoding: TextEncoding): boolean => encoding.startsWith("utf-16");

/** Bytes that are decoded at a time, whatever the source hands over at once: it bounds what waits in memory. */
const SLICE_BYTES = 65_536;

/**
 * Decodes bytes as they come, without a byte order mark. Memory: one slice of 64 KiB.
 *
 * @throws {AdaptersError} `csv_not_text`, `csv_encoding`
 */
export async function* decodeText(source: AsyncIterable<Uint8Array>, encoding: TextEncoding): AsyncGenerator<string> {
  const decode = decoders[encoding]();
  let [line, isFirst, endsInCr] = [1, true, false];
  for await (const slice of slices(source)) {
    if (isFirst && !isWide(encoding)) refuseBeginning(slice, encoding);
    isFirst = false;
    // No text holds a zero byte; the beginning of nearly every program's file does.
    if (!isWide(encoding) && slice.includes(0)) throw notText("a binary file", "export the table as CSV text");
    // A CR LF that two slices share is one line break.
    if (endsInCr && slice[0] === 0x0a) line -= 1;
    const text = decode(slice, line);
    yield text;
    line += lineBreaks(text);
    endsInCr = text.endsWith("\r");
  }
  yield decode(undefined, line);
}

/** The bytes in slices that are not too large; the first one holds all that a file is recognised by, if there is so much. */
async function* slices(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let first: Uint8Array | undefined = new Uint8Array();
  for await (const bytes of source) {
    if (!(bytes instanceof Uint8Array)) throw new TypeError("a source of CSV yields bytes, as `Uint8Array`");
    const joined: Uint8Array = first === undefined ? bytes : Buffer.concat([first, bytes]);
    first = first !== undefined && joined.length < LONGEST_MARK ? joined : undefined;
    if (first !== undefined) continue;
    for (let at = 0; at < joined.length; at += SLICE_BYTES) yield joined.subarray(at, at + SLICE_BYTES);
  }
  if (first !== undefined && first.length > 0) yield first;
}

export const lineBreaks = (text: string): number => text.match(/\r\n|\r|\n/g)?.length ?? 0;

/** Decodes the next bytes, or ends where there are none; `line` is told when it fails. */
type Decode = (bytes: Uint8Array | undefined, line: number) => string;

const decoders: Readonly<Record<TextEncoding, () => Decode>> = {
  "utf-8": utf8Decoder,
  "windows-1252": windowsDecoder,
  "utf-16le": () => utf16Decoder("little"),
  "utf-16be": () => utf16Decoder("big"),
};

function utf16Decoder(order: "little" | "big"): Decode {
  const decode = createUtf16Decoder(order);
  return (bytes, line) => {
    try {
      return decode(bytes);
    } catch {
      throw notEncoded(order === "little" ? "utf-16le" : "utf-16be", line, "");
    }
  };
}

function utf8Decoder(): Decode {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  return (bytes, line) => {
    try {
      return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
    } catch {
      throw notEncoded("utf-8", line, new TextDecoder().decode(bytes?.subarray(restOfCharacter(bytes))));
    }
  };
}

/** How many bytes at the start of a slice belong to a character that began in the slice before. */
function restOfCharacter(bytes: Uint8Array): number {
  let at = 0;
  while (at < 3 && ((bytes[at] ?? 0) & 0xc0) === 0x80) at += 1;
  return at;
}

/** What Windows-1252 has where Latin-1 has controls, from 0x80 to 0x9f; five of them stand for nothing. */
const specials = "€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ";

/** By a table of our own: `TextDecoder` takes it for Latin-1 in some releases of Node (nodejs/node#56542). */
function windowsDecoder(): Decode {
  return (bytes = new Uint8Array(), line) => {
    const latin1 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
    const text = latin1.replace(/[\x80-\x9f]/g, (control) => specials[control.charCodeAt(0) - 0x80] as string);
    if (text.includes("\ufffd")) throw notEncoded("windows-1252", line, text);
    return text;
  };
}

const others: Readonly<Record<TextEncoding, TextEncoding>> = {
  "utf-8": "windows-1252",
  "windows-1252": "utf-8",
  "utf-16le": "utf-16be",
  "utf-16be": "utf-16le",
};

function notEncoded(encoding: TextEncoding, before: number, withMark: string): AdaptersError {
  const line = before + lineBreaks(withMark.slice(0, Math.max(0, withMark.indexOf("\ufffd"))));
  const message = `line ${line} is not ${encoding} text: name its encoding in the profile, perhaps ${others[encoding]}`;
  return new AdaptersError("csv_encoding", message, { encoding, line });
}

/** First bytes of what is handed over for CSV by mistake. */
const archives: readonly (readonly [name: string, first: readonly number[]])[] = [
  ["a gzip archive", [0x1f, 0x8b]],
  ["a ZIP archive or an Excel workbook", [0x50, 0x4b, 0x03, 0x04]],
  ["an old Excel workbook", [0xd0, 0xcf, 0x11, 0xe0]],
  ["UTF-16 text", [0xff, 0xfe]],
  ["UTF-16 text", [0xfe, 0xff]],
];

const byteOrderMark = [0xef, 0xbb, 0xbf];
/** Bytes of the longest mark above. */
const LONGEST_MARK = 4;

function refuseBeginning(bytes: Uint8Array, encoding: TextEncoding): void {
  const beginsWith = (first: readonly number[]): boolean => first.every((byte, at) => bytes[at] === byte);
  const [name] = archives.find(([, first]) => beginsWith(first)) ?? [];
  if (name !== undefined) throw notText(name, "unpack or export it as CSV text in UTF-8");
  if (encoding !== "utf-8" && beginsWith(byteOrderMark)) throw notEncoded(encoding, 1, "");
}

const notText = (looksLike: string, advice: string): AdaptersError =>
  new AdaptersError("csv_not_text", `this is ${looksLike}, not CSV: ${advice}`, { looksLike });
