import { createLedger, parseSealedAdmission, type SealedAdmission } from "../evidence/index.ts";
import { statementOf } from "../provenance/index.ts";
import type { Store } from "../stores/index.ts";

/** What streams that only observe would have done, had their answers been binding. */
export interface Observed {
  /** Events of those streams. */
  readonly events: number;
  readonly wouldHold: number;
  readonly wouldRefuse: number;
  /** The strongest reasons, the most frequent first; the sentence is that of the first event. */
  readonly because: readonly { readonly code: string; readonly sentence: string; readonly events: number }[];
  /** `would have held 12 of 4,210 events, because …` */
  readonly sentence: string;
}

type Because = Observed["because"][number];

/**
 * Counts, from the ledger in a store, what observing streams would have stopped. It costs an event nothing while it is
 * admitted: the sealed answers are read again, in order, one at a time.
 */
export async function countObserved(store: Store): Promise<Observed> {
  const counts = { events: 0, held: 0, refused: 0 };
  const because = new Map<string, Because>();
  for await (const { admissions } of createLedger(store).records()) {
    const first = admissions[0];
    const sealed = first && parseSealedAdmission(statementOf(first.sealed).predicate);
    if (sealed?.mode !== "observe") continue;
    counts.events += 1;
    if (!sealed.wouldBe) continue;
    counts[sealed.wouldBe.outcome === "refused" ? "refused" : "held"] += 1;
    countReason(because, sealed, first?.note.reasons[0] ?? "");
  }
  const reasons = [...because.values()].sort((a, b) => b.events - a.events);
  const { events, held, refused } = counts;
  return { events, wouldHold: held, wouldRefuse: refused, because: reasons, sentence: toSentence(counts, reasons) };
}

function countReason(
  because: Map<string, Because>,
  { reasons: [first], outcome }: SealedAdmission,
  sentence: string,
): void {
  const code = first?.code ?? outcome;
  const known = because.get(code) ?? { code, sentence, events: 0 };
  because.set(code, { ...known, events: known.events + 1 });
}

const grouped = (count: number): string => count.toLocaleString("en");

function toSentence(
  { events, held, refused }: { readonly events: number; readonly held: number; readonly refused: number },
  [first, ...others]: readonly Because[],
): string {
  if (events === 0) return "no stream only observes";
  if (!first) return `would have held none of ${grouped(events)} events`;
  const what = [
    ...(held > 0 ? [`held ${grouped(held)}`] : []),
    ...(refused > 0 ? [`refused ${grouped(refused)}`] : []),
  ];
  const more = others.length === 0 ? "" : `; and for ${others.length} more reasons`;
  return `would have ${what.join(" and ")} of ${grouped(events)} events, because ${first.sentence} (${grouped(first.events)})${more}`;
}
