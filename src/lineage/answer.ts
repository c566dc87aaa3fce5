import type { Reason } from "../foundation/index.ts";
import type { RecordVersion, Transformation } from "./derivation.ts";
import type { LineageReasons } from "./errors.ts";
import { type Graph, happenedAt } from "./graph.ts";
import type { Move, Walk } from "./walk.ts";
import { describe } from "./wording.ts";

/** Why lineage cannot say. */
/** One cause for which an answer is `unknown`. */
export type LineageReason = Reason<keyof LineageReasons>;

/**
 * An answer of the foundation that, while it is `unknown`, still shows what was found before something was missing.
 * It speaks of what was recorded: that nobody recorded something is never taken for a proof that it did not happen.
 */
export type LineageAnswer<Proven, Refuted = never> =
  | { readonly status: "proven"; readonly value: Proven }
  | { readonly status: "refuted"; readonly value: Refuted }
  | { readonly status: "unknown"; readonly reasons: readonly LineageReason[]; readonly found?: Proven };

/** A transformation on the way, with those of its records that lie on the way. */
export interface Step {
  /** Without its field map. */
  readonly transformation: Omit<Transformation, "fields">;
  readonly inputs: readonly RecordVersion[];
  readonly outputs: readonly RecordVersion[];
  readonly at: string;
  readonly sequence: number;
}

export const reason = (code: keyof LineageReasons, sentence: string): LineageReason => ({ code, sentence });

/** `proven` when nothing is missing, else `unknown` with what was found. */
export const answerWith = <Value>(found: Value, reasons: readonly LineageReason[]): LineageAnswer<Value> =>
  reasons.length === 0 ? { status: "proven", value: found } : { status: "unknown", reasons, found };

export function recordUnknown(record: RecordVersion): LineageAnswer<never> {
  const sentence = `nothing recorded names ${describe(record)}`;
  return { status: "unknown", reasons: [reason("record_unknown", sentence)] };
}

const cutSentences = {
  depth_cut: "more transformations lie beyond `maxDepth`: raise it to follow them",
  visits_cut: "more links lie beyond `maxVisits`: raise it to follow them",
} as const;

export const cutReasons = ({ cuts }: Walk): readonly LineageReason[] =>
  [...cuts].map((code) => reason(code, cutSentences[code]));

/** The records of a walk by the numbers of their places, each made once. */
export const recordsOf = (graph: Graph, { places }: Walk): readonly RecordVersion[] =>
  places.map(({ record, field }) => graph.record(record, field));

export function toStep(
  graph: Graph,
  { derivation }: Move,
  inputs: readonly RecordVersion[],
  outputs: readonly RecordVersion[],
): Step {
  const { fields: _, ...transformation } = graph.transformation(derivation);
  return { transformation, inputs, outputs, ...happenedAt(graph.derivations, derivation) };
}

export const pick = <Item>(items: readonly Item[], numbers: readonly number[]): readonly Item[] =>
  numbers.map((number) => items[number] as Item);
