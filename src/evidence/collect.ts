import type { Part } from "./bundle.ts";
import { sealBundle, sealBundlePieces } from "./bundle.ts";
import { withKeys } from "./collecting/keys.ts";
import type { CollectOptions } from "./collecting/options.ts";
import { runParts } from "./collecting/run.ts";
import { storyParts } from "./collecting/story.ts";
import type { Spool } from "./spool.ts";

/**
 * Everything about one business key in one file: its events with the log's proofs, admissions, approvals and effects,
 * and the contracts and policies that were asked.
 *
 * @throws {EvidenceError} `evidence_not_found` when the ledger knows nothing about it.
 * @throws {EvidenceError} `bundle_too_large`
 */
export async function collectEvidence(subject: string, options: CollectOptions): Promise<Uint8Array> {
  return sealed(subject, storyParts(subject, options), options);
}

/**
 * A whole run in one file: the log from its first entry, and everything it is about.
 *
 * @throws {EvidenceError} `bundle_too_large`
 */
export const collectRun = (about: string, options: CollectOptions): Promise<Uint8Array> =>
  sealed(about, runParts(options), options);

/**
 * The same in pieces, for a run that does not fit into memory: its parts wait in the spool until the list of them is signed.
 *
 * @throws {EvidenceError} `bundle_too_large`, and what the spool throws
 */
export function collectRunPieces(about: string, spool: Spool, options: CollectOptions): AsyncIterable<Uint8Array> {
  const { audience = "internal", at, seal } = options;
  return sealBundlePieces(withKeys(runParts(options), options), spool, { about, audience, at, seal });
}

export const sealed = (about: string, parts: AsyncIterable<Part>, options: CollectOptions): Promise<Uint8Array> => {
  const { audience = "internal", at, seal } = options;
  return sealBundle(withKeys(parts, options), { about, audience, at, seal });
};
