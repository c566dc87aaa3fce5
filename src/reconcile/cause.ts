import { digestJson, type Patch } from "../foundation/index.ts";
import type { BreakVerdict, Disagreement } from "./break.ts";
import type { DifferenceDefect } from "./causes/defect.ts";
import type { MatchPlan } from "./match-rule.ts";
import type { Money } from "./value-at-risk.ts";

export type TimingKind = "in_transit";

export type MappingKind =
  | "ambiguous_key"
  | "code_table"
  | "constant_factor"
  | "constant_offset"
  | "key_format"
  | "no_key"
  | "number_style"
  | "rounding"
  | "swapped_columns"
  | "swapped_day_month"
  | "text_format"
  | "time_shift"
  | "truncation"
  | "unusable_column";

export type DefectKind =
  | DifferenceDefect
  | "ambiguous_key"
  | "duplicate_posting"
  | "lost"
  | "partial_rule"
  | "unreadable_row";

/** What explains breaks; `docs/rooms/reconcile.md` lists them. */
export type CauseKind = TimingKind | MappingKind | DefectKind;

/** Why breaks are there: one cause for forty thousand rows, not forty thousand causes. */
export interface Cause {
  /** SHA-256 over the plan's name, verdict, kind, and the fields or side concerned: the same cause has the same id in every run. */
  readonly id: string;
  readonly verdict: BreakVerdict;
  readonly kind: CauseKind;
  readonly sentence: string;
  /** Breaks that the cause explains. */
  readonly support: number;
  /**
   * Of a mapping: differences of its field that the rule does not explain; no pair that agrees contradicts it. Of a
   * `partial_rule`: the pairs that agree and contradict it.
   */
  readonly counterexamples: number;
  /** How many breaks name this cause. */
  readonly breaks: number;
  /** Sums by currency. */
  readonly valueAtRisk?: readonly Money[];
  /** RFC 6902 for the match plan: under the plan so changed, the breaks vanish. To be judged by a person, never applied here. */
  readonly proposal?: Patch;
}

/** A cause while breaks are being sorted out. */
export interface Draft {
  readonly verdict: BreakVerdict;
  readonly kind: CauseKind;
  /** What, beside the kind, makes it another cause: the fields, or the side. */
  readonly subject: readonly string[];
  readonly members: readonly Disagreement[];
  readonly sentence: string;
  readonly counterexamples?: number;
  readonly proposal?: Patch;
  /** What a member's own sentence says beyond the disagreement. */
  readonly sayMore?: (member: Disagreement) => string;
}

export const causeId = ({ name }: MatchPlan, { verdict, kind, subject }: Draft): string =>
  digestJson([name, verdict, kind, ...subject]).sha256;
