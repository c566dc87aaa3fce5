import type { LineageAnswer } from "./answer.ts";
import {
  type Consumption,
  type Derivation,
  parseConsumption,
  parseDerivation,
  type RecordVersion,
} from "./derivation.ts";
import { type Changed, type Divergence, firstDivergence, type NoDivergence } from "./divergence.ts";
import { createGraph, type LineageOptions, type LineageSize, listConsumptions, listDerivations } from "./graph.ts";
import { type Impact, impact, origins, type Trace } from "./trace.ts";
import type { WalkOptions } from "./walk.ts";

/**
 * What was made from what, and who took it. It only grows, and it is held in memory; to keep it, keep what `derivations()` and
 * `consumptions()` list and feed it into the next one.
 *
 * A question about a record with a `field` follows that field: through field maps and named fields where they were
 * recorded, else through the whole record.
 */
export interface Lineage {
  /**
   * Records a derivation, all of it or nothing, and answers its sequence: the one it has, or one more than the highest so far.
   *
   * @throws {FoundationError} `format_malformed`, `newer_format`
   * @throws {LineageError} `lineage_full`, `transformation_changed`
   */
  record(derivation: Derivation): number;
  /** Records that a consumer took a version. @throws {FoundationError | LineageError} as `record` */
  consumed(consumption: Consumption): number;
  readonly size: LineageSize;
  /** Where a record comes from: `proven` only when every way back ends at a declared origin. */
  origins(record: RecordVersion, options?: WalkOptions): LineageAnswer<Trace>;
  /** What a record went into, and which consumers took it or any of that. */
  impact(record: RecordVersion, options?: WalkOptions): LineageAnswer<Impact>;
  /** What changed first among all that the record was made from; `refuted` when all of it was compared and nothing has. */
  firstDivergence(
    record: RecordVersion,
    changed: Changed,
    options?: WalkOptions,
  ): LineageAnswer<Divergence, NoDivergence>;
  derivations(): Iterable<Derivation>;
  consumptions(): Iterable<Consumption>;
}

/** An empty graph, in memory. */
/** An empty lineage. @throws {TypeError} for a `maxEdges` that is no number from 0 to 16,000,000. */
export function createLineage(options: LineageOptions = {}): Lineage {
  const graph = createGraph(options);
  return {
    get size() {
      return graph.size;
    },
    record: (derivation) => graph.addDerivation(parseDerivation(derivation)),
    consumed: (consumption) => graph.addConsumption(parseConsumption(consumption)),
    origins: (record, walk = {}) => origins(graph, record, walk),
    impact: (record, walk = {}) => impact(graph, record, walk),
    firstDivergence: (record, changed, walk = {}) => firstDivergence(graph, record, changed, walk),
    derivations: () => listDerivations(graph),
    consumptions: () => listConsumptions(graph),
  };
}
