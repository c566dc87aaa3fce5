import { type Envelope, type JsonValue, sha256Hex } from "../../foundation/index.ts";
import { coveringLeaf, envelopeDigest, parseCheckpoint, redact, statementOf } from "../../provenance/index.ts";
import { parseSealedAdmission } from "../admission.ts";
import { isTurnedAway } from "../admissions.ts";
import type { Audience, Part } from "../bundle.ts";
import { sealed } from "../collect.ts";
import type { CollectOptions } from "../collecting/options.ts";
import { asOf, envelopePart, keptBack, recordTeller, ruleParts, statementsOf } from "../collecting/records.ts";
import { wholeLog } from "../collecting/run.ts";
import { EvidenceError } from "../errors.ts";
import type { EventRecord } from "../ledger.ts";
import { tellsReason } from "../outsiders.ts";
import { everyRepair } from "../plans.ts";
import { noteRules, type RulesSeen } from "../rules.ts";
import { NOTHING, type SampleItem, totalOf, weightAt } from "./draw.ts";
import { type AuditSample, drawn, isSampled, MOST_DRAWN, type SamplePlan, statementPart, toInstant } from "./plan.ts";
import { type Answer, createEvents } from "./population.ts";

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
  const found = await drawSample(plan, size, options);
  return sealed(`sample of ${plan.type}`, sampleParts(found, size, options), options);
}

interface Drawn {
  readonly sample: AuditSample;
  /** What the events of the population are known by. */
  readonly population: ReadonlySet<string>;
}

async function drawSample(plan: SamplePlan, size: number, options: CollectSampleOptions): Promise<Drawn> {
  const events = createEvents();
  for await (const record of options.ledger.records()) {
    if (record.index >= size) break;
    for (const answer of answersIn(asOf(record, size))) events.note(answer);
  }
  const population = events.list().filter(({ admission }) => isSampled(plan, admission));
  const items = await Promise.all(population.map((answer) => toItem(answer, plan, options)));
  const seed = sha256Hex(options.checkpoint);
  const total = plan.byValue === undefined ? {} : { total: totalOf(items) };
  const sample = { ...plan, seed, population: items.length, ...total, drawn: drawn(plan, seed, items) };
  return { sample, population: new Set(items.map(({ admission }) => admission)) };
}

/** What was answered to an event that could be read, with the record that it stands in. */
const answersIn = ({ envelope, admissions, index: record }: EventRecord): readonly RecordedAnswer[] =>
  envelope === undefined
    ? []
    : admissions.map(({ sealed: answer, index }) => ({
        digest: envelopeDigest(answer),
        index,
        about: envelopeDigest(envelope),
        admission: parseSealedAdmission(statementOf(answer).predicate),
        record,
      }));

interface RecordedAnswer extends Answer {
  /** The record's place in the ledger. */
  readonly record: number;
}

async function toItem(answer: Answer, { byValue }: SamplePlan, { ledger }: CollectOptions): Promise<SampleItem> {
  const { digest: admission } = answer;
  if (byValue === undefined) return { admission };
  if (isTurnedAway(answer.admission)) return { admission, value: NOTHING };
  const event = (await ledger.read((answer as RecordedAnswer).record))?.record.envelope?.event;
  const value = weightAt(event?.data as JsonValue | undefined, byValue);
  if (value) return { admission, value };
  const id = event?.id.slice(0, 60);
  throw refused(`the event \`${id}\` has no amount at \`${byValue}\` that is not negative: draw without --by-value`);
}

async function* sampleParts(
  { sample, population }: Drawn,
  size: number,
  options: CollectSampleOptions,
): AsyncIterable<Part> {
  const { ledger, log, checkpoint, audience } = options;
  yield await wholeLog(log, { size, checkpoint });
  yield { kind: "sample", value: { formatVersion: 1, ...sample } as unknown as JsonValue };
  const chosen = new Set(sample.drawn);
  const rules: RulesSeen = new Map();
  const tell = recordTeller(options);
  for await (const whole of ledger.records()) {
    if (whole.index >= size) break;
    const record = asOf(whole, size);
    if (isAmong(record, chosen)) {
      noteRules(record, rules);
      yield* tell(record, async ({ sealed: envelope }) => envelope);
    } else
      yield* briefly(record, {
        audience,
        ...(sample.byValue !== undefined && isAmong(record, population) && { weighed: sample.byValue }),
      });
  }
  for await (const { sealed: envelope, index } of ledger.switches()) if (index < size) yield statementPart(envelope);
  for await (const { sealed: envelope, index } of everyRepair(ledger))
    if (index < size) yield withoutFreeText(envelope, audience);
  for (const { envelope, index } of options.keyEvents ?? []) if (index < size) yield statementPart(envelope);
  yield* ruleParts(rules, options);
}

const isAmong = ({ admissions }: EventRecord, digests: ReadonlySet<string>): boolean =>
  admissions.some(({ sealed: answer }) => digests.has(envelopeDigest(answer)));

interface Brief {
  readonly audience: Audience | undefined;
  /** Where its weight stands, for an event that was weighed. */
  readonly weighed?: string;
}

/** Of what was not drawn only the statements, which hold no data; and, where it was weighed, the leaf that holds its weight. */
function* briefly(record: EventRecord, { audience, weighed }: Brief): Iterable<Part> {
  for (const { sealed: envelope } of statementsOf(record)) {
    if (weighed === undefined || tellsReason(envelope)) yield withoutFreeText(envelope, audience);
    else yield envelopePart(envelope.event ? onlyWeight(envelope, weighed) : envelope);
  }
}

/** What people wrote stays in the house; what the entry is, outsiders are shown. */
const withoutFreeText = (envelope: Envelope, audience: Audience | undefined): Part =>
  keptBack(envelope, audience) ?? statementPart(envelope);

function onlyWeight(envelope: Envelope, pointer: string): Envelope {
  const leaves = (envelope.disclosures?.leaves ?? []).map((leaf) => leaf.pointer);
  const kept = coveringLeaf(new Set(leaves), pointer);
  return redact(
    envelope,
    leaves.filter((leaf) => leaf !== kept),
  );
}

function refuseEmptyPlan({ from, to, count }: SamplePlan): void {
  if (!(toInstant(from) < toInstant(to))) throw refused("the period ends before it begins");
  if (!Number.isSafeInteger(count) || count < 1 || count > MOST_DRAWN)
    throw refused(`${count} events are wanted: 1 to ${MOST_DRAWN} can be drawn`);
}

const refused = (problem: string): EvidenceError =>
  new EvidenceError("sample_refused", `no sample was drawn: ${problem}`, { problem });
