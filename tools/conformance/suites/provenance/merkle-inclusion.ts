import { verifyInclusion } from "../../../../src/provenance/merkle-proof.ts";
import { type Case, compared, filesAt, jsonAt, type Suite } from "../../suite.ts";
import { hashesOf, hashOf } from "../../wire-hash.ts";

interface InclusionTest {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string | null;
  readonly leafHash: string | null;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

/** RFC 6962 inclusion proofs, nearly all of them wrong in one way each. */
const suite: Suite = {
  name: "merkle-inclusion",
  room: "provenance",
  *run(vectors): Iterable<Case> {
    const folder = `${vectors}/provenance/transparency-dev-merkle/testdata/inclusion`;
    for (const file of filesAt(folder)) {
      const { leafIdx, treeSize, root, leafHash, proof, wantErr } = jsonAt<InclusionTest>(folder, file);
      const holds = verifyInclusion(hashOf(leafHash), leafIdx, treeSize, hashesOf(proof), hashOf(root));
      yield compared(file, holds, !wantErr);
    }
  },
};
export default suite;
