import type { CompiledContract } from "../contracts/index.ts";
import { changedRepair, newRepair, type RepairRecord } from "../evidence/index.ts";
import { formatInstant, type JsonObject } from "../foundation/index.ts";
import { envelopeDigest, predicateType, repairPlanPredicate } from "../provenance/index.ts";
import {
  type Capsule,
  checkRepairPlan,
  type DryRun,
  dryRun,
  type Held,
  ownersOf,
  parseRepairPlan,
  proposeRepairs,
  type RepairPlan,
  type RepairProposal,
  readHeld,
  repairPlanDigest,
} from "../quarantine/index.ts";
import { believe } from "./approve.ts";
import { capsuleOfRef } from "./capsule-ref.ts";
import { contractToKeep } from "./contract-to-keep.ts";
import { GateError } from "./errors.ts";
import type { House } from "./house.ts";
import { createJudges, toolsFor } from "./judges.ts";
import { missingOwners } from "./plan-approval.ts";

/** A repair plan that the house has recorded, and how far its approval is. */
export interface SubmittedPlan {
  readonly plan: RepairPlan;
  /** SHA-256 of the plan. */
  readonly digest: string;
  /** SHA-256 of the statement that it was proposed: what approvals are about. */
  readonly statement: string;
  readonly approvedBy: readonly string[];
  /** Owners who have not approved; nobody when it may be replayed. */
  readonly missing: readonly string[];
}

/** What a dry run may be told. */
export interface DryRunRequest {
  readonly signal?: AbortSignal;
  readonly onProgress?: (looked: number) => void;
}

/** Where repairs of held events are proposed, tried out and approved. */
export interface Repairs {
  /** What would repair an exception, or whatever is held for the same cause as one capsule: the way that repairs most first. */
  propose(id: string, by?: string): Promise<readonly RepairProposal[]>;
  /** What a plan would make of everything that is held now. Nothing is written. */
  dryRun(plan: RepairPlan, request?: DryRunRequest): Promise<DryRun>;
  /** Records a plan, sealed and in the log, for its owners to approve. @throws {GateError} `plan_refused`, `log_busy` @throws {QuarantineError} `factor_on_shifted_unit` */
  submit(plan: RepairPlan): Promise<SubmittedPlan>;
  /** Takes a signed approval, or rejection, of a plan. @throws {GateError} `approval_refused`, `plan_unknown` */
  approve(envelope: unknown): Promise<SubmittedPlan>;
  /** A plan by its digest, or by that of its statement. */
  show(digest: string): Promise<SubmittedPlan | undefined>;
}

export const createRepairs = (house: House): Repairs => ({
  propose: (id, by) => propose(id, by, house),
  dryRun: (plan, request = {}) => tryOut(parseRepairPlan(plan), request, house),
  submit: (plan) => submit(parseRepairPlan(plan), house),
  approve: (envelope) => approvePlan(envelope, house),
  show: async (digest) => {
    const known = await house.ledger.repair(digest);
    return known && toSubmitted(known.record, house);
  },
});

// ── proposing ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** As many as a proposal is tried on. */
const SAMPLE = 20;

async function propose(id: string, by: string | undefined, house: House): Promise<readonly RepairProposal[]> {
  const samples = await samplesOf(id, house);
  const [first] = samples;
  const held = first && readHeld(first);
  const compiled = held?.event && contractOf(held, house);
  if (!held || !compiled) return [];
  const judge = await createJudges(house).judgeFor(held);
  const options = {
    judge,
    at: house.settings.clock.now(),
    tools: toolsFor(compiled, house),
    ...(by !== undefined && { by }),
  };
  return proposeRepairs(samples, compiled, options);
}

const contractOf = ({ event }: Held, house: House): CompiledContract | undefined =>
  event && contractToKeep(event, house);

/** Some of what an exception has waiting, or the one capsule. */
async function samplesOf(id: string, { exceptions, shelf }: House): Promise<readonly Capsule[]> {
  const { members } = await exceptions.members(id, { limit: SAMPLE });
  const ids = members.length > 0 ? members.flatMap(({ ref }) => capsuleOfRef(ref) ?? []) : [id];
  const shown = await Promise.all(ids.map((one) => shelf.show(one)));
  return shown.flatMap((one) => (one?.capsule && one.state === "held" ? [one.capsule] : []));
}

// ── trying out ───────────────────────────────────────────────────────────────────────────────────────────────────────

async function tryOut(plan: RepairPlan, request: DryRunRequest, house: House): Promise<DryRun> {
  const compiled = contractNamed(plan, house);
  if (compiled) checkRepairPlan(plan, compiled.contract);
  const { judgeFor } = createJudges(house);
  return dryRun(plan, heldInOrder(house), {
    ...request,
    judgeFor,
    ...(compiled && { contract: compiled.contract, tools: toolsFor(compiled, house) }),
  });
}

