import { equalBytes, fromBase64, isIntegrityError, type Status, toBase64, type Verdict } from "../foundation/index.ts";
import { closed, listOf, oneOf, readFormat, text } from "../foundation/shape.ts";
import { parseCheckpoint, type SignedCheckpoint } from "./checkpoint.ts";
import { signerOf } from "./checkpoint-signer.ts";
import { foldConsistency } from "./merkle-proof.ts";
import type { TrustedKeys } from "./trusted-keys.ts";

/**
 * Two checkpoints of one log that cannot both be true: whoever holds the log's public key can see that it told two
 * stories. The byte-exact page is `docs/formats/contradiction.md`.
 */
export interface Contradiction {
  readonly formatVersion: 1;
  /** Signed notes, the smaller one first. */
  readonly first: string;
  readonly second: string;
  /** For two sizes: hashes, in base64, that make up the second root and another root for the first size. */
  readonly proof?: readonly string[];
}

const shape = closed({ formatVersion: oneOf(1), first: text, second: text }, { proof: listOf(text) });

/** @throws {FoundationError} `format_malformed`, `newer_format` */
export const parseContradiction = (value: unknown): Contradiction =>
  readFormat("contradiction", 1, shape, value) as Contradiction;

/**
 * The contradiction between two signed notes: of one log, and either of one size with two roots, or of two sizes with a
 * proof that the larger one did not grow out of the smaller. `undefined` where none can be seen. Who signed them is for
 * {@link verifyContradiction} to find out.
 *
 * @param proof SUBPROOF(m, D[n], false) of RFC 6962 §2.1.2, from the second log.
 * @throws {ProvenanceError} `checkpoint_malformed`
 */
export function contradictionOf(one: string, other: string, proof?: readonly Uint8Array[]): Contradiction | undefined {
  const [first, second] = parseCheckpoint(one).size <= parseCheckpoint(other).size ? [one, other] : [other, one];
  return contradicts(parseCheckpoint(first), parseCheckpoint(second), proof)
    ? { formatVersion: 1, first, second, ...(proof && { proof: proof.map(toBase64) }) }
    : undefined;
}

function contradicts(first: SignedCheckpoint, second: SignedCheckpoint, proof?: readonly Uint8Array[]): boolean {
  if (first.origin !== second.origin) return false;
  if (first.size === second.size) return !proof && !equalBytes(first.root, second.root);
  const folded = foldConsistency(first.size, second.size, proof ?? []);
  return folded !== undefined && equalBytes(folded.newRoot, second.root) && !equalBytes(folded.oldRoot, first.root);
}

/** What a verification of a contradiction looks at. */
export interface ContradictionChecks {
  /** The two checkpoints cannot both be true. */
  contradiction_holds: Record<string, never>;
  /** One trusted log has signed both. */
  contradiction_signed: Record<string, never>;
}

/** Verifies a contradiction: `proven` means that the log has told two stories. @throws {FoundationError} `format_malformed` */
export async function verifyContradiction(
  { first, second, proof }: Contradiction,
  trustedKeys: TrustedKeys,
): Promise<Verdict<{ readonly origin: string; readonly principal: string }>> {
  try {
    const notes = [parseCheckpoint(first), parseCheckpoint(second)] as const;
    if (!contradicts(...notes, proof?.map(fromBase64)))
      return verdict("refuted", "contradiction_holds", "the two checkpoints can both be true");
    const [one, other] = await Promise.all(notes.map((note) => signerOf(note, trustedKeys)));
    if (one === "forged" || other === "forged")
      return verdict("refuted", "contradiction_signed", "the log has not signed both of them");
    if (!one || !other)
      return verdict("unknown", "contradiction_signed", `no trusted key speaks for the log \`${notes[0].origin}\``);
    return {
      ...verdict("proven", "contradiction_signed", `${one.principal} signed both, and they cannot both be true`),
      value: { origin: notes[0].origin, principal: one.principal },
    };
  } catch (error) {
    if (isIntegrityError(error)) return verdict("refuted", "contradiction_holds", error.message);
    throw error;
  }
}

const verdict = (status: Status, code: keyof ContradictionChecks, sentence: string): Verdict<never> => ({
  status,
  checks: [{ status, code, sentence }],
  notChecked: [],
});
