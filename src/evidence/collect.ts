import type { Part } from "./bundle.ts";
import { sealBundle } from "./bundle.ts";
import { withKeys } from "./collecting/keys.ts";
import type { CollectOptions } from "./collecting/options.ts";
import { runParts } from "./collecting/run.ts";
import { storyParts } from "./collecting/story.ts";

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

export const sealed = (about: string, parts: AsyncIterable<Part>, options: CollectOptions): Promise<Uint8Array> => {
  const { audience = "internal", at, seal } = options;
  return sealBundle(withKeys(parts, options), { about, audience, at, seal });
};
