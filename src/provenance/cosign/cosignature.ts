import { concatBytes, equalBytes, utf8 } from "../../foundation/index.ts";
import {
  formatSignatureLine,
  keyHint,
  type NoteSignature,
  parseCheckpoint,
  type SignedCheckpoint,
} from "../checkpoint.ts";
import type { PublicJwk } from "../key.ts";
import type { Signer } from "../signer.ts";
import { hasRole, type TrustedKey, type TrustedKeys } from "../trusted-keys.ts";

/** Algorithm bytes of cosignatures (C2SP tlog-cosignature). Those with ML-DSA-44 are known, and not read yet. */
const ED25519_COSIGNATURE = 4;
const TIMESTAMP_BYTES = 8;
const SIGNATURE_BYTES = 64;

/** Who cosigns: the name on the signature line, and an Ed25519 key that signs for nothing else. */
export interface CosignerIdentity {
  readonly name: string;
  readonly signer: Signer;
  readonly publicKey: PublicJwk;
}

/** The bytes of `cosignature/v1`: its name, when, and the checkpoint's own text. */
const signedBytes = (text: string, seconds: number): Uint8Array => utf8(`cosignature/v1\ntime ${seconds}\n${text}`);

/**
 * The signature line with which a cosigner says that it saw a checkpoint then, and every earlier state of the log as it
 * should be. Whether it is, is to be checked first: see `createCosigner`.
 *
 * @throws {ProvenanceError} `checkpoint_malformed`, `signing_failed`
 */
export async function signCosignature(
  note: string,
  { name, signer, publicKey }: CosignerIdentity,
  at: Date,
): Promise<string> {
  const seconds = Math.floor(at.getTime() / 1_000);
  const signature = await signer.sign(signedBytes(parseCheckpoint(note).text, seconds));
  return formatSignatureLine(
    name,
    keyHint(name, publicKey, ED25519_COSIGNATURE),
    concatBytes(formatSeconds(seconds), signature),
  );
}

function formatSeconds(seconds: number): Uint8Array {
  const bytes = new Uint8Array(TIMESTAMP_BYTES);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(seconds));
  return bytes;
}

/** A trusted cosigner, and when it says that it saw a checkpoint. */
export interface Cosignature {
  readonly key: TrustedKey;
  readonly at: Date;
}

/**
 * The cosignatures of trusted keys with role `cosigner` below a checkpoint. Whoever is not known, or did not sign this,
 * is left out. Of two by one key, the earlier counts.
 */
export async function cosignaturesOf(
  checkpoint: SignedCheckpoint,
  trustedKeys: TrustedKeys,
): Promise<readonly Cosignature[]> {
  const earliest = new Map<string, Cosignature>();
  for (const line of checkpoint.signatures) {
    const found = await cosignatureIn(line, checkpoint, trustedKeys);
    const known = found && earliest.get(found.key.keyId);
    if (found && !(known && known.at <= found.at)) earliest.set(found.key.keyId, found);
  }
  return [...earliest.values()];
}

async function cosignatureIn(
  { name, keyHint: hint, signature }: NoteSignature,
  { text }: SignedCheckpoint,
  trustedKeys: TrustedKeys,
): Promise<Cosignature | undefined> {
  if (signature.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES) return undefined;
  const seconds = Number(new DataView(signature.buffer, signature.byteOffset, TIMESTAMP_BYTES).getBigUint64(0));
  const at = new Date(seconds * 1_000);
  if (Number.isNaN(at.getTime())) return undefined;
  for (const key of trustedKeys.keys) {
    if (!hasRole(key, "cosigner") || key.key.kty !== "OKP") continue;
    if (!equalBytes(keyHint(name, key.key, ED25519_COSIGNATURE), hint)) continue;
    const answer = await trustedKeys.checkOf(key).here(signedBytes(text, seconds), signature.subarray(TIMESTAMP_BYTES));
    if (answer === "right") return { key, at };
  }
  return undefined;
}
