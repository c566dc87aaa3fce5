import { IntegrityError } from "../foundation/index.ts";

/** One failure of the policy room per code; `details` holds its facts. */
export interface PolicyFailures {
  /** The policy, or one of its rules, has the wrong shape. */
  rule_malformed: { readonly path: string; readonly problem: string };
  /** Two rules have the same name: a decision could not say which one it means. */
  rule_name_taken: { readonly path: string; readonly name: string };
  /** Conditions are nested deeper than the limit, named conditions included. */
  rule_too_deep: { readonly path: string; readonly limit: number };
  /** No operator has this name, or it has too many decorators. */
  rule_operator_unknown: { readonly path: string; readonly operator: string };
  /** A fact or `path` is more than plain steps such as `order.lines[0].price`. */
  rule_path_unsafe: { readonly path: string; readonly factPath: string };
  /** A condition passes `params` to a fact: facts are values here, and take none. */
  rule_params_unsupported: { readonly path: string };
  /** The operator can never compare this value, or these two facts. */
  rule_value_unfit: { readonly path: string; readonly operator: string; readonly expected: string };
  /** A condition refers to a named condition that the policy does not have. */
  rule_condition_unknown: { readonly path: string; readonly name: string };
  /** Named conditions refer to each other in a ring. */
  rule_condition_ring: { readonly path: string; readonly names: readonly string[] };
  /** A decision is to be explained with another policy than the one that made it. */
  decision_other_policy: { readonly decided: string; readonly given: string };
}

/** What a decision rests on: one reason per code, with its facts. Names and numbers only, no value of a business fact. */
export interface PolicyReasons {
  /** The conditions of this rule are true. */
  rule_applies: { readonly rule: string };
  /** It is unknown whether the conditions of this rule are true, and so it binds as if they were. */
  rule_unknown: { readonly rule: string; readonly unknownFacts: readonly string[] };
  /** No rule is true: silence denies. */
  no_rule_applies: Record<never, never>;
  /** Whoever asks cannot fulfil this obligation of this rule. */
  obligation_unknown: { readonly rule: string; readonly obligation: string };
  /** Fewer people have approved the change than this rule demands. */
  approval_missing: { readonly rule: string; readonly have: number; readonly need: number };
  /** A person in one of the rule's roles has rejected the change. */
  approval_rejected: { readonly rule: string; readonly approval: string };
  /** The approval is no approval: no person, no time, no statement, or another verdict. */
  approval_malformed: { readonly rule: string; readonly approval: string };
  /** The approval is of another change. */
  approval_other_change: { readonly rule: string; readonly approval: string };
  /** It was not said which change is decided: no approval can be bound to it. */
  approval_change_unknown: { readonly rule: string; readonly approval: string };
  /** The approval was given in a role that the rule does not name. */
  approval_wrong_role: { readonly rule: string; readonly approval: string };
  /** The approver requested the change himself. */
  approval_by_requester: { readonly rule: string; readonly approval: string };
  /** It was not said who requested the change: nobody can be shown to be another person. */
  approval_requester_unknown: { readonly rule: string; readonly approval: string };
  /** The same person has approved before. */
  approval_same_person: { readonly rule: string; readonly approval: string };
  /** The approval is dated after the decision. */
  approval_future_dated: { readonly rule: string; readonly approval: string };
  /** The approval has expired. */
  approval_expired: { readonly rule: string; readonly approval: string };
  /** The approval is older than the rule allows. */
  approval_too_old: { readonly rule: string; readonly approval: string };
}

export class PolicyError<Code extends keyof PolicyFailures = keyof PolicyFailures> extends IntegrityError<
  Code,
  PolicyFailures[Code]
> {}

/** User input as it is shown in a message: cut, and on one line. */
export function shown(text: string): string {
  const line = JSON.stringify(text).slice(1, -1);
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

export const malformed = (path: string, problem: string): PolicyError =>
  new PolicyError("rule_malformed", `at \`${shown(path)}\`, ${problem}`, { path, problem });
