import { verifyConsistency } from "../../../../src/provenance/merkle-proof.ts";
import { type Case, compared, filesAt, jsonAt, type Suite } from "../../suite.ts";
import { hashesOf, hashOf } from "../../wire-hash.ts";

interface ConsistencyTest {
  readonly size1: number;
  readonly size2: number;
  readonly root1: string | null;
  readonly root2: string | null;
  readonly proof: readonly string[] | null;
  readonly wantErr: boolean;
}

/** RFC 6962 consistency proofs, nearly all of them wrong in one way each. */
const suite: Suite = {
  name: "merkle-consistency",
  room: "provenance",
  *run(vectors): Iterable<Case> {
    const folder = `${vectors}/provenance/transparency-dev-merkle/testdata/consistency`;
    for (const file of filesAt(folder)) {
      const { size1, size2, root1, root2, proof, wantErr } = jsonAt<ConsistencyTest>(folder, file);
      const holds = verifyConsistency(size1, size2, hashesOf(proof), hashOf(root1), hashOf(root2));
      yield compared(file, holds, !wantErr);
    }
  },
};
export default suite;
