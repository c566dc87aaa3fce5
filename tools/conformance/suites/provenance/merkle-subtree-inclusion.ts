import { verifySubtreeInclusion } from "../../../../src/provenance/merkle-proof.ts";
import { type Case, compared, filesAt, jsonAt, type Suite } from "../../suite.ts";
import { hashesOf, hashOf } from "../../wire-hash.ts";

interface SubtreeInclusionTest {
  readonly leafIdx: number;
  readonly start: number;
  readonly end: number;
  readonly root: string | null;
  readonly leafHash: string | null;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

/** Inclusion in a subtree (draft-ietf-plants-merkle-tree-certs), nearly all wrong in one way each. */
const suite: Suite = {
  name: "merkle-subtree-inclusion",
  room: "provenance",
  *run(vectors): Iterable<Case> {
    const folder = `${vectors}/provenance/transparency-dev-merkle/testdata/subtreeinclusion`;
    for (const file of filesAt(folder)) {
      const { leafIdx, leafHash, root, proof, wantErr, ...subtree } = jsonAt<SubtreeInclusionTest>(folder, file);
      const holds = verifySubtreeInclusion(hashOf(leafHash), leafIdx, subtree, hashesOf(proof), hashOf(root));
      yield compared(file, holds, !wantErr);
    }
  },
};
export default suite;
