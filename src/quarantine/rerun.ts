import { type CompiledContract, restoreDriftWatch } from "../contracts/index.ts";
import { canonicalJson, type Finding, type JsonObject } from "../foundation/index.ts";
import type { Capsule } from "./capsule.ts";
import { QuarantineError } from "./errors.ts";
import { readHeld } from "./held-event.ts";

/** What the contract has to say about a held event today, offline. */
export interface Rerun {
  /** The same, in the same order, as when it was held. Paths point into the event's data. */
  readonly findings: readonly Finding[];
  /** In the capsule and not found again: those of other rooms, of fields that another system owns, and of what was new then. */
  readonly notRepeated: readonly Finding[];
  /** Found now and not in the capsule. None, if it was held by this contract. */
  readonly notRecorded: readonly Finding[];
}

/**
 * Judges a held event again from nothing but its capsule: the bytes as they arrived, the contract, and what the drift
 * watch knew just before. Needs no store, no network and no clock.
 *
 * The bytes are a CloudEvents event, or data by itself. Who owned which field is not judged again: that needs the
 * previous version of the record, which no capsule holds.
 *
 * @throws {QuarantineError} `capsule_of_other_contract`
 * @throws {ContractsError} `snapshot_of_other_contract`
 * @throws {FoundationError} what `parseJson`, `parseEvent` and snapshots throw: bytes that could not be read then cannot
 * be read now.
 */
export function rerunCapsule(
  capsule: Capsule,
  compiled: CompiledContract,
  watchSnapshot: JsonObject | null = capsule.detector,
): Rerun {
  refuseOtherContract(capsule, compiled);
  const { data, source } = readHeld(capsule);
  const drift = watchSnapshot ? restoreDriftWatch(compiled, watchSnapshot).inspect(data) : [];
  const findings = [...compiled.validate(data, { source }), ...drift];
  return {
    findings,
    notRepeated: without(capsule.findings, findings),
    notRecorded: without(findings, capsule.findings),
  };
}

function refuseOtherContract({ contract }: Capsule, { digest: actual }: CompiledContract): void {
  const expected = contract?.digest ?? null;
  if (expected === actual) return;
  const message =
    expected === null ? "the event was held under no contract" : "the event was held under another contract";
  throw new QuarantineError("capsule_of_other_contract", message, { expected, actual });
}

/** Those of the one list that the other has not, wherever they stand: the gate may have moved their paths. */
function without(findings: readonly Finding[], others: readonly Finding[]): readonly Finding[] {
  const known = new Set(others.map(essenceOf));
  return findings.filter((finding) => !known.has(essenceOf(finding)));
}

const essenceOf = ({ code, sentence, facts }: Finding): string => canonicalJson([code, sentence, facts]);
