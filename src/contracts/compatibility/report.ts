import type { JsonValue, Patch, Reason } from "../../foundation/index.ts";
import type { CompatibilityMode } from "../contract.ts";
import type { CompatibilityDirection, Difference } from "../diff/difference.ts";
import type { ContractsFinding } from "../errors.ts";

/**
 * `strict`: whatever a contract allows may be sent. `lenient`: senders send declared members only, and readers pass over
 * members that they do not know (a closed sender and an open reader).
 */
export type CompatibilityRules = "strict" | "lenient";

/** `broken` has a document that proves it; `compatible` is proven by every difference; anything else is `unknown`. */
export type CompatibilityVerdict = "compatible" | "broken" | "unknown";

/** A document that shows that two contracts are not compatible. Both validators have been asked. */
export interface Counterexample {
  readonly direction: CompatibilityDirection;
  /** The version that the new contract was compared with. */
  readonly against: string;
  /** `refused`: the one contract allows it and the other does not. `misread`: both do, and read another amount. */
  readonly kind: "refused" | "misread";
  readonly document: JsonValue;
  /** What the refusing contract's validator says first. */
  readonly finding?: ContractsFinding;
  /** The difference that it shows, by its number in the list. */
  readonly difference?: number;
  readonly sentence: string;
}

/** A change of the new contract's schema after which the check says `compatible`; it has been tried. */
export interface SuggestedEdit {
  /** RFC 6902, over the new contract's schema. */
  readonly patch: Patch;
  readonly sentence: string;
}

/** What a registered consumer has to expect. */
export interface ConsumerVerdict {
  readonly name: string;
  readonly verdict: CompatibilityVerdict;
  readonly counterexample?: Counterexample;
  readonly sentence: string;
}

/** The new contract beside one earlier version. */
export interface VersionReport {
  readonly against: string;
  readonly verdict: CompatibilityVerdict;
  /** Each direction by itself, whatever the mode asks. */
  readonly directions: Readonly<Record<CompatibilityDirection, CompatibilityVerdict>>;
  readonly differences: readonly Difference[];
  readonly counterexamples: readonly Counterexample[];
  /** Why it is unknown. */
  readonly reasons: readonly Reason<"budget" | "undecided">[];
}

/** What a check says, in a sentence and in detail. */
export interface CompatibilityReport {
  readonly verdict: CompatibilityVerdict;
  readonly mode: CompatibilityMode;
  readonly rules: CompatibilityRules;
  readonly sentence: string;
  /** The smallest one. */
  readonly counterexample?: Counterexample;
  readonly edit?: SuggestedEdit;
  readonly versions: readonly VersionReport[];
  readonly consumers: readonly ConsumerVerdict[];
  /** Steps of searching that were taken. */
  readonly steps: number;
}
