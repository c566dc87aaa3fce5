import { fromBase64, isIntegrityError } from "../../foundation/index.ts";
import { parseCheckpoint, type SignedCheckpoint } from "../checkpoint.ts";
import { ProvenanceError } from "../errors.ts";

/** Longest proof that is read: no tree of so few entries needs more (C2SP). */
const MOST_HASHES = 63;

/** What a log asks a cosigner: its newest checkpoint, with a proof that it has grown out of the one of `oldSize` entries. */
export interface AddCheckpoint {
  readonly oldSize: number;
  /** Base64. */
  readonly proof: readonly string[];
  /** The signed note. */
  readonly checkpoint: string;
}

/** The body of an `add-checkpoint` request of C2SP. */
export const formatAddCheckpoint = ({ oldSize, proof, checkpoint }: AddCheckpoint): string =>
  `old ${oldSize}\n${proof.map((hash) => `${hash}\n`).join("")}\n${checkpoint}`;

/** A request that was read, with its hashes as bytes. */
export interface ReadAddCheckpoint {
  readonly oldSize: number;
  readonly proof: readonly Uint8Array[];
  readonly note: string;
  readonly checkpoint: SignedCheckpoint;
}

/** @throws {ProvenanceError} `cosign_request_malformed` */
export function parseAddCheckpoint(body: string): ReadAddCheckpoint {
  const divide = body.indexOf("\n\n");
  const [first = "", ...hashes] = body.slice(0, Math.max(divide, 0)).split("\n");
  const [, old = ""] = /^old (0|[1-9][0-9]{0,15})$/.exec(first) ?? [];
  if (old === "" || !Number.isSafeInteger(Number(old))) throw malformed("its first line is not `old` and a size");
  if (hashes.length > MOST_HASHES) throw malformed(`it has more than ${MOST_HASHES} hashes`);
  const note = body.slice(divide + 2);
  return { oldSize: Number(old), proof: hashes.map(readHash), note, checkpoint: readNote(note) };
}

function readHash(text: string): Uint8Array {
  const bytes = quietly(() => fromBase64(text));
  if (bytes?.length !== 32) throw malformed("a line of its proof is no hash in base64");
  return bytes;
}

const readNote = (note: string): SignedCheckpoint => {
  const checkpoint = quietly(() => parseCheckpoint(note));
  if (!checkpoint) throw malformed("it holds no checkpoint");
  return checkpoint;
};

function quietly<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (isIntegrityError(error)) return undefined;
    throw error;
  }
}

const malformed = (problem: string): ProvenanceError =>
  new ProvenanceError("cosign_request_malformed", `not a request for a cosignature: ${problem}`, { problem });
