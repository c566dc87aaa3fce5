import { parseCheckpoint, type SignedCheckpoint } from "./checkpoint.ts";
import { signerOf } from "./checkpoint-signer.ts";
import { type Cosignature, cosignaturesOf } from "./cosign/cosignature.ts";
import { type HoldsLeaf, knownTree, unknownTree } from "./known-tree.ts";
import type { TrustedKey, TrustedKeys } from "./trusted-keys.ts";

/** A checkpoint whose signatures were looked at. */
export interface KnownCheckpoint {
  readonly checkpoint: SignedCheckpoint;
  readonly signer: TrustedKey | "forged" | undefined;
  readonly cosignatures: readonly Cosignature[];
  /** Whether its log holds a leaf. */
  readonly holds: HoldsLeaf;
}

/** Looks at the signatures of a checkpoint. @throws {ProvenanceError} `checkpoint_malformed` */
export const knowCheckpoint = (note: string, trustedKeys: TrustedKeys): Promise<KnownCheckpoint> =>
  know(note, trustedKeys, unknownTree);

async function know(note: string, trustedKeys: TrustedKeys, treeOf: typeof knownTree): Promise<KnownCheckpoint> {
  const checkpoint = parseCheckpoint(note);
  const signer = await signerOf(checkpoint, trustedKeys);
  const cosignatures = await cosignaturesOf(checkpoint, trustedKeys);
  return { checkpoint, signer, cosignatures, holds: treeOf(checkpoint.size, checkpoint.root) };
}

/**
 * Remembers checkpoints, for whoever verifies many envelopes of one batch: their common signature is then verified once,
 * and what their proofs have in common is hashed once. It holds at most 64 checkpoints, each with up to 2,048 nodes of its
 * tree; then it starts anew, as it does for other trusted keys.
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
      const found = known.get(note) ?? know(note, trustedKeys, knownTree);
      known.set(note, found);
      return found;
    },
  };
}
