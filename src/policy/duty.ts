import { type Approval, type ApprovalCount, countApprovals } from "./approval.ts";
import type { Hit } from "./hit.ts";
import type { ApprovalParams, CompiledObligation, Obligation } from "./obligation.ts";
import type { DecisionReason } from "./reason.ts";

/** An obligation, and the rule that demands it. */
interface Duty extends CompiledObligation {
  readonly hit: Hit;
}

/** What the obligations of the rules come to. */
export interface Duties {
  readonly reasons: readonly DecisionReason[];
  /** Statements of the approvals that counted. */
  readonly approvals: readonly string[];
  /** What the rules among these reasons still demand, each once. */
  readonly openOf: (reasons: readonly DecisionReason[]) => readonly Obligation[];
}

/** What obligations are held against. */
interface DutyContext {
  readonly at: Date;
  readonly change?: string;
  readonly requester?: string;
  readonly approvals?: readonly Approval[];
  readonly obligations?: readonly string[];
}

/** The obligations of every rule that hit bind, also where another effect prevails, and where the rule is unknown. */
export function resolveDuties(hits: readonly Hit[], context: DutyContext): Duties {
  const bound = hits.filter(({ rule }) => rule.obligations.length > 0);
  if (bound.length === 0) return noDuties;
  const duties = bound.flatMap((hit) => hit.rule.obligations.map((obligation): Duty => ({ ...obligation, hit })));
  const demands = firstOfEach(duties).flatMap((duty) => toDemand(duty, context));
  const complete = new Set(demands.filter(isComplete).map(({ key }) => key));
  return {
    reasons: [...unfulfillable(duties, context), ...demands.flatMap(reasonsOf)],
    approvals: [...new Set(demands.flatMap(({ count }) => count.counted))],
    openOf: (reasons) => {
      const rules = new Set(reasons.map((reason) => ("rule" in reason ? reason.rule : undefined)));
      const open = duties.filter(({ key, hit }) => !complete.has(key) && rules.has(hit.rule.name));
      return firstOfEach(open).map(({ obligation }) => obligation);
    },
  };
}

// Frozen, because decisions of all policies would share it.
const noDuties: Duties = { reasons: [], approvals: Object.freeze([]), openOf: () => [] };

function firstOfEach(duties: readonly Duty[]): readonly Duty[] {
  const first = new Map<string, Duty>();
  for (const duty of duties) if (!first.has(duty.key)) first.set(duty.key, duty);
  return [...first.values()];
}

const unfulfillable = (duties: readonly Duty[], { obligations = [] }: DutyContext): readonly DecisionReason[] =>
  duties
    .filter(({ approval, obligation }) => !approval && !obligations.includes(obligation.id))
    .map(({ hit, obligation: { id: obligation } }) => ({
      code: "obligation_unknown",
      effect: "deny",
      status: hit.status,
      rule: hit.rule.name,
      obligation,
    }));

/** An approval obligation, with the approvals that there are. */
interface Demand extends Duty {
  readonly approval: ApprovalParams;
  readonly count: ApprovalCount;
}

function toDemand(duty: Duty, { at, change, requester, approvals = [] }: DutyContext): readonly Demand[] {
  const { approval } = duty;
  if (!approval) return [];
  return [{ ...duty, approval, count: countApprovals(approvals, approval, { at: at.getTime(), change, requester }) }];
}

const isComplete = ({ approval, count }: Demand): boolean => count.counted.length >= approval.count;

/** A rejection denies, however many have approved; too few approvals leave the change for review. */
function reasonsOf(demand: Demand): readonly DecisionReason[] {
  const { rejections, counted, uncounted } = demand.count;
  const about = { status: demand.hit.status, rule: demand.hit.rule.name };
  const rejected = rejections.map(
    (approval): DecisionReason => ({ code: "approval_rejected", effect: "deny", ...about, approval }),
  );
  if (isComplete(demand)) return rejected;
  const numbers = { have: counted.length, need: demand.approval.count };
  const others = uncounted.map((each): DecisionReason => ({ effect: "review", ...about, ...each }));
  return [...rejected, { code: "approval_missing", effect: "review", ...about, ...numbers }, ...others];
}
