import { verifyBundle } from "../../../src/evidence/index.ts";
import type { Check, Status } from "../../../src/foundation/index.ts";
import { parseJson } from "../../../src/foundation/index.ts";
import { parseTrustedKeys, type TrustedKeys } from "../../../src/provenance/index.ts";
import { at, type Scene } from "./scenes.ts";

/** What a verifier makes of a file: its verdict, and which checks were not proven. */
export interface Outcome {
  readonly status: Status;
  /** Each once, sorted: `refuted parts_complete`. */
  readonly failing: readonly string[];
}

export function toOutcome({ status, checks }: { readonly status: Status; readonly checks: readonly Check[] }): Outcome {
  const failing = checks.filter((check) => check.status !== "proven").map((check) => `${check.status} ${check.code}`);
  return { status, failing: [...new Set(failing)].sort() };
}

export const inWords = ({ status, failing }: Outcome): string => `${status} (${failing.join(", ")})`;

/** The keys of a scene, read once for all of its mutants. */
export const keysOf = ({ keys }: Scene): TrustedKeys => parseTrustedKeys(parseJson(keys));

export const outcomeOf = async (bytes: Uint8Array, trustedKeys: TrustedKeys): Promise<Outcome> =>
  toOutcome(await verifyBundle(bytes, { trustedKeys, at }));
