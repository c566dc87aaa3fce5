import { isJsonObject, type JsonValue, sha256Hex } from "../../foundation/index.ts";
import {
  type VerifiedCheckpoint,
  type VerifiedLog,
  type VerifiedStatement,
  verifyCheckpoint,
} from "../../provenance/index.ts";
import type { SealedAdmission } from "../admission.ts";
import { admissionOf, isTurnedAway } from "../admissions.ts";
import type { Part } from "../bundle.ts";
import { type BundleCheck, check, partsOf, readPart } from "../bundle-check.ts";
import { shownStatements } from "../shown-statements.ts";
import type { VerifyBundleOptions } from "../verify-options.ts";
import { keptBackStatements } from "../withheld.ts";
import { NOTHING, type SampleItem, totalOf, type toWeight, weightAt } from "./draw.ts";
import { type AuditSample, drawn, isSampled, parseSample, toInstant } from "./plan.ts";
import { type Answer, createEvents } from "./population.ts";

interface SampleOptions extends VerifyBundleOptions {
  readonly log?: VerifiedLog;
  /** The statements about events that are proven. */
  readonly proven: readonly VerifiedStatement[];
  /** The statements of the house that are proven. */
  readonly records: readonly VerifiedStatement[];
  /** What those are known by of which it is not known who vouches for them. */
  readonly openRecords: readonly string[];
}

/** An audit sample: its population is all there was, an outsider decided what is drawn, and that was drawn and is here. */
export async function sampleDrawn(parts: readonly Part[], options: SampleOptions): Promise<readonly BundleCheck[]> {
  const [part, ...more] = partsOf(parts, "sample");
  if (part === undefined) return [];
  const sample = more.length === 0 ? readPart(() => parseSample(part)) : undefined;
  if (!sample) return [check("refuted", "sample_drawn", "the part with the sample cannot be read")];
  const population = populationOf(sample, parts, options);
  return [
    checkPopulation(sample, population),
    await checkSeed(sample, parts, options),
    checkDrawn(sample, population, options),
  ];
}

interface Population {
  readonly items: readonly SampleItem[];
  /** Entries of the log about statements that are not here: each may be one more. */
  readonly unseen: number;
  /** Items whose weight nobody proves. */
  readonly unweighed: number;
  /** Whether there is a log to count by. */
  readonly counted: boolean;
}

/** Every entry of the log is looked at: those that answer an event of the type, in the period. */
function populationOf(sample: AuditSample, parts: readonly Part[], { log, proven }: SampleOptions): Population {
  const statements = shownStatements(parts);
  const kept = keptBackStatements(parts);
  const events = createEvents();
  let unseen = 0;
  for (const [index, { statement: digest }] of (log?.entries ?? []).entries()) {
    // What people wrote is not here, and that it answers no event is proven all the same.
    if (kept.has(digest)) continue;
    const statement = statements.get(digest);
    const answer = statement && admissionOf(statement);
    // An admission that cannot be read may be one more, too.
    if (!statement || answer === "unreadable") unseen += 1;
    else if (answer) events.note({ digest, index, ...answer });
  }
  const data = new Map(proven.map(({ digest, event }) => [digest, event?.data as JsonValue | undefined]));
  const items = events
    .list()
    .filter(({ admission }) => isSampled(sample, admission))
    .map((answer) => toItem(answer, sample, data.get(answer.about)));
  const unweighed = sample.byValue === undefined ? 0 : items.filter(({ value }) => !value).length;
  return { items, unseen, unweighed, counted: log?.key !== undefined };
}

function toItem({ digest, admission }: Answer, { byValue }: AuditSample, data: JsonValue | undefined): SampleItem {
  const value = byValue === undefined ? undefined : weightOf(admission, data, byValue);
  return { admission: digest, ...(value && { value }) };
}

const weightOf = (
  admission: SealedAdmission,
  data: JsonValue | undefined,
  pointer: string,
): ReturnType<typeof toWeight> => (isTurnedAway(admission) ? NOTHING : readPart(() => weightAt(data, pointer)));

