import { toBase64 } from "../../../../src/foundation/index.ts";
import { parseCheckpoint } from "../../../../src/provenance/checkpoint.ts";
import { type Case, compared, deviating, jsonAt, refusalOf, type Suite } from "../../suite.ts";

interface CheckpointTest {
  readonly desc: string;
  readonly body: string;
  readonly wantErr: boolean;
}

/** transparency-dev's checkpoint bodies, each with a signature line below it: unsigned ones are not read here. */
const suite: Suite = {
  name: "checkpoints",
  room: "provenance",
  *run(vectors): Iterable<Case> {
    const file = "provenance/tlog-formats/vectors.json";
    for (const test of jsonAt<{ checkpointUnmarshal: CheckpointTest[] }>(vectors, file).checkpointUnmarshal) {
      yield asWritten(test);
      yield withRoot(test);
    }
  },
};
export default suite;

/** A key hint of four bytes and one byte of signature. */
const signatureLine = `— Log ${toBase64(new Uint8Array(5))}\n`;

const isRead = (body: string): boolean => refusalOf(() => parseCheckpoint(`${body}\n${signatureLine}`)) === undefined;

function asWritten({ desc, body, wantErr }: CheckpointTest): Case {
  const read = isRead(body);
  if (!read && !wantErr) return deviating(desc, "the root hash is SHA-256: 32 bytes, and these are words");
  return compared(desc, read, !wantErr);
}

/** The same with 32 bytes where the vectors have words for a root, so that only what the test is about is wrong. */
function withRoot({ desc, body, wantErr }: CheckpointTest): Case {
  const lines = body.split("\n");
  const root = lines[2] ?? "";
  if (/^[A-Za-z0-9+/]+=*$/.test(root)) lines[2] = toBase64(new Uint8Array(32).fill(7));
  return compared(`${desc}, with a root of 32 bytes`, isRead(lines.join("\n")), !wantErr);
}
