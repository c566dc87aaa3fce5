/** Why something could not be decided. */
export interface Reason<Code extends string = string> {
  readonly code: Code;
  readonly sentence: string;
}

/**
 * The one three-valued answer. Empty never means none, and incomplete is `unknown` with a reason: it is never rounded
 * up to `proven` or down to `refuted`.
 */
export type Answer<Proven, Refuted = Proven> =
  | { readonly status: "proven"; readonly value: Proven }
  | { readonly status: "refuted"; readonly value: Refuted }
  | { readonly status: "unknown"; readonly reasons: readonly Reason[] };

/** The three values by themselves. */
export type Status = Answer<unknown>["status"];

/** It is so, and here is what is so. */
export const proven = <Value>(value: Value): Answer<Value, never> => ({ status: "proven", value });
/** It is not so, and here is what was found instead. */
export const refuted = <Value>(value: Value): Answer<never, Value> => ({ status: "refuted", value });
/** It could not be decided, for these reasons. */
export const unknown = (...reasons: readonly Reason[]): Answer<never, never> => ({ status: "unknown", reasons });

/** What several checks say together: one refuted refutes, else one unknown leaves it unknown, and nothing at all proves nothing. */
export function combineStatus(statuses: Iterable<Status>): Status {
  let combined: Status | undefined;
  for (const status of statuses) {
    if (status === "refuted") return "refuted";
    combined = combined === "unknown" ? "unknown" : status;
  }
  return combined ?? "unknown";
}
