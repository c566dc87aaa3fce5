import { fromBase64, toBase64url, toHex } from "../../../../src/foundation/index.ts";
import { isSignedBy, keyHint, parseCheckpoint, type SignedCheckpoint } from "../../../../src/provenance/checkpoint.ts";
import { type PublicJwk, parsePublicJwk } from "../../../../src/provenance/key.ts";
import { checkOf } from "../../signature.ts";
import { type Case, compared, jsonAt, type Suite } from "../../suite.ts";

interface NoteTest {
  /** Name, key hint in hexadecimal, and the algorithm's byte with the key in base64, joined with `+`. */
  readonly vkey: string;
  readonly note: string;
  readonly valid: boolean;
}

/** The example of C2SP's signed-note page: its text is no checkpoint, so one is put before it to have it read. */
const suite: Suite = {
  name: "signed-note",
  room: "provenance",
  async *run(vectors): AsyncIterable<Case> {
    const { signedNote } = jsonAt<{ signedNote: NoteTest[] }>(vectors, "provenance/c2sp-tlog/vectors.json");
    for (const test of signedNote) yield* judge(test);
  },
};
export default suite;

async function* judge({ vkey, note, valid }: NoteTest): AsyncIterable<Case> {
  const [, name = "", hint = "", encoded = ""] = /^(.+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey) ?? [];
  const key = parsePublicJwk({ kty: "OKP", crv: "Ed25519", x: toBase64url(fromBase64(encoded).slice(1)) });
  yield compared(`${name}: the key's hint`, toHex(keyHint(name, key)), hint);
  const read = readNote(name, note);
  yield compared(`${name}: the signature`, await isSigned(read, key), valid);
  yield compared(`${name}: another text`, await isSigned({ ...read, text: `${read.text} ` }, key), false);
  yield compared(`${name}: another name`, await isSigned({ ...read, origin: `${name}/x` }, key), false);
}

/** The signature lines as they are read below a checkpoint, with the note's own text. */
function readNote(name: string, note: string): SignedCheckpoint {
  const divide = note.lastIndexOf("\n\n");
  const root = `${"A".repeat(43)}=`;
  const { signatures } = parseCheckpoint(`${name}\n0\n${root}\n${note.slice(divide + 1)}`);
  return { origin: name, size: 0, root: new Uint8Array(32), text: note.slice(0, divide + 1), signatures };
}

const isSigned = async (checkpoint: SignedCheckpoint, key: PublicJwk): Promise<boolean> =>
  (await isSignedBy(checkpoint, key, checkOf(key))) === "right";
