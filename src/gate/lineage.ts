import type { EventRecord, Ledger } from "../evidence/index.ts";
import { createLineage, type Derivation, type Lineage } from "../lineage/index.ts";
import { statementOf } from "../provenance/index.ts";

/** The graph of what was made from what, from everything in the ledger that was accepted, with those who took it. */
export async function lineageOf(ledger: Ledger): Promise<Lineage> {
  const lineage = createLineage();
  for await (const record of ledger.records()) {
    const derivation = acceptedDerivation(record);
    if (!derivation) continue;
    lineage.record(derivation);
    for (const { sealed, index } of record.effects)
      noteConsumption(lineage, derivation, statementOf(sealed).predicate, index);
  }
  return lineage;
}

/** Of an event that was held and released, the derivation that its last admission made. */
function acceptedDerivation({ admissions }: EventRecord): Derivation | undefined {
  const last = admissions.at(-1);
  const outcome = last && statementOf(last.sealed).predicate.outcome;
  return outcome === "accepted" ? (last?.derivation as unknown as Derivation | undefined) : undefined;
}

function noteConsumption(
  lineage: Lineage,
  { outputs: [record] }: Derivation,
  { outcome, consumer, at }: { readonly [name: string]: unknown },
  sequence: number,
): void {
  if (outcome !== "applied" || !record) return;
  lineage.consumed({ formatVersion: 1, consumer: String(consumer), record, at: String(at), sequence });
}
