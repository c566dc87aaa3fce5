import { canonicalJson, type JsonObject } from "../foundation/index.ts";
import { closed, jsonObject, type Shape } from "../foundation/shape.ts";
import { malformed } from "./errors.ts";
import { label, labels, wholeFrom1 } from "./label.ts";

/** What must be done for a decision to stand: whoever acts on it fulfils it, or must not act. */
export interface Obligation {
  readonly id: string;
  readonly params?: JsonObject;
}

/** `params` of the one obligation that is resolved here: other people have approved exactly this change. */
export type ApprovalParams = {
  /** Persons, not approvals. */
  readonly count: number;
  /** An approval counts when it was given in one of these roles. */
  readonly roles: readonly string[];
  /** Never false: nobody approves what he requested himself. */
  readonly distinctFromRequester?: true;
  readonly maxAgeHours?: number;
};

export const APPROVAL = "approval";

const onlyTrue: Shape<true> = (value, path) => {
  if (value === true) return value;
  throw malformed(path, "expected true: nobody approves what he requested himself");
};

const approval = closed({
  id: label,
  params: closed({ count: wholeFrom1, roles: labels }, { distinctFromRequester: onlyTrue, maxAgeHours: wholeFrom1 }),
});
const other = closed({ id: label }, { params: jsonObject });

export const obligationShape: Shape<Obligation> = (value, path) => {
  const obligation = other(value, path);
  return obligation.id === APPROVAL ? approval(value, path) : obligation;
};

/** Rules share equal obligations: each is one, and told once. */
export interface CompiledObligation {
  readonly key: string;
  readonly obligation: Obligation;
  /** Present on an obligation that is resolved here. */
  readonly approval?: ApprovalParams;
}

export const compileObligation = (obligation: Obligation): CompiledObligation => ({
  key: canonicalJson(obligation),
  obligation,
  ...(obligation.id === APPROVAL && { approval: obligation.params as unknown as ApprovalParams }),
});
