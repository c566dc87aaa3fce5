import type { Part } from "../bundle.ts";
import { EvidenceError } from "../errors.ts";
import type { EventRecord } from "../ledger.ts";
import { notePlans, repairsOf } from "../plans.ts";
import { noteRules, type RulesSeen } from "../rules.ts";
import { createStreamNotes } from "../stream-notes.ts";
import { withKeyEvents } from "./keys.ts";
import type { CollectOptions } from "./options.ts";
import { checkpointParts, headOf, type Show, underCheckpoints } from "./proofs.ts";
import { planParts, recordTeller, ruleParts } from "./records.ts";

/** What is known about one business key, each statement with a proof of its own. */
export async function* storyParts(subject: string, options: CollectOptions): AsyncIterable<Part> {
  const { ledger, log, checkpoints = [] } = options;
  const records: EventRecord[] = [];
  for await (const record of ledger.about(subject)) records.push(record);
  if (records.length === 0) throw notFound(subject);
  // After the records were read: one checkpoint, which holds all of them.
  const head = await headOf(log);
  const show = underCheckpoints(log, [...checkpoints, head.checkpoint]);
  yield* withKeyEvents(recordParts(records, show, options), head.size, show, options);
  yield* checkpointParts(options, head);
}

async function* recordParts(records: readonly EventRecord[], show: Show, options: CollectOptions): AsyncIterable<Part> {
  const rules: RulesSeen = new Map();
  const streams = createStreamNotes();
  const plans = new Set<string>();
  const tell = recordTeller(options);
  for (const record of records) {
    noteRules(record, rules);
    notePlans(record, plans);
    streams.note(record);
    yield* tell(record, show);
  }
  for (const logged of await repairsOf(plans, options.ledger)) yield* planParts(logged, show, options);
  yield* streams.parts();
  yield* ruleParts(rules, options);
}

const notFound = (subject: string): EvidenceError =>
  new EvidenceError(
    "evidence_not_found",
    `nothing is known about \`${subject.slice(0, 60)}\`: ask for the event's subject, spelled as it was`,
    { about: subject },
  );
