import { concatBytes, equalBytes, fromBase64, fromHex, sha256Hex, toBase64, utf8 } from "../foundation/index.ts";
import { ProvenanceError } from "./errors.ts";
import { ed25519Bytes, type PublicJwk } from "./key.ts";
import type { SignatureAnswer, SignatureCheck } from "./signature.ts";
import type { Signer } from "./signer.ts";

/** A log's head: name, number of entries, root hash (C2SP tlog-checkpoint). */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** A checkpoint with the signatures below it (C2SP signed-note). */
export interface SignedCheckpoint extends Checkpoint {
  /** The bytes that are signed: everything up to the blank line. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

export interface NoteSignature {
  readonly name: string;
  /** First four bytes of the hash of name and key: a hint which key to try, no more. */
  readonly keyHint: Uint8Array;
  readonly signature: Uint8Array;
}

/** The algorithm byte of a log's own signature (C2SP signed-note). */
const ED25519 = 1;

/** Signature lines that are read: a log's own, and those of cosigners. */
const MOST_SIGNATURES = 64;

const formatBody = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${toBase64(root)}\n`;

/** The key hint of a signed note: SHA-256 of name, newline, algorithm and key; its first four bytes. */
export function keyHint(name: string, key: PublicJwk, algorithm: number = ED25519): Uint8Array {
  const hash = sha256Hex(concatBytes(utf8(`${name}\n`), new Uint8Array([algorithm]), ed25519Bytes(key)));
  return fromHex(hash.slice(0, 8));
}

/** One line below a note: who, which key, and the signature. */
export const formatSignatureLine = (name: string, hint: Uint8Array, signature: Uint8Array): string =>
  `— ${name} ${toBase64(concatBytes(hint, signature))}\n`;

/** A note with further signature lines below those that it has; a line that it has already is not added again. */
export const withSignatureLines = (note: string, lines: readonly string[]): string =>
  note + lines.filter((line, at) => !note.includes(`\n${line}`) && lines.indexOf(line) === at).join("");

/** Signs a checkpoint with the log's Ed25519 key, under the log's own name. */
export async function signCheckpoint(checkpoint: Checkpoint, signer: Signer, publicKey: PublicJwk): Promise<string> {
  const body = formatBody(checkpoint);
  const hint = keyHint(checkpoint.origin, publicKey);
  return `${body}\n${formatSignatureLine(checkpoint.origin, hint, await signer.sign(utf8(body)))}`;
}

/** Reads a signed note with a checkpoint in it. @throws {ProvenanceError} `checkpoint_malformed` */
export function parseCheckpoint(note: string): SignedCheckpoint {
  if (note.length > 16_384) throw malformed("is too long");
  if (!note.isWellFormed() || hasControls(note)) throw malformed("holds characters that no note may hold");
  const divide = note.lastIndexOf("\n\n");
  if (divide < 0 || !note.endsWith("\n")) throw malformed("has no signatures");
  const text = note.slice(0, divide + 1);
  const [origin = "", size = "", root = ""] = text.split("\n");
  if (origin === "" || !/^(?:0|[1-9][0-9]{0,15})$/.test(size) || !Number.isSafeInteger(Number(size)))
    throw malformed("has no origin or no size");
  return {
    origin,
    size: Number(size),
    root: decode(root, 32),
    text,
    signatures: parseSignatures(note.slice(divide + 2, -1)),
  };
}

/** Whatever could make two readers see two notes: everything below a space but the end of a line (C2SP signed-note). */
function hasControls(note: string): boolean {
  for (let at = 0; at < note.length; at++) {
    const code = note.charCodeAt(at);
    if (code < 0x20 && code !== 0x0a) return true;
  }
  return false;
}

function parseSignatures(lines: string): readonly NoteSignature[] {
  const signatures = lines.split("\n").map(parseSignature);
  if (signatures.length > MOST_SIGNATURES) throw malformed(`has more than ${MOST_SIGNATURES} signatures`);
  return signatures;
}

function parseSignature(line: string): NoteSignature {
  const [, name = "", encoded = ""] = /^— ([^\s+]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
  if (name === "") throw malformed("has a signature line that is none");
  const bytes = decode(encoded);
  if (bytes.length < 5) throw malformed("has a signature that is too short");
  return { name, keyHint: bytes.slice(0, 4), signature: bytes.slice(4) };
}

function decode(text: string, length?: number): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(text);
  } catch {
    throw malformed("has base64 that is not canonical");
  }
  if (length !== undefined && bytes.length !== length)
    throw malformed(`has a root hash that is not ${length} bytes long`);
  return bytes;
}

const malformed = (problem: string): ProvenanceError =>
  new ProvenanceError("checkpoint_malformed", `not a checkpoint: it ${problem}`, { problem });

/** Whether one of the note's signatures is right for a key, under the log's own name. */
export async function isSignedBy(
  checkpoint: SignedCheckpoint,
  publicKey: PublicJwk,
  check: SignatureCheck,
): Promise<SignatureAnswer> {
  const hint = keyHint(checkpoint.origin, publicKey);
  const candidates = checkpoint.signatures.filter(
    ({ name, keyHint: given }) => name === checkpoint.origin && equalBytes(given, hint),
  );
  for (const { signature } of candidates) {
    const answer = await check.here(utf8(checkpoint.text), signature);
    if (answer !== "wrong") return answer;
  }
  return "wrong";
}
