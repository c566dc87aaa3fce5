import { parseCheckpoint, type SignedCheckpoint } from "./checkpoint.ts";
import { signerOf } from "./checkpoint-signer.ts";
import { type Cosignature, cosignaturesOf } from "./cosign/cosignature.ts";
import type { TrustedKey, TrustedKeys } from "./trusted-keys.ts";

/** A checkpoint whose signatures were looked at. */
export interface KnownCheckpoint {
  readonly checkpoint: SignedCheckpoint;
  readonly signer: TrustedKey | "forged" | undefined;
  readonly cosignatures: readonly Cosignature[];
}

/** Looks at the signatures of a checkpoint. @throws {ProvenanceError} `checkpoint_malformed` */
export async function knowCheckpoint(note: string, trustedKeys: TrustedKeys): Promise<KnownCheckpoint> {
  const checkpoint = parseCheckpoint(note);
  const signer = await signerOf(checkpoint, trustedKeys);
  return { checkpoint, signer, cosignatures: await cosignaturesOf(checkpoint, trustedKeys) };
}

/**
 * Remembers checkpoints, for whoever verifies many envelopes of one batch: their common signature is then verified once.
 * It holds at most 64 checkpoints; then it starts anew, as it does for other trusted keys.
 */
export interface CheckpointMemory {
  know(note: string, trustedKeys: TrustedKeys): Promise<KnownCheckpoint>;
}

const MOST_CHECKPOINTS = 64;

/** An empty memory. */
export function createCheckpointMemory(): CheckpointMemory {
  const known = new Map<string, Promise<KnownCheckpoint>>();
  let keys: TrustedKeys | undefined;
  return {
    know(note, trustedKeys) {
      if (keys !== trustedKeys || known.size >= MOST_CHECKPOINTS) known.clear();
      keys = trustedKeys;
      const found = known.get(note) ?? knowCheckpoint(note, trustedKeys);
      known.set(note, found);
      return found;
    },
  };
}