function checkPopulation(sample: AuditSample, { items, unseen, unweighed, counted }: Population): BundleCheck {
  const said = (status: BundleCheck["status"], sentence: string): BundleCheck =>
    check(status, "population_complete", sentence);
  if (!counted) return said("unknown", "there is no log of a trusted key to count the population by");
  if (unseen > 0) return said("unknown", `${unseen} entries of the log are about statements that are not here`);
  if (items.length !== sample.population)
    return said("refuted", `the log holds ${items.length} such events, and the sample says ${sample.population}`);
  if (unweighed > 0) return said("unknown", `of ${unweighed} events nothing proven says what they weigh`);
  const total = sample.byValue === undefined ? undefined : totalOf(items);
  if (total !== sample.total) return said("refuted", `they weigh ${total}, and the sample says ${sample.total}`);
  const weight = total === undefined ? "" : `, together ${total}`;
  return said(
    "proven",
    `${items.length} events of \`${sample.type}\` from ${sample.from} to ${sample.to}${weight}: all that the log holds`,
  );
}

/** The checkpoint that decides must be that of the log, and have been seen outside, only after the period. */
async function checkSeed(sample: AuditSample, parts: readonly Part[], options: SampleOptions): Promise<BundleCheck> {
  const said = (status: BundleCheck["status"], sentence: string): BundleCheck =>
    check(status, "sample_seeded", sentence);
  const note = noteOf(parts);
  if (note === undefined || sha256Hex(note) !== sample.seed)
    return said("refuted", "the seed is not the SHA-256 of the checkpoint that the log's entries stand under");
  const { value } = await verifyCheckpoint(note, options);
  const seen = value?.seen;
  if (!seen)
    return said("unknown", "no trusted cosigner has seen the checkpoint: whoever is audited may have chosen it");
  return seen.earliest < toInstant(sample.to)
    ? said("refuted", "the checkpoint was there before the period had ended")
    : said(
        "proven",
        `the checkpoint was cosigned by ${cosignersOf(value)} after the period: nobody in the house chose what it draws`,
      );
}

const cosignersOf = ({ cosignatures }: VerifiedCheckpoint): string =>
  cosignatures.map(({ key }) => key.principal).join(", ");

function noteOf(parts: readonly Part[]): string | undefined {
  const [log] = partsOf(parts, "log");
  return isJsonObject(log) && typeof log.checkpoint === "string" ? log.checkpoint : undefined;
}

function checkDrawn(
  sample: AuditSample,
  { items, unseen, unweighed, counted }: Population,
  options: SampleOptions,
): BundleCheck {
  const said = (status: BundleCheck["status"], sentence: string): BundleCheck =>
    check(status, "sample_drawn", sentence);
  const expected = drawn(sample, sample.seed, items);
  const same = expected.length === sample.drawn.length && expected.every((one, at) => one === sample.drawn[at]);
  if (!counted || (!same && unseen + unweighed > 0))
    return said("unknown", "what is drawn depends on a population that is not known");
  if (!same) return said("refuted", "the checkpoint draws others from the population than those in the sample");
  const { missing, open } = notShown(sample, options);
  if (missing > 0) return said("refuted", `${missing} of the events that were drawn are not here, or not proven`);
  if (open > 0) return said("unknown", `of ${open} of the events that were drawn it is not known who vouches for them`);
  return said("proven", `the checkpoint draws these ${expected.length} of ${items.length}, and they are here`);
}

/** Of the events that were drawn: how many are not here, and of how many the admission is neither proven nor refuted. */
function notShown(
  sample: AuditSample,
  { records, openRecords }: SampleOptions,
): { readonly missing: number; readonly open: number } {
  const shown = new Set(records.map(({ digest }) => digest));
  const unknown = new Set(openRecords);
  const others = sample.drawn.filter((admission) => !shown.has(admission));
  const open = others.filter((admission) => unknown.has(admission)).length;
  return { missing: others.length - open, open };
}
