import type { Outcome, Patch, Verdict } from "../foundation/index.ts";

/** Everything that a report shows. It holds plain values: nothing is computed from them but where they are drawn. */
export interface ReportModel {
  /** What was run: a world, the name of a file. */
  readonly title: string;
  /** RFC 3339, like every time here. */
  readonly madeAt: string;
  readonly period?: { readonly from: string; readonly until: string };
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Messages that were answered as an earlier one was. */
  readonly duplicates?: number;
  readonly reasons: readonly ReasonRow[];
  readonly faults?: readonly FaultRow[];
  readonly series?: readonly Series[];
  readonly trust?: readonly TrustLine[];
  readonly differences?: readonly Differences[];
  readonly lineage?: LineagePath;
  readonly verdict?: Verdict<unknown>;
  /** What lies beside the page: a path as it is shown, and what it is. */
  readonly files?: readonly { readonly path: string; readonly about: string }[];
}

/** Messages that were stopped for one reason. */
export interface ReasonRow {
  readonly code: string;
  readonly outcome: Outcome;
  readonly count: number;
  /** A sentence of the gate for one of them. */
  readonly example: string;
}

/** How one kind of planted fault fared. */
export interface FaultRow {
  readonly about: string;
  readonly injected: number;
  readonly caught: number;
  readonly missed: number;
  readonly false: number;
}

/** One value of a field. */
export interface SeriesPoint {
  readonly at: string;
  readonly value: number;
  /** Whether the message that brought it was held or refused. */
  readonly stopped: boolean;
}

/** A numeric field of one source, in order of time. */
export interface Series {
  readonly source: string;
  /** A JSON Pointer into the data. */
  readonly field: string;
  readonly points: readonly SeriesPoint[];
  /** How many values there were, when only some of them are here. */
  readonly seen: number;
  /** The stretch in which messages were stopped. */
  readonly stopped?: { readonly from: string; readonly until: string; readonly count: number };
  /** What the gate said when it began. */
  readonly sentence?: string;
}

/** How a source stood at a moment. */
export interface TrustPoint {
  readonly at: string;
  /** From 0 to 1. */
  readonly score: number;
  readonly state: string;
}

/** How far one source was trusted, in order of time. */
export interface TrustLine {
  readonly source: string;
  readonly points: readonly TrustPoint[];
  readonly sentence: string;
}

/** What a comparison of two systems found, by cause. */
export interface Differences {
  readonly plan: string;
  /** What the two systems are called. */
  readonly left: string;
  readonly right: string;
  readonly matched: number;
  readonly causes: readonly DifferenceCause[];
}

/** One cause, with some of the rows that it explains. */
export interface DifferenceCause {
  readonly verdict: "timing" | "mapping" | "defect";
  readonly sentence: string;
  readonly rows: number;
  readonly atRisk?: readonly string[];
  readonly proposal?: Patch;
  readonly examples: readonly DifferenceRow[];
}

/** One row on which two systems disagree; what is absent is not there. */
export interface DifferenceRow {
  readonly key: string;
  readonly left?: string;
  readonly right?: string;
  readonly repair?: Patch;
}

/** Where a record comes from, step by step, and who used it. */
export interface LineagePath {
  readonly record: string;
  /** What differed first. */
  readonly first?: string;
  readonly steps: readonly LineageStep[];
  readonly consumers: readonly { readonly name: string; readonly at: string }[];
  /** Why the answer is not complete. */
  readonly open: readonly string[];
}

/** One transformation on the way. */
export interface LineageStep {
  readonly by: string;
  readonly at: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}
