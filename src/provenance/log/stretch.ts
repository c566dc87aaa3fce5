import { equalBytes, fromBase64url, isIntegrityError, type Status } from "../../foundation/index.ts";
import { parseCheckpoint } from "../checkpoint.ts";
import { signerOf } from "../checkpoint-signer.ts";
import { hashLeaf, rootOf } from "../merkle.ts";
import type { TrustedKey, TrustedKeys } from "../trusted-keys.ts";
import { type LogEntry, parseLogEntry } from "./entry.ts";

/** A whole log from its first entry, as evidence carries it. */
export interface LogStretch {
  /** Index of the first entry; 0, for the root can be derived only from all of them. */
  readonly first: 0;
  /** Base64url. */
  readonly entries: readonly string[];
  readonly checkpoint: string;
}

/** An entry with its place in the log. */
export interface PlacedEntry extends LogEntry {
  readonly index: number;
}

/** A log whose entries hash to the root in its checkpoint. What it holds, it vouches for, if its key is trusted. */
export interface VerifiedLog {
  readonly origin: string;
  readonly size: number;
  /** Absent when no trusted key speaks for the log: then nobody knows whose it is. */
  readonly key?: TrustedKey;
  /** The entries about a statement, by the SHA-256 of the statement, in their order. */
  entriesAbout(statement: string): readonly PlacedEntry[];
  readonly entries: readonly LogEntry[];
}

/** What came of looking at a whole log. */
export interface LogVerdict {
  readonly status: Status;
  readonly sentence: string;
  /** Unless it is refuted. */
  readonly log?: VerifiedLog;
}

/** Derives the root of a log anew, and checks who signed it. */
export async function verifyLog(stretch: LogStretch, trustedKeys: TrustedKeys): Promise<LogVerdict> {
  try {
    return await readLog(stretch, trustedKeys);
  } catch (error) {
    if (!isIntegrityError(error)) throw error;
    return { status: error.code === "newer_format" ? "unknown" : "refuted", sentence: error.message };
  }
}

async function readLog(stretch: LogStretch, trustedKeys: TrustedKeys): Promise<LogVerdict> {
  const checkpoint = parseCheckpoint(stretch.checkpoint);
  const { origin, size, root } = checkpoint;
  const bytes = stretch.entries.map(fromBase64url);
  if (bytes.length !== size) return refuted(`the log has ${size} entries, and ${bytes.length} are here`);
  if (!equalBytes(rootOf(bytes.map(hashLeaf)), root))
    return refuted("the log's entries do not hash to the signed root");
  const key = await signerOf(checkpoint, trustedKeys);
  if (key === "forged") return refuted(`the checkpoint of \`${origin}\` does not bear that log's signature`);
  const log: VerifiedLog = { origin, size, ...(key && { key }), ...indexed(bytes.map(parseLogEntry)) };
  return key
    ? {
        status: "proven",
        sentence: `the ${size} entries of the log \`${origin}\` hash to the root that it signed`,
        log,
      }
    : { status: "unknown", sentence: `the log \`${origin}\` is not among the trusted keys`, log };
}

const refuted = (sentence: string): LogVerdict => ({ status: "refuted", sentence });

function indexed(entries: readonly LogEntry[]): Pick<VerifiedLog, "entries" | "entriesAbout"> {
  const byStatement = new Map<string, PlacedEntry[]>();
  for (const [index, entry] of entries.entries()) {
    const known = byStatement.get(entry.statement);
    if (known) known.push({ ...entry, index });
    else byStatement.set(entry.statement, [{ ...entry, index }]);
  }
  return { entries, entriesAbout: (statement) => byStatement.get(statement) ?? [] };
}
