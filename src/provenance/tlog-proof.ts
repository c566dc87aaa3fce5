import { fromBase64, fromUtf8, type Inclusion, isIntegrityError, toBase64, toBase64url } from "../foundation/index.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { ProvenanceError } from "./errors.ts";
import { HASH_BYTES } from "./merkle.ts";

const HEADER = "c2sp.org/tlog-proof@v1";
/** Longest proof of a tree whose size has 53 bits, with room to spare. */
const MOST_HASHES = 63;

/** The proof of one entry as a file of its own (C2SP tlog-proof): without the entry, which lies beside it. */
export interface TlogProof {
  readonly index: number;
  /** From the leaf upwards. */
  readonly proof: readonly Uint8Array[];
  /** The signed note. */
  readonly checkpoint: string;
  /** Bytes that the log's application may add. */
  readonly extra?: Uint8Array;
}

/** The text of a `.tlog-proof` file. */
export function formatTlogProof({ index, proof, checkpoint, extra }: TlogProof): string {
  const lines = [HEADER, ...(extra ? [`extra ${toBase64(extra)}`] : []), `index ${index}`, ...proof.map(toBase64)];
  return `${lines.join("\n")}\n\n${checkpoint}`;
}

/** Reads a `.tlog-proof` file. @throws {ProvenanceError} `tlog_proof_malformed` */
export function parseTlogProof(file: string): TlogProof {
  const divide = file.indexOf("\n\n");
  if (divide < 0) throw malformed("it holds no checkpoint");
  const [header, ...lines] = file.slice(0, divide).split("\n");
  if (header !== HEADER) throw malformed(`its first line is not \`${HEADER}\``);
  const extra = lines[0]?.startsWith("extra ") ? { extra: readBase64(lines.shift()?.slice(6) ?? "") } : {};
  const index = readIndex(lines.shift() ?? "");
  if (lines.length > MOST_HASHES) throw malformed(`it has more than ${MOST_HASHES} hashes`);
  const checkpoint = file.slice(divide + 2);
  refuseOther(checkpoint);
  return { index, proof: lines.map(readHash), checkpoint, ...extra };
}

function readIndex(line: string): number {
  const [, digits = ""] = /^index (0|[1-9][0-9]{0,15})$/.exec(line) ?? [];
  if (digits === "" || !Number.isSafeInteger(Number(digits))) throw malformed("it does not say the entry's index");
  return Number(digits);
}

function readHash(line: string): Uint8Array {
  const hash = readBase64(line);
  if (hash.length !== HASH_BYTES) throw malformed("one of its hashes is not 32 bytes long");
  return hash;
}

function readBase64(text: string): Uint8Array {
  try {
    return fromBase64(text);
  } catch {
    throw malformed("it holds base64 that is not canonical");
  }
}

function refuseOther(checkpoint: string): void {
  try {
    parseCheckpoint(checkpoint);
  } catch (error) {
    if (isIntegrityError(error)) throw malformed(error.message);
    throw error;
  }
}

/** An envelope's inclusion as a `.tlog-proof` file. */
export const toTlogProof = ({ index, proof, checkpoint }: Inclusion): string =>
  formatTlogProof({ index, proof: proof.map(fromBase64), checkpoint });

/** The inclusion that a `.tlog-proof` file and its entry make up. @throws {ProvenanceError} `tlog_proof_malformed` */
export function fromTlogProof(file: string | Uint8Array, entry: Uint8Array): Inclusion {
  const { index, proof, checkpoint } = parseTlogProof(typeof file === "string" ? file : fromUtf8(file));
  return { entry: toBase64url(entry), index, proof: proof.map(toBase64), checkpoint };
}

const malformed = (problem: string): ProvenanceError =>
  new ProvenanceError("tlog_proof_malformed", `not a .tlog-proof file: ${problem}`, { problem });
