import { type Envelope, type JsonValue, sha256Hex, valueAt } from "../../foundation/index.ts";
import { coveringLeaf, envelopeDigest, parseCheckpoint, redact, statementOf } from "../../provenance/index.ts";
import { parseSealedAdmission } from "../admission.ts";
import type { Audience, Part } from "../bundle.ts";
import {
  asOf,
  type CollectOptions,
  envelopePart,
  recordTeller,
  ruleParts,
  sealed,
  statementsOf,
  wholeLog,
} from "../collect.ts";
import { EvidenceError } from "../errors.ts";
import type { EventRecord } from "../ledger.ts";
import { tellsReason } from "../outsiders.ts";
import { isPlan, notePlans, repairsOf } from "../plans.ts";
import { noteRules, type RulesSeen } from "../rules.ts";
import { type SampleItem, totalOf, toWeight } from "./draw.ts";
import { type AuditSample, drawn, isSampled, MOST_DRAWN, type SamplePlan, statementPart } from "./plan.ts";

export interface CollectSampleOptions extends CollectOptions {
  /** A checkpoint of the log that outsiders have cosigned after the period: it decides what is drawn. */
  readonly checkpoint: string;
}

/**
 * An audit sample in one file: the log up to a checkpoint of after the period, what each of its entries is, and the
 * events that this checkpoint draws with everything about them. Whoever verifies it counts the population and draws anew.
 *
 * @throws {EvidenceError} `sample_refused` for a plan that cannot be drawn, `bundle_too_large`
 * @throws {ProvenanceError} `checkpoint_foreign` for a checkpoint that this log never had, `checkpoint_malformed`
 */
export async function collectSample(plan: SamplePlan, options: CollectSampleOptions): Promise<Uint8Array> {
  refuseEmptyPlan(plan);
  const { size } = parseCheckpoint(options.checkpoint);
  // Proving an entry under a checkpoint refuses one of another log.
  await options.log.prove(0, options.checkpoint);
  const sample = await drawSample(plan, size, options);
  return sealed(`sample of ${plan.type}`, sampleParts(sample, size, options), options);
}

async function drawSample(plan: SamplePlan, size: number, options: CollectSampleOptions): Promise<AuditSample> {
  const population: SampleItem[] = [];
  for await (const record of options.ledger.records()) {
    if (record.index >= size) break;
    if (belongs(record, plan, size)) population.push(toItem(record.envelope as Envelope, plan));
  }
  const seed = sha256Hex(options.checkpoint);
  return {
    ...plan,
    seed,
    population: population.length,
    ...(plan.byValue !== undefined && { total: totalOf(population) }),
    drawn: drawn(plan, seed, population),
  };
}

/** By its first admission, if the log had that already. */
function belongs({ envelope, admissions: [first] }: EventRecord, plan: SamplePlan, size: number): boolean {
  if (!envelope || !first || first.index >= size) return false;
  return isSampled(plan, parseSealedAdmission(statementOf(first.sealed).predicate));
}

function toItem(envelope: Envelope, { byValue }: SamplePlan): SampleItem {
  const statement = envelopeDigest(envelope);
  if (byValue === undefined) return { statement };
  const data = envelope.event?.data as JsonValue | undefined;
  const value = data === undefined ? undefined : toWeight(valueAt(data, byValue));
  if (value) return { statement, value };
  const id = envelope.event?.id.slice(0, 60);
  throw refused(`the event \`${id}\` has no amount at \`${byValue}\` that is not negative: draw without --by-value`);
}

async function* sampleParts(sample: AuditSample, size: number, options: CollectSampleOptions): AsyncIterable<Part> {
  const { ledger, log, checkpoint, audience } = options;
  const plans = new Set<string>();
  yield await wholeLog(log, { size, checkpoint });
  yield { kind: "sample", value: { formatVersion: 1, ...sample } as unknown as JsonValue };
  const chosen = new Set(sample.drawn);
  const rules: RulesSeen = new Map();
  const tell = recordTeller(options);
  for await (const whole of ledger.records()) {
    if (whole.index >= size) break;
    const record = asOf(whole, size);
    if (record.envelope && chosen.has(envelopeDigest(record.envelope))) {
      noteRules(record, rules);
      yield* tell(record, async ({ sealed: envelope }) => envelope);
    } else yield* briefly(record, sample, { size, audience });
    notePlans(record, plans);
  }
  for await (const { sealed: envelope, index } of ledger.switches()) if (index < size) yield statementPart(envelope);
  for (const { sealed: envelope, index } of await repairsOf(plans, ledger))
    if (index < size) yield* withoutFreeText(envelope, audience);
  yield* ruleParts(rules, options);
}

interface Brief {
  readonly size: number;
  readonly audience: Audience | undefined;
}

/** Of what was not drawn only the statements, which hold no data; and, where it was weighed, the leaf that holds its weight. */
function* briefly(record: EventRecord, plan: SamplePlan, { size, audience }: Brief): Iterable<Part> {
  const isWeighed = plan.byValue !== undefined && belongs(record, plan, size);
  for (const { sealed: envelope } of statementsOf(record)) {
    if (!isWeighed || tellsReason(envelope)) yield* withoutFreeText(envelope, audience);
    else yield envelopePart(envelope.event ? onlyWeight(envelope, plan.byValue as string) : envelope);
  }
}

/** What people wrote stays in the house: outsiders then cannot tell what the entry is, and the population stays open to them. */
function* withoutFreeText(envelope: Envelope, audience: Audience | undefined): Iterable<Part> {
  if (audience !== "external" || !(tellsReason(envelope) || isPlan(envelope))) yield statementPart(envelope);
}

function onlyWeight(envelope: Envelope, pointer: string): Envelope {
  const leaves = (envelope.disclosures?.leaves ?? []).map((leaf) => leaf.pointer);
  const kept = coveringLeaf(leaves, pointer);
  return redact(
    envelope,
    leaves.filter((leaf) => leaf !== kept),
  );
}

function refuseEmptyPlan({ from, to, count }: SamplePlan): void {
  if (!(Date.parse(from) < Date.parse(to))) throw refused("the period ends before it begins");
  if (!Number.isSafeInteger(count) || count < 1 || count > MOST_DRAWN)
    throw refused(`${count} events are wanted: 1 to ${MOST_DRAWN} can be drawn`);
}

const refused = (problem: string): EvidenceError =>
  new EvidenceError("sample_refused", `no sample was drawn: ${problem}`, { problem });
