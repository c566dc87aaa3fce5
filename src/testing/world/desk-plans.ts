import type { Exception } from "../../exceptions/index.ts";
import { canonicalJson, type Finding, formatInstant } from "../../foundation/index.ts";
import type { Gate } from "../../gate/index.ts";
import { type Capsule, ownersOf, type RepairOperation, type RepairPlan } from "../../quarantine/index.ts";
import type { Actor } from "./actors.ts";
import { DAY_MS } from "./calendar.ts";
import { distributorContracts } from "./contracts.ts";
import { sealApproval } from "./seal.ts";

/** A plan that may be carried out, and who has approved it. */
export interface Planned {
  readonly plan: RepairPlan;
  readonly approvedBy: readonly string[];
}

/** Finds what would repair events that are held for one cause, tries it out, and has it approved. */
export interface Planner {
  /** `undefined` where nothing is known that would let any of them pass. */
  planFor(exception: Exception, at: Date): Promise<Planned | undefined>;
}

/** Whether a cause is one that a plan may be known for. */
export const isRepairable = (code: string): boolean => Object.hasOwn(ways, code);

/** What is only suspected is left alone until nothing more has been suspected for a day: by then it is confirmed, or it was nothing. */
const isOpen = ({ exception: { cause, members }, at }: Cause): boolean =>
  cause.code === "unit_suspected" && at.getTime() - Date.parse(members.lastAt) < DAY_MS;

/** What people there look for, by what was found: a way, and whether it would do for all that was tried. */
const ways: Readonly<Record<string, (cause: Cause) => Promise<Way | undefined>>> = {
  unit_suspected: async () => undefined,
  unit_changed: proposed,
  relation_broken: proposed,
  shape_changed: async (cause) => (await proposed(cause)) ?? renamed(cause),
};

interface Way {
  readonly plan: RepairPlan;
  readonly isForAll: boolean;
}

export function createPlanner(
  gate: Gate,
  { by, speakers }: { readonly by: string; readonly speakers: Readonly<Record<string, Actor>> },
): Planner {
  const approved = new Map<string, Planned>();

  async function approve(plan: RepairPlan, at: Date): Promise<Planned | undefined> {
    const repairs = await gate.repairs();
    let submitted = await repairs.submit(plan);
    for (const signer of submitted.missing.flatMap((owner) => speakers[owner]?.signer ?? []))
      submitted = await repairs.approve(
        await sealApproval(signer, { statement: submitted.statement, at, reason: plan.reason }),
      );
    return submitted.missing.length === 0 ? { plan, approvedBy: submitted.approvedBy } : undefined;
  }
  /** A plan that some of what is held would pass by. A way is tried and approved once; whoever takes it again names the plan that was approved. */
  async function ready(plan: RepairPlan, at: Date): Promise<Planned | undefined> {
    const way = canonicalJson([plan.selection, plan.operations]);
    const known = approved.get(way);
    if (known) return known;
    const { passes } = await (await gate.repairs()).dryRun(plan);
    const planned = passes === 0 ? undefined : await approve(plan, at);
    if (planned) approved.set(way, planned);
    return planned;
  }
  return {
    async planFor(exception, at) {
      const cause = await causeOf(gate, exception, { by, at });
      if (!cause || isOpen(cause)) return undefined;
      const way = await ways[exception.cause.code]?.(cause);
      // Where a way does not do for all, some may be as they always were: those are not changed.
      const asItIs = way?.isForAll ? undefined : planWith([], cause);
      return (asItIs && (await ready(asItIs, at))) ?? (way && ready(way.plan, at));
    },
  };
}

/** An exception, with the first of what it holds. */
interface Cause {
  readonly gate: Gate;
  readonly exception: Exception;
  readonly capsule: Capsule;
  readonly finding: Finding;
  readonly by: string;
  readonly at: Date;
}

async function causeOf(gate: Gate, exception: Exception, asked: Pick<Cause, "by" | "at">): Promise<Cause | undefined> {
  const { members } = await (await gate.exceptions()).members(exception.id, { limit: 1 });
  const id = members[0]?.ref.slice("capsule:".length) ?? "";
  const capsule = (await (await gate.shelf()).show(id))?.capsule;
  const finding = capsule?.findings.find(({ code }) => code === exception.cause.code);
  return capsule && finding && { gate, exception, capsule, finding, ...asked };
}

/** What the house itself reads from the findings. */
async function proposed({ gate, exception, finding, by }: Cause): Promise<Way | undefined> {
  // Neither reading is proven, and this desk knows nothing that the house does not.
  if (finding.code === "unit_ambiguous") return undefined;
  const ways = await (await gate.repairs()).propose(exception.id, by);
  const best = ways.find(({ plan }) => plan.operations.length > 0);
  return best && { plan: best.plan, isForAll: best.passes === best.tried };
}

/** What a person sees who looks at the shape: one member is gone, and one is new. */
function renamed(cause: Cause): Way | undefined {
  const { added, removed } = cause.finding.facts as Record<"added" | "removed", readonly string[]>;
  const [is, was] = [added[0], removed[0]];
  if (is === undefined || was === undefined || added.length + removed.length > 2) return undefined;
  const plan = planWith([{ op: "rename", path: is, to: was.slice(was.lastIndexOf("/") + 1) }], cause);
  return plan && { plan, isForAll: true };
}

function planWith(operations: readonly RepairOperation[], { capsule, finding, by, at }: Cause): RepairPlan | undefined {
  const contract = Object.values(distributorContracts).find(({ id }) => id === capsule.contract?.id);
  if (!contract || !capsule.contract || !capsule.envelope?.event) return undefined;
  return {
    formatVersion: 1,
    contract: capsule.contract,
    selection: { codes: [finding.code], path: placeOf(finding), source: capsule.envelope.event.source },
    operations,
    owners: ownersOf(operations, contract),
    proposedBy: by,
    proposedAt: formatInstant(at),
    reason: finding.sentence.slice(0, 1_000),
  };
}

/** The gate points into the event, and a plan into its data. */
const placeOf = ({ path }: Finding): string => path.slice("/data".length);
