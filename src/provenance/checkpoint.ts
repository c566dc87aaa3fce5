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

const ED25519 = 1;

const formatBody = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${toBase64(root)}\n`;

/** The key hint of a signed note: SHA-256 of name, newline, algorithm and key; its first four bytes. */
export function keyHint(name: string, key: PublicJwk): Uint8Array {
  const hash = sha256Hex(concatBytes(utf8(`${name}\n`), new Uint8Array([ED25519]), ed25519Bytes(key)));
  return fromHex(hash.slice(0, 8));
}

/** Signs a checkpoint with the log's Ed25519 key, under the log's own name. */
export async function signCheckpoint(checkpoint: Checkpoint, signer: Signer, publicKey: PublicJwk): Promise<string> {
  const body = formatBody(checkpoint);
  const signature = concatBytes(keyHint(checkpoint.origin, publicKey), await signer.sign(utf8(body)));
  return `${body}\n— ${checkpoint.origin} ${toBase64(signature)}\n`;
}

/** Reads a signed note with a checkpoint in it. @throws {ProvenanceError} `checkpoint_malformed` */
export function parseCheckpoint(note: string): SignedCheckpoint {
  if (note.length > 16_384) throw malformed("is too long");
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
    signatures: note
      .slice(divide + 2, -1)
      .split("\n")
      .map(parseSignature),
  };
}

function parseSignature(line: string): NoteSignature {
  const [, name = "", encoded = ""] = /^— ([^ +]+) ([A-Za-z0-9+/=]+)$/.exec(line) ?? [];
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