/** Everything that is held, the longest held first, one at a time. */
async function* heldInOrder({ shelf }: House): AsyncGenerator<Capsule> {
  for (let after: string | undefined = ""; after !== undefined; ) {
    const page: Awaited<ReturnType<typeof shelf.list>> = await shelf.list({ after, limit: 1_000 });
    for (const { id } of page.items) {
      const shown = await shelf.show(id);
      if (shown?.capsule) yield shown.capsule;
    }
    after = page.next;
  }
}

const contractNamed = ({ contract }: RepairPlan, { contracts }: House): CompiledContract | undefined =>
  contract ? contracts.newest(contract.id) : undefined;

// ── submitting and approving ─────────────────────────────────────────────────────────────────────────────────────────

async function submit(plan: RepairPlan, house: House): Promise<SubmittedPlan> {
  refuseOthers(plan, house);
  const digest = repairPlanDigest(plan);
  const known = await house.ledger.repair(digest);
  if (known) return toSubmitted(known.record, house);
  const body = { formatVersion: 1, at: formatInstant(house.settings.clock.now()), plan: plan as unknown as JsonObject };
  const subject = { name: "plan", digest: { sha256: digest } };
  const sealed = await house.seal(predicateType(repairPlanPredicate), [subject], body);
  const recordAt = (index: number): RepairRecord => ({
    formatVersion: 1,
    digest,
    plan: plan as unknown as JsonObject,
    proposed: { sealed, index },
    approvals: [],
  });
  await house.committer.commit({
    statements: [sealed],
    size: 6 * sealed.payload.length,
    writes: (index) => newRepair(recordAt(index)),
  });
  // Whoever lost the race finds the one who won it: it is the same plan.
  return (await createRepairs(house).show(digest)) ?? unknownPlan(digest);
}

/** Operations are what the contract allows; owners are what it says, and not what the plan says of itself. */
function refuseOthers(plan: RepairPlan, house: House): void {
  const compiled = contractNamed(plan, house);
  if (!compiled) throw refused(`the contract \`${plan.contract?.id ?? ""}\` is not known here`);
  checkRepairPlan(plan, compiled.contract);
  const owners = ownersOf(plan.operations, compiled.contract);
  const isSame = owners.length === plan.owners.length && owners.every((owner) => plan.owners.includes(owner));
  if (!isSame) throw refused(`its owners must be ${owners.map((owner) => `\`${owner}\``).join(" and ")}`);
}

const refused = (problem: string): GateError =>
  new GateError("plan_refused", `the repair plan cannot be taken: ${problem}`, { problem });

function unknownPlan(digest: string): never {
  throw new GateError("plan_unknown", `no repair plan \`${digest.slice(0, 64)}\` was submitted`, { digest });
}

async function approvePlan(envelope: unknown, house: House): Promise<SubmittedPlan> {
  const { approval, sealed } = await believe(envelope, house);
  const known = (await house.ledger.repair(approval.change)) ?? unknownPlan(approval.change);
  const { record, version } = known;
  // Two people who say the same at the same time make the same statement: whose signature is under it tells them apart.
  const isRepeated = record.approvals.some(
    (one) => one.principal === approval.principal && envelopeDigest(one.sealed) === approval.statement,
  );
  if (isRepeated) return toSubmitted(record, house);
  const grownAt = (index: number): RepairRecord => ({
    ...record,
    approvals: [...record.approvals, { sealed, index, principal: approval.principal }],
  });
  const result = await house.committer.commit({
    statements: [sealed],
    size: 6 * JSON.stringify(record).length,
    writes: (index) => [changedRepair(grownAt(index), version)],
  });
  if (!result.committed) return approvePlan(envelope, house);
  return (await createRepairs(house).show(record.digest)) ?? unknownPlan(record.digest);
}

/** @throws {GateError} `plan_unknown`, `plan_not_approved` */
export async function approvedPlan(plan: RepairPlan, house: House): Promise<SubmittedPlan> {
  const digest = repairPlanDigest(parseRepairPlan(plan));
  const known = await house.ledger.repair(digest);
  const submitted = known ? toSubmitted(known.record, house) : unknownPlan(digest);
  if (submitted.missing.length === 0) return submitted;
  const owners = submitted.missing.map((owner) => `\`${owner}\``).join(" and ");
  const message = `the repair plan \`${digest}\` waits for the approval of ${owners}`;
  throw new GateError("plan_not_approved", message, { plan: digest, missing: submitted.missing });
}

function toSubmitted({ plan, digest, proposed, approvals }: RepairRecord, house: House): SubmittedPlan {
  const read = parseRepairPlan(plan);
  refuseOthers(read, house);
  return {
    plan: read,
    digest,
    statement: envelopeDigest(proposed.sealed),
    approvedBy: [...new Set(approvals.map(({ principal }) => principal))],
    missing: missingOwners(read, approvals, house.settings),
  };
}
