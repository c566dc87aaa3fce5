import { parseTlogProof } from "../../../../src/provenance/tlog-proof.ts";
import { type Case, compared, jsonAt, refusalOf, type Suite } from "../../suite.ts";

interface ProofTest {
  readonly desc: string;
  readonly proof: string;
}

/** transparency-dev's files that are no `.tlog-proof`, each wrong in one way, once as it stands and once above a checkpoint. */
const suite: Suite = {
  name: "tlog-proofs",
  room: "provenance",
  *run(vectors): Iterable<Case> {
    const { tlogProofUnmarshalErrors } = jsonAt<{ tlogProofUnmarshalErrors: ProofTest[] }>(
      vectors,
      "provenance/tlog-formats/vectors.json",
    );
    for (const { desc, proof } of tlogProofUnmarshalErrors) {
      yield compared(
        desc,
        refusalOf(() => parseTlogProof(proof)),
        "tlog_proof_malformed",
      );
      const above = proof.replace("checkpoint\n", checkpoint);
      yield compared(
        `${desc}, above a checkpoint`,
        refusalOf(() => parseTlogProof(above)),
        "tlog_proof_malformed",
      );
    }
    const right = `c2sp.org/tlog-proof@v1\nextra AAAA\nindex 0\n\n${checkpoint}`;
    yield compared(
      "the same with nothing wrong",
      refusalOf(() => parseTlogProof(right)),
      undefined,
    );
  },
};
export default suite;

/** With a root of zeros and five bytes of signature: enough to be read. */
const checkpoint = `Log\n1\n${"A".repeat(43)}=\n\n— Log AAAAAAA=\n`;
