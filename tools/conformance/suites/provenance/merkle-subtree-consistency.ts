import { verifySubtreeConsistency } from "../../../../src/provenance/merkle-proof.ts";
import { type Case, compared, filesAt, jsonAt, type Suite } from "../../suite.ts";
import { hashesOf, hashOf } from "../../wire-hash.ts";

interface SubtreeConsistencyTest {
  readonly start: number;
  readonly end: number;
  readonly size: number;
  readonly root1: string | null;
  readonly root2: string | null;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

/** A subtree within a larger tree (draft-ietf-plants-merkle-tree-certs), nearly all wrong in one way each. */
const suite: Suite = {
  name: "merkle-subtree-consistency",
  room: "provenance",
  *run(vectors): Iterable<Case> {
    const folder = `${vectors}/provenance/transparency-dev-merkle/testdata/subtreeconsistency`;
    for (const file of filesAt(folder)) {
      const { size, root1, root2, proof, wantErr, ...subtree } = jsonAt<SubtreeConsistencyTest>(folder, file);
      const holds = verifySubtreeConsistency(subtree, size, hashesOf(proof), hashOf(root1), hashOf(root2));
      yield compared(file, holds, !wantErr);
    }
  },
};
export default suite;
