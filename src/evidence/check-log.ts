import { isJsonObject, type JsonValue } from "../foundation/index.ts";
import { type LogStretch, type TrustedKeys, type VerifiedLog, verifyLog } from "../provenance/index.ts";
import type { Part } from "./bundle.ts";
import { type BundleCheck, check, partsOf, tally } from "./bundle-check.ts";
import { shownDigests } from "./shown-statements.ts";
import { keptBackStatements } from "./withheld.ts";

export interface ProvenLog {
  readonly checks: readonly BundleCheck[];
  readonly value?: VerifiedLog;
}

/** The log that the bundle carries, derived anew. */
export async function provenLog(parts: readonly Part[], trustedKeys: TrustedKeys): Promise<ProvenLog> {
  const stretches = partsOf(parts, "log");
  const [stretch] = stretches;
  if (stretch === undefined) return { checks: [] };
  if (stretches.length > 1 || !isStretch(stretch))
    return { checks: [check("refuted", "log_proven", "the part with the log cannot be read")] };
  const { status, sentence, log } = await verifyLog(stretch, trustedKeys);
  return { checks: [check(status, "log_proven", sentence)], ...(log && { value: log }) };
}

function isStretch(value: JsonValue): value is JsonValue & LogStretch {
  if (!isJsonObject(value)) return false;
  const { first, entries, checkpoint } = value;
  return (
    first === 0 &&
    typeof checkpoint === "string" &&
    Array.isArray(entries) &&
    entries.every((entry) => typeof entry === "string")
  );
}

/** A whole log without gaps: each of its entries must be about a statement that the bundle shows. */
export function entriesAccounted(log: VerifiedLog | undefined, parts: readonly Part[]): readonly BundleCheck[] {
  if (!log) return [];
  const shown = shownDigests(parts);
  const kept = keptBackStatements(parts);
  const missing = log.entries.flatMap(({ statement }, at) =>
    shown.has(statement) || kept.has(statement) ? [] : [`entry ${at} of the log is about a statement that is not here`],
  );
  return tally(
    missing,
    (sentence) => check("unknown", "entries_accounted", sentence),
    check("proven", "entries_accounted", `every entry of the log is accounted for: nothing was left out`),
  );
}
