import type { Envelope, Inclusion } from "../../foundation/index.ts";
import { type Log, type LogHead, parseCheckpoint } from "../../provenance/index.ts";
import type { Part } from "../bundle.ts";
import type { LoggedStatement } from "../ledger.ts";
import type { CollectOptions } from "./options.ts";

/** How a logged statement is shown: with a proof of its own, or without where the whole log is there. */
export type Show = (logged: LoggedStatement) => Promise<Envelope>;

/** Each under the earliest of these checkpoints that holds it; what none of them holds goes without. */
export function underCheckpoints(log: Log, checkpoints: readonly string[]): Show {
  const under = earliestAfter(checkpoints);
  return async ({ sealed: envelope, index }) => {
    const checkpoint = under(index);
    return checkpoint === undefined ? envelope : withInclusion(envelope, () => log.prove(index, checkpoint));
  };
}

/** A proof that an envelope came with stays: it is its source's own log that vouches there, and nobody else can. */
const withInclusion = async (envelope: Envelope, prove: () => Promise<Inclusion>): Promise<Envelope> =>
  envelope.inclusion ? envelope : { ...envelope, inclusion: await prove() };

/** The earliest of the checkpoints that an entry is under: whoever has seen it bounds best when the entry was made. */
function earliestAfter(checkpoints: readonly string[]): (index: number) => string | undefined {
  const bySize = checkpoints
    .map((note) => ({ note, size: parseCheckpoint(note).size }))
    .sort((a, b) => a.size - b.size);
  return (index) => bySize.find(({ size }) => size > index)?.note;
}

export type Head = Required<LogHead>;

export async function headOf(log: Log): Promise<Head> {
  const { size, checkpoint = "" } = await log.head();
  return { size, checkpoint };
}

/**
 * Checkpoints that others have seen, and the proof that the log has only grown from each to the next, up to its head.
 *
 * @throws {ProvenanceError} `checkpoint_foreign` for one that this log never had, `checkpoint_malformed`
 */
export async function* checkpointParts({ log, checkpoints = [] }: CollectOptions, head: Head): AsyncIterable<Part> {
  // Proving an entry under a checkpoint refuses one of another log.
  for (const checkpoint of checkpoints) await log.prove(0, checkpoint);
  for (const checkpoint of checkpoints) yield { kind: "checkpoint", value: { checkpoint } };
  const sizes = [...new Set([...checkpoints.map((note) => parseCheckpoint(note).size), head.size])].sort(byNumber);
  for (const [at, to] of sizes.slice(1).entries()) {
    const from = sizes[at] as number;
    yield { kind: "consistency", value: { origin: log.origin, from, to, proof: await log.proveConsistency(from, to) } };
  }
}

const byNumber = (left: number, right: number): number => left - right;
