import type { Exception, ExceptionQueue } from "../../exceptions/index.ts";
import type { Event } from "../../foundation/index.ts";
import type { Gate } from "../../gate/index.ts";
import { envelopeDigest } from "../../provenance/index.ts";
import { BEHIND_HELD, type Capsule, type RepairPlan, type Shelf, tellRepairPlan } from "../../quarantine/index.ts";
import { type Actors, speakersOf } from "./actors.ts";
import { DAY_MS } from "./calendar.ts";
import { createPlanner, isRepairable, type Planned } from "./desk-plans.ts";
import { LATE_RULE } from "./policy.ts";
import { sealApproval } from "./seal.ts";

/** One way of repairing that its owners approved, and how many held events went on by it. */
export interface DeskPlan {
  readonly sentence: string;
  readonly approvedBy: readonly string[];
  readonly repaired: number;
}

/** What the people at a house's operations desk did with what was held. */
export interface DeskResult {
  readonly plans: readonly DeskPlan[];
  /** Held events that went on as a plan made them. */
  readonly repaired: number;
  /** Held events that went on as they are, because a plan that changes nothing found nothing wrong with them. */
  readonly cleared: number;
  /** Late ones that somebody looked at and let go on. */
  readonly approved: number;
  /** Those that had only waited behind others, and went on. */
  readonly released: number;
  /** Set aside; their senders were asked to send them again. */
  readonly discarded: number;
  /** Those that still wait. */
  readonly waiting: number;
}

/** The people who work on what a gate holds. */
export interface Desk {
  /** One shift: everything that waits is looked at once. */
  work(at: Date): Promise<void>;
  result(): Promise<DeskResult>;
  /** Ids of held events that were sent on as a plan made them, and of those that a plan found nothing wrong with. */
  readonly repaired: ReadonlySet<string>;
  readonly cleared: ReadonlySet<string>;
}

/** Who works there. */
const OPERATOR = "operations";
/** How long a sender may take to say what he meant, before what he sent is set aside. */
const PATIENCE_MS: number = 2 * DAY_MS;
/** Sources that one cause may have, as far as one shift looks. */
const MOST_PLANS = 5;

export function createDesk(gate: Gate, { approvers }: Pick<Actors, "approvers">): Desk {
  const planner = createPlanner(gate, { by: OPERATOR, speakers: speakersOf(approvers) });
  const plans = new Map<string, DeskPlan>();
  const [repaired, cleared] = [new Set<string>(), new Set<string>()];
  const counts = { approved: 0, released: 0, discarded: 0 };

  /** A repair names the event that it was made from as its cause; what only waited behind it goes on as it is. */
  async function notePassed({ id, causationid }: Event, plan?: RepairPlan): Promise<void> {
    const isMade = causationid !== undefined && id.startsWith(`${causationid}.repaired-`);
    if (isMade && plan) (plan.operations.length > 0 ? repaired : cleared).add(causationid);
    else counts.released += 1;
  }
  async function repair(exception: Exception, at: Date): Promise<void> {
    for (let nr = 0; nr < MOST_PLANS; nr++) {
      const planned = await planner.planFor(exception, at);
      if (!planned || (await replay(planned)) === 0) return;
    }
  }
  async function replay({ plan, approvedBy }: Planned): Promise<number> {
    const before = [repaired.size, cleared.size] as const;
    await gate.replay(plan, undefined, { onPassed: (event) => notePassed(event, plan) });
    const sentence = tellRepairPlan(plan);
    const known = plans.get(sentence)?.repaired ?? 0;
    plans.set(sentence, { sentence, approvedBy, repaired: known + repaired.size - before[0] });
    return repaired.size - before[0] + cleared.size - before[1];
  }
  async function approveLate(capsule: Capsule, at: Date): Promise<void> {
    if (!capsule.envelope) return;
    const approval = { statement: envelopeDigest(capsule.envelope), at, reason: "late, and still true" };
    const { outcome } = await gate.approve(await sealApproval(approvers[0].signer, approval));
    if (outcome === "accepted") counts.approved += 1;
  }
  async function setAside({ id }: Capsule, shelf: Shelf, at: Date): Promise<void> {
    const { status } = await shelf.discard(id, { by: OPERATOR, reason: "its sender was asked to send it again", at });
    if (status === "moved") counts.discarded += 1;
  }
  async function deal(exception: Exception, queue: ExceptionQueue, at: Date): Promise<void> {
    const { kind, cause } = exception;
    if (isRepairable(cause.code)) await repair(exception, at);
    const isLate = cause.place === LATE_RULE;
    // Whether a bank account is to be changed is not for the desk to say.
    if (kind === "pending_approval" && !isLate) return;
    const shelf = await gate.shelf();
    const until = at.getTime() - (isLate ? 0 : PATIENCE_MS);
    for await (const capsule of capsulesOf(exception, until, { queue, shelf }))
      await (isLate ? approveLate(capsule, at) : setAside(capsule, shelf, at));
  }
  return {
    repaired,
    cleared,
    async work(at) {
      const queue = await gate.exceptions();
      const open = await queue.export({ kinds: ["held_event", "pending_approval"] });
      for (const exception of open)
        if (exception.members.waiting > 0 && exception.cause.code !== BEHIND_HELD) await deal(exception, queue, at);
      if (open.some(({ cause, members }) => cause.code === BEHIND_HELD && members.waiting > 0))
        await gate.replay(undefined, undefined, { by: OPERATOR, onPassed: (event) => notePassed(event) });
    },
    async result() {
      const done = [...plans.values()].filter((plan) => plan.repaired > 0);
      return {
        plans: done,
        repaired: repaired.size,
        cleared: cleared.size,
        ...counts,
        waiting: await countHeld(await gate.shelf()),
      };
    },
  };
}

/** What waits for one cause since a time, or longer. */
async function* capsulesOf(
  { id }: Exception,
  until: number,
  { queue, shelf }: { readonly queue: ExceptionQueue; readonly shelf: Shelf },
): AsyncGenerator<Capsule> {
  const { members } = await queue.members(id, { limit: 1_000 });
  for (const { ref } of members.filter((one) => Date.parse(one.at) <= until)) {
    const shown = ref.startsWith("capsule:") ? await shelf.show(ref.slice("capsule:".length)) : undefined;
    if (shown?.capsule && shown.state === "held") yield shown.capsule;
  }
}

async function countHeld(shelf: Shelf): Promise<number> {
  let count = 0;
  for (let after: string | undefined = ""; after !== undefined; ) {
    const page: Awaited<ReturnType<Shelf["list"]>> = await shelf.list({ after, limit: 1_000 });
    count += page.items.length;
    after = page.next;
  }
  return count;
}
