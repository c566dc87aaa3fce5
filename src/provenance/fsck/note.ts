import { concatBytes, fromBase64, hasCode, sha256Hex, toHex, utf8 } from "../../foundation/index.ts";
import { ed25519Bytes } from "../key.ts";
import { hasRole, speaksFor, type TrustedKeys } from "../trusted-keys.ts";

/** What a signed note says, read in a few lines of its own. */
export interface Note {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly text: string;
  readonly lines: readonly string[];
}

/** `undefined` for what is no checkpoint. */
export function readNote(note: string): Note | undefined {
  const divide = note.lastIndexOf("\n\n") + 1;
  const [text, below] = [note.slice(0, divide), note.slice(divide + 1)];
  const [origin = "", size = "", root = ""] = text.split("\n");
  const bytes = decoded(root);
  if (origin === "" || !/^\d{1,15}$/.test(size) || bytes?.length !== 32 || !below.endsWith("\n")) return undefined;
  return { origin, size: Number(size), root: bytes, text, lines: below.trimEnd().split("\n") };
}

function decoded(text: string): Uint8Array | undefined {
  try {
    return fromBase64(text);
  } catch (error) {
    if (hasCode(error, "bytes_encoding")) return undefined;
    throw error;
  }
}

/** Who of the trusted keys signed a note as the log: a principal, `forged`, or nothing where no key speaks for the log. */
export async function signedBy({ origin, text, lines }: Note, trustedKeys: TrustedKeys): Promise<string | undefined> {
  const keys = trustedKeys.keys.filter((key) => hasRole(key, "log") && key.key.kty === "OKP" && speaksFor(key, origin));
  for (const key of keys) {
    const named = concatBytes(utf8(`${origin}\n`), new Uint8Array([1]), ed25519Bytes(key.key));
    for (const line of lines) {
      const bytes = line.startsWith(`— ${origin} `) ? decoded(line.slice(`— ${origin} `.length)) : undefined;
      if (bytes?.length !== 68 || toHex(bytes.subarray(0, 4)) !== sha256Hex(named).slice(0, 8)) continue;
      if ((await trustedKeys.checkOf(key).here(utf8(text), bytes.slice(4))) === "right") return key.principal;
    }
  }
  return keys.length > 0 ? FORGED : undefined;
}

/** No principal bears this name: it has a line break in it. */
export const FORGED = "\nforged";
