import { verifyInclusion } from "../../../../src/provenance/merkle.ts";
import { type Case, compared, filesAt, jsonAt, type Suite } from "../../suite.ts";

interface InclusionTest {
  readonly leafIdx: number;
  readonly treeSize: number;
  readonly root: string;
  readonly leafHash: string;
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
      const hashes = (proof ?? []).map(toBytes);
      yield compared(file, verifyInclusion(toBytes(leafHash), leafIdx, treeSize, hashes, toBytes(root)), !wantErr);
    }
  },
};
export default suite;

/** Some hashes in the vectors are of another length, and must be refused for it. */
const toBytes = (text: string | null): Uint8Array => Buffer.from(text ?? "", "base64");
