import {
  canonicalJson,
  formatInstant,
  type JsonValue,
  type Random,
  type Tier,
  toBase64url,
  utf8,
} from "../foundation/index.ts";
import { closed, instant, oneOf, readFormat, type Shape, text } from "../foundation/shape.ts";
import type { Money } from "../reconcile/index.ts";
import type { Write } from "../stores/index.ts";
import { causeShape, type ExceptionCause, type ExceptionKind, kindShape, moneyShape, tierShape } from "./exception.ts";
import { INBOX } from "./keys.ts";

/** One thing that was stopped: an event, a difference, an effect. Those of one cause become one exception. */
export interface Occurrence {
  readonly kind: ExceptionKind;
  readonly cause: ExceptionCause;
  /** Where it is: names the thing once and for all, 1 to 300 characters. */
  readonly ref: string;
  readonly at: Date;
  /** The business key. */
  readonly key?: string;
  readonly tier: Tier;
  /** What could be done. */
  readonly action: string;
  /** Whose it is, until somebody takes it. */
  readonly owner?: string;
  /** At stake. */
  readonly values?: readonly Money[];
  readonly dueAt?: Date;
  readonly costPerDay?: Money;
}

/** A thing that is no longer stopped. */
export interface Departure {
  readonly ref: string;
  readonly at: Date;
}

/** What waits to be gathered into exceptions. */
export type Arrival =
  | (Omit<Occurrence, "at" | "dueAt" | "values"> & {
      readonly formatVersion: 1;
      readonly what: "came";
      readonly at: string;
      readonly values: readonly Money[];
      readonly dueAt?: string;
    })
  | { readonly formatVersion: 1; readonly what: "left"; readonly ref: string; readonly at: string };

const listOfMoney: Shape<readonly Money[]> = (value, path) =>
  (Array.isArray(value) ? value : []).map((one, at) => moneyShape(one, `${path}/${at}`));

const cameShape = closed(
  {
    formatVersion: oneOf(1),
    what: oneOf("came"),
    kind: kindShape,
    cause: causeShape,
    ref: text,
    at: instant,
    tier: tierShape,
    action: text,
    values: listOfMoney,
  },
  { key: text, owner: text, dueAt: instant, costPerDay: moneyShape },
);
const leftShape = closed({ formatVersion: oneOf(1), what: oneOf("left"), ref: text, at: instant });
const shape: Shape<Arrival> = (value, path) =>
  ((value as { what?: unknown } | null)?.what === "left" ? leftShape : cameShape)(value, path) as Arrival;

/** @throws {FoundationError} `newer_format`, `format_malformed` */
export const parseArrival = (value: unknown): Arrival => readFormat("exception arrival", 1, shape, value);

const MAX_SENTENCE = 1_000;
const MAX_NAME = 200;
const MAX_REF = 300;

/** A field of each line of a list is one field: places in lists become `*`. */
export const toPlace = (path: string): string => cut(path.replaceAll(/\/\d+(?=\/|$)/g, "/*"), MAX_NAME);

/** Cut without leaving half a character. */
const cut = (value: string, limit: number): string =>
  value.length <= limit ? value.toWellFormed() : `${value.slice(0, limit - 1)}…`.toWellFormed();

/** The write that says that something was stopped, for the commit that stops it. It shares no key with any other. */
export function occurrenceWrite({ at, dueAt, values = [], ...rest }: Occurrence, random: Random): Write {
  const { code, sentence, stream, place } = rest.cause;
  return arrivalWrite(
    {
      formatVersion: 1,
      what: "came",
      ...rest,
      ref: cut(rest.ref, MAX_REF),
      cause: { code, sentence: cut(sentence, MAX_SENTENCE), stream: cut(stream, MAX_NAME), place: toPlace(place) },
      ...(rest.key !== undefined && { key: cut(rest.key, MAX_NAME) }),
      at: formatInstant(at),
      values,
      ...(dueAt && { dueAt: formatInstant(dueAt) }),
    },
    random,
  );
}

/** The write that says that something is no longer stopped. */
export const departureWrite = ({ ref, at }: Departure, random: Random): Write =>
  arrivalWrite({ formatVersion: 1, what: "left", ref: cut(ref, MAX_REF), at: formatInstant(at) }, random);

const arrivalWrite = (arrival: Arrival, random: Random): Write => ({
  // In one millisecond, what came stands before what left.
  key: `${INBOX}${arrival.at}/${arrival.what}/${toBase64url(random.bytes(16))}`,
  value: utf8(canonicalJson(arrival as unknown as JsonValue)),
  expected: "absent",
});
