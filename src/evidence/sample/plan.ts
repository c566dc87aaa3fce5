import { type Envelope, type JsonValue, parseInstant } from "../../foundation/index.ts";
import {
  closed,
  count,
  countFrom,
  instant,
  listOf,
  matching,
  oneOf,
  readShape,
  sha256,
  text,
} from "../../foundation/shape.ts";
import type { Part } from "../bundle.ts";
import { drawAtRandom, drawByValue, type SampleItem } from "./draw.ts";

/** Which events are to be sampled, and how many. */
export interface SamplePlan {
  readonly type: string;
  /** The period: by the time of the admission, from the first to before the second. RFC 3339. */
  readonly from: string;
  readonly to: string;
  readonly count: number;
  /** Pointer into the data of what an event weighs, for a monetary-unit sample. */
  readonly byValue?: string;
}

/** An audit sample, as a bundle carries it. See `docs/formats/bundle.md`. */
export interface AuditSample extends SamplePlan {
  /** SHA-256 of the checkpoint's text, with its signature lines. */
  readonly seed: string;
  /** How many events there were. */
  readonly population: number;
  /** Their sum, where they were drawn by value. */
  readonly total?: string;
  /** SHA-256 of the first admissions of the events that were drawn, in the order of the log. */
  readonly drawn: readonly string[];
}

/** Most events that one sample holds. */
export const MOST_DRAWN = 10_000;

const shape = closed(
  {
    formatVersion: oneOf(1),
    type: text,
    from: instant,
    to: instant,
    count: countFrom(1, MOST_DRAWN),
    seed: sha256,
    population: count,
    drawn: listOf(sha256),
  },
  { byValue: text, total: matching(/^\d+(?:\.\d+)?$/, "a decimal that is not negative") },
);

/** @throws {FoundationError} `format_malformed` */
export const parseSample = (value: JsonValue): AuditSample => readShape("audit sample", shape, value) as AuditSample;

/** What of a population a plan draws with a seed. */
export const drawn = (
  { count: wanted, byValue }: SamplePlan,
  seed: string,
  population: readonly SampleItem[],
): readonly string[] => (byValue === undefined ? drawAtRandom : drawByValue)(population, { seed, count: wanted });

/** Whether an admission belongs to the population. */
export function isSampled(
  { type, from, to }: SamplePlan,
  admission: { readonly at: string; readonly event: { readonly type: string } },
): boolean {
  const at = toInstant(admission.at);
  return admission.event.type === type && at >= toInstant(from) && at < toInstant(to);
}

/** Of a time that was read already. `Date.parse` knows no leap second: it would count nothing of a period that ends with one. */
export const toInstant = (time: string): number => parseInstant(time) ?? Number.NaN;

/** A logged statement without the event that it is about: it shows what the entry is, and nothing else. */
export const statementPart = ({ payload }: Envelope): Part => ({ kind: "statement", value: { payload } });
