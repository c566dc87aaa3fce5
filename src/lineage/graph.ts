import { formatInstant, parseInstant } from "../foundation/index.ts";
import { type Column, numbers, wholeNumbers } from "./columns.ts";
import type { Consumption, Derivation, FieldPairs, RecordVersion, Transformation } from "./derivation.ts";
import { LineageError } from "./errors.ts";
import { createLinks, type Links } from "./links.ts";
import { createNames } from "./names.ts";
import { createTransformations } from "./transformations.ts";

export interface LineageOptions {
  /**
   * Most edges held, at most 16,000,000; default 1,000,000. An edge is one output, one input, one consumption, or one
   * pair of a field map. It costs sixteen bytes, and up to 2 KiB of text where it names a record for the first time.
   */
  readonly maxEdges?: number;
  /** Set it when derivations before this sequence are not fed in any more: what could lie there is then `unknown`. */
  readonly retainedFrom?: number;
}

/** How much a graph holds. */
export interface LineageSize {
  readonly records: number;
  readonly derivations: number;
  readonly consumptions: number;
  /** What counts toward `maxEdges`. */
  readonly edges: number;
}

/** What happened and when: one row for each derivation, or for each consumption. */
export interface Happenings {
  readonly length: number;
  add(who: number, at: string, sequence: number): void;
  /** Number of the transformation, or of the consumer. */
  who(number: number): number;
  /** Milliseconds since 1970. */
  time(number: number): number;
  sequence(number: number): number;
}

/**
 * The recorded lineage as a graph with two kinds of node, records and derivations: a derivation of a thousand outputs from a
 * thousand inputs is two thousand links, and not a million.
 */
export interface Graph {
  readonly retainedFrom: number;
  readonly size: LineageSize;
  readonly outputs: Links;
  readonly inputs: Links;
  readonly consumed: Links;
  readonly derivations: Happenings;
  readonly consumptions: Happenings;
  addDerivation(derivation: Derivation): number;
  addConsumption(consumption: Consumption): number;
  find(record: RecordVersion): number | undefined;
  record(number: number, field: string): RecordVersion;
  field(number: number): string;
  transformation(derivation: number): Transformation;
  /** The field map of its transformation. */
  pairs(derivation: number): FieldPairs | undefined;
  consumer(consumption: number): string;
  /** Whether a derivation names one record as output and as input. */
  isSelfReferring(derivation: number): boolean;
}

/** A `Map` of V8 holds 2^24 texts. */
const MOST_EDGES = 16_000_000;

export function createGraph({ maxEdges = 1_000_000, retainedFrom = 0 }: LineageOptions = {}): Graph {
  if (!(maxEdges >= 0 && maxEdges <= MOST_EDGES)) throw new TypeError(`maxEdges is a number from 0 to ${MOST_EDGES}`);
  const [records, consumers, fields] = [createNames(), createNames(), createNames("")];
  const [outputs, inputs, consumed] = [createLinks(), createLinks(), createLinks()];
  const [derivations, consumptions] = [createHappenings(), createHappenings()];
  const transformations = createTransformations();
  const selfReferring = new Set<number>();
  let mapPairs = 0;
  let lastSequence = 0;

  const edges = (): number => outputs.size + inputs.size + consumed.size + mapPairs;
  const reserve = (needed: number): void => {
    if (edges() + needed > maxEdges) throw full(maxEdges, edges(), needed);
  };
  const nextSequence = (given: number | undefined): number => {
    const sequence = given ?? Math.min(lastSequence + 1, Number.MAX_SAFE_INTEGER);
    lastSequence = Math.max(lastSequence, sequence);
    return sequence;
  };
  const link = (links: Links, record: RecordVersion): number => {
    const number = records.intern(nameOf(record));
    links.add(number, fields.intern(record.field ?? ""));
    return number;
  };
  const linkAll = (links: Links, named: readonly RecordVersion[]): readonly number[] => {
    links.open();
    return named.map((record) => link(links, record));
  };

  return {
    retainedFrom,
    outputs,
    inputs,
    consumed,
    derivations,
    consumptions,
    get size() {
      return {
        records: records.size,
        derivations: derivations.length,
        consumptions: consumptions.length,
        edges: edges(),
      };
    },
    // Everything that can be refused is refused before the first link is made.
    addDerivation(derivation) {
      const newPairs = transformations.newPairs(derivation.transformation);
      reserve(derivation.outputs.length + derivation.inputs.length + newPairs);
      mapPairs += newPairs;
      const sequence = nextSequence(derivation.sequence);
      derivations.add(transformations.intern(derivation.transformation), derivation.at, sequence);
      const made = linkAll(outputs, derivation.outputs);
      const used = linkAll(inputs, derivation.inputs);
      if (haveCommon(made, used)) selfReferring.add(derivations.length - 1);
      return sequence;
    },
    addConsumption({ consumer, record, at, sequence: given }) {
      reserve(1);
      const sequence = nextSequence(given);
      consumptions.add(consumers.intern(consumer), at, sequence);
      linkAll(consumed, [record]);
      return sequence;
    },
    find: (record) => records.find(nameOf(record)),
    record: (number, field) => toRecord(records.get(number), field),
    field: (number) => fields.get(number),
    transformation: (derivation) => transformations.get(derivations.who(derivation)),
    pairs: (derivation) => transformations.pairs(derivations.who(derivation)),
    consumer: (consumption) => consumers.get(consumptions.who(consumption)),
    isSelfReferring: (derivation) => selfReferring.has(derivation),
  };
}

