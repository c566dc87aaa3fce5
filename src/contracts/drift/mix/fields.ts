import type { JsonValue } from "../../../foundation/index.ts";
import type { ValueType } from "../value-type.ts";
import { countSymbol, type MixTest, restart, startMixTest, stepMixTest } from "./mix-test.ts";
import { MOST_NAMES, type Sample, type Scheme, schemeOf, symbolOf, symbolsIn } from "./symbols.ts";

/** Values from which the parts and shares of a field are made. */
export const FIRST_VALUES = 200;
/** Of longer texts the beginning is compared. */
export const MOST_LETTERS = 100;

/** What is known of the values at one path. */
export interface MixField {
  readonly path: string;
  /** Values that there are no parts for yet. */
  first: Sample[];
  scheme: Scheme | undefined;
  test: MixTest;
  /** Neither numbers nor categories: identifiers, prose. Nothing is kept. */
  isFree: boolean;
  /** The event that the last value came with. */
  event: number;
}

export const startField = (path: string): MixField => ({
  path,
  first: [],
  scheme: undefined,
  test: startMixTest(0, 0),
  isFree: false,
  event: 0,
});

/** A value as it is compared; `undefined` for lists and objects. */
export function sampleOf(type: ValueType, value: JsonValue): Sample | undefined {
  if (type === "number" || type === "decimal text") {
    const number = Number(value);
    // Beyond these JSON has no word for whole numbers; where they end hardly matters to shares.
    if (Number.isFinite(number)) return Math.min(Math.max(number, Number.MIN_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);
  }
  return type === "list" || type === "object" ? undefined : String(value).slice(0, MOST_LETTERS);
}

/** Takes one more value, and answers whether it was the one that convinced. Without what would convince it is only learned. */
export function takeSample(field: MixField, sample: Sample, convincing: number | undefined): boolean {
  if (!field.scheme) {
    gather(field, sample);
    return false;
  }
  const symbol = symbolOf(field.scheme, sample);
  if (convincing === undefined) {
    restart(field.test);
    countSymbol(field.test, symbol);
    return false;
  }
  stepMixTest(field.test, symbol);
  return field.test.score >= convincing;
}

function gather(field: MixField, sample: Sample): void {
  field.first.push(sample);
  // Most identifiers are known for what they are long before there are enough of them.
  const isLook = field.first.length === 2 * MOST_NAMES || field.first.length === FIRST_VALUES;
  const scheme = isLook ? schemeOf(field.first) : undefined;
  if (isLook && !scheme) setFree(field);
  if (field.first.length === FIRST_VALUES && scheme) begin(field, scheme);
}

function setFree(field: MixField): void {
  field.isFree = true;
  field.first = [];
}

function begin(field: MixField, scheme: Scheme): void {
  field.scheme = scheme;
  field.test = startMixTest(symbolsIn(scheme), scheme.kind === "numbers" ? 1 : 0);
  for (const sample of field.first) countSymbol(field.test, symbolOf(scheme, sample));
  field.first = [];
}

/** What has changed is the usual from now on. */
export function beginAnew(field: MixField): void {
  field.scheme = undefined;
  field.test = startMixTest(0, 0);
}
