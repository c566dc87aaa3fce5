import { toBase64url } from "../../foundation/index.ts";
import type { Log } from "../../provenance/index.ts";
import type { Part } from "../bundle.ts";
import { everyRepair } from "../plans.ts";
import { noteRules, type RulesSeen } from "../rules.ts";
import { createStreamNotes } from "../stream-notes.ts";
import type { CollectOptions } from "./options.ts";
import { checkpointParts, type Head, headOf, underCheckpoints } from "./proofs.ts";
import { asOf, envelopePart, planParts, recordTeller, ruleParts } from "./records.ts";

/** Everything that a log holds, with the log from its first entry. */
export async function* runParts(options: CollectOptions): AsyncIterable<Part> {
  const { ledger, log } = options;
  const head = await headOf(log);
  yield await wholeLog(log, head);
  const rules: RulesSeen = new Map();
  const streams = createStreamNotes();
  const tell = recordTeller(options);
  const show = underCheckpoints(log, options.checkpoints ?? []);
  for await (const record of ledger.records()) {
    // What was admitted after the log was read is another run's.
    if (record.index >= head.size) break;
    const known = asOf(record, head.size);
    noteRules(known, rules);
    streams.note(known);
    yield* tell(known, show);
  }
  for await (const logged of everyRepair(ledger)) if (logged.index < head.size) yield* planParts(logged, show, options);
  for await (const { sealed: envelope, index } of ledger.switches())
    if (index < head.size) yield envelopePart(envelope);
  for (const { envelope, index } of options.keyEvents ?? []) if (index < head.size) yield envelopePart(envelope);
  yield* streams.parts();
  yield* ruleParts(rules, options);
  yield* checkpointParts(options, head);
}

export async function wholeLog(log: Log, { size, checkpoint }: Head): Promise<Part> {
  const entries: string[] = [];
  for await (const entry of log.entries()) {
    if (entries.length === size) break;
    entries.push(toBase64url(entry));
  }
  return { kind: "log", value: { first: 0, entries, checkpoint } };
}