const full = (maxEdges: number, edges: number, needed: number): LineageError =>
  new LineageError(
    "lineage_full",
    `the lineage holds ${edges} of ${maxEdges} edges and needs ${needed} more: raise \`maxEdges\` or start another graph with \`retainedFrom\``,
    { maxEdges, edges, needed },
  );

/** One text for each record version: the lengths in front keep two of them apart whatever letters they hold. */
const nameOf = ({ system, object, key, version }: RecordVersion): string =>
  `${system.length}:${object.length}:${key.length}:${system}${object}${key}${version}`;

function toRecord(name: string, field: string): RecordVersion {
  const [lengths = "", ...sizes] = /^(\d+):(\d+):(\d+):/.exec(name) ?? [];
  let at = lengths.length;
  const [system = "", object = "", key = ""] = sizes.map((size) => {
    at += Number(size);
    return name.slice(at - Number(size), at);
  });
  const version = name.slice(at);
  return field === "" ? { system, object, key, version } : { system, object, key, version, field };
}

function haveCommon(left: readonly number[], right: readonly number[]): boolean {
  if (left.length === 0 || right.length === 0) return false;
  const numbers = new Set(left);
  return right.some((number) => numbers.has(number));
}

function createHappenings(): Happenings {
  const who: Column = wholeNumbers();
  const [times, sequences] = [numbers(), numbers()];
  return {
    get length() {
      return who.length;
    },
    add(by, at, sequence) {
      who.push(by);
      times.push(parseInstant(at) ?? Number.NaN);
      sequences.push(sequence);
    },
    who: (number) => who.get(number),
    time: (number) => times.get(number),
    sequence: (number) => sequences.get(number),
  };
}

/** What was recorded, in the order in which it was; a field map is written with the first derivation that names its transformation. */
export function* listDerivations(graph: Graph): Generator<Derivation> {
  const declared = new Set<number>();
  for (let number = 0; number < graph.derivations.length; number++) {
    const who = graph.derivations.who(number);
    const { fields, ...transformation } = graph.transformation(number);
    yield {
      formatVersion: 1,
      outputs: recordsOf(graph, graph.outputs, number),
      inputs: recordsOf(graph, graph.inputs, number),
      transformation: fields && !declared.has(who) ? { ...transformation, fields } : transformation,
      ...happenedAt(graph.derivations, number),
    };
    declared.add(who);
  }
}

export function* listConsumptions(graph: Graph): Generator<Consumption> {
  for (let number = 0; number < graph.consumptions.length; number++) yield consumptionAt(graph, number);
}

export function consumptionAt(graph: Graph, number: number): Consumption {
  const [record] = recordsOf(graph, graph.consumed, number) as readonly [RecordVersion];
  return { formatVersion: 1, consumer: graph.consumer(number), record, ...happenedAt(graph.consumptions, number) };
}

/** When a derivation or a consumption happened, as it is written. */
export const happenedAt = (
  happenings: Happenings,
  number: number,
): { readonly at: string; readonly sequence: number } => ({
  at: formatInstant(happenings.time(number)),
  sequence: happenings.sequence(number),
});

function recordsOf(graph: Graph, links: Links, holder: number): readonly RecordVersion[] {
  const records: RecordVersion[] = [];
  links.ofHolder(holder, (record, field) => records.push(graph.record(record, graph.field(field))));
  return records;
}
