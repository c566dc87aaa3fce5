import type { Event } from "../foundation/index.ts";
import { hasCode } from "../foundation/index.ts";
import { envelopeDigest } from "../provenance/index.ts";
import {
  type Capsule,
  isConfirmedBy,
  type Look,
  needsNothing,
  type Readmission,
  type RepairPlan,
  type ReplayProgress,
  type ReplayReport,
  readHeld,
  repairEvent,
  repairPlanDigest,
  replay,
  type Shelf,
  type Sleep,
} from "../quarantine/index.ts";
import type { Write } from "../stores/index.ts";
import { type Admitted, admitIfAccepted, repeat } from "./admit.ts";
import { decideAgain } from "./approve.ts";
import { contractToKeep } from "./contract-to-keep.ts";
import { type Intended, noteEffect, tryNoteEffect } from "./effect.ts";
import type { House } from "./house.ts";
import { createJudges, type Judges, toolsFor } from "./judges.ts";
import { type EffectContext, intend, runIntended } from "./process.ts";
import { approvedPlan } from "./repairs.ts";
import { streamOf } from "./settings.ts";
import { recordOf } from "./stages/lineage.ts";
import { laneTurn } from "./stages/order.ts";
import { leavingOnFailure } from "./turnstile.ts";

/** What is to happen for each event that goes on: the write to the ERP, once. */
export type ReplayEffect = (event: Event, context: EffectContext) => Promise<unknown>;

export interface GateReplayOptions {
  readonly tenant?: string;
  /** Who has it done, for the moves. Default: whoever has approved the plan, or the house. */
  readonly by?: string;
  /** Who takes the records, for lineage. Default `effect`. */
  readonly consumer?: string;
  /** Whether an effect of which nobody knows if it happened is done again. Only for effects that honour the idempotency key. Default false. */
  readonly retryUncertain?: boolean;
  /** Held events sent on in a second, at most. Default: as fast as it goes. */
  readonly perSecond?: number;
  /** Business keys under way at the same time. Default 16. */
  readonly concurrency?: number;
  /** Ends it after what is under way; the next call goes on. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: ReplayProgress) => void;
  /** Told of each event that went on, before its capsule is closed: at least once. */
  readonly onPassed?: (event: Event) => Promise<void>;
  readonly sleep?: Sleep;
}

/**
 * Sends held events on: as an approved plan makes them, each as a new event through the whole gate; those that only
 * waited behind others, as they are. Without a plan, only the latter.
 *
 * @throws {GateError} `plan_unknown`, `plan_not_approved`
 */
export async function replayHeld(
  plan: RepairPlan | undefined,
  effect: ReplayEffect | undefined,
  options: GateReplayOptions,
  house: House,
): Promise<ReplayReport> {
  const { settings, shelf } = house;
  const approvedBy = plan ? (await approvedPlan(plan, house)).approvedBy : [];
  const by = options.by ?? approvedBy[0] ?? settings.name;
  const { concurrency, perSecond, signal, onProgress, sleep } = options;
  const digest = plan ? repairPlanDigest(plan) : "";
  const work: Work = { house, effect, options, digest, judges: createJudges(house), principal: approvedBy[0] ?? by };
  return replay(settings.store, watchingLanes(shelf, house), plan, {
    by,
    clock: settings.clock,
    readmit: (capsule, repair) => (repair ? sendRepaired(capsule, repair, work) : sendAsItIs(capsule, work)),
    ...(concurrency !== undefined && { concurrency }),
    ...(perSecond !== undefined && { perSecond }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    ...(sleep && { sleep }),
  });
}

interface Work {
  readonly house: House;
  readonly effect: ReplayEffect | undefined;
  readonly options: GateReplayOptions;
  /** SHA-256 of the plan. */
  readonly digest: string;
  readonly judges: Judges;
  readonly principal: string;
}

/** An event that has seen a held one before it may not be durable yet: nobody says that a lane is empty before it is. */
const watchingLanes = (shelf: Shelf, { turns }: House): Shelf => ({
  ...shelf,
  firstInLane: async (lane) => {
    const first = await shelf.firstInLane(lane);
    if (first !== undefined) return first;
    const leave = await turns.enter(laneTurn(lane));
    try {
      return await shelf.firstInLane(lane);
    } finally {
      leave();
    }
  },
});

// ── as a plan makes it ───────────────────────────────────────────────────────────────────────────────────────────────

async function sendRepaired(capsule: Capsule, plan: RepairPlan, work: Work): Promise<Readmission> {
  const result = await sendOn(capsule, plan, work);
  return (await isRight(capsule, plan, result, work)) ? RIGHT : result;
}

const RIGHT: Readmission = { outcome: "right", sentence: "as it came nothing is found of it: it needs no repair" };

/** Whether it was the repair that was wrong, and not the event. */
async function isRight(capsule: Capsule, plan: RepairPlan, result: Readmission, { judges }: Work): Promise<boolean> {
  if (result.outcome !== "stays" || result.findings.length === 0) return false;
  const held = readHeld(capsule);
  return needsNothing(held, plan, await judges.judgeFor(held));
}

async function sendOn(capsule: Capsule, plan: RepairPlan, work: Work): Promise<Readmission> {
  const event = repairedOr(capsule, plan, work);
  if (!("id" in event)) return event;
  const { house, judges, principal, effect, digest } = work;
  const { consumer = "effect" } = work.options;
  const admitted = await admitIfAccepted(
    event,
    {
      channel: { name: `repair:${digest.slice(0, 16)}`, method: "api-user", principal },
      derivedFrom: originOf(capsule),
    },
    {
      plan: digest,
      look: lookingAway(await judges.lookFor(event), plan),
      seenAt: new Date(capsule.heldAt),
      ...(effect && { consumer }),
    },
    house,
  );
  return conclude(admitted, event, work);
}

/** What the plan's owners have confirmed is not asked again. */
const lookingAway =
  (look: Look, plan: RepairPlan): Look =>
  (data) =>
    look(data).filter((finding) => !isConfirmedBy(plan, finding));

/** The repaired event; or that the plan does not fit, which is an answer. */
function repairedOr(capsule: Capsule, plan: RepairPlan, { house, digest }: Work): Event | Readmission {
  const { event } = readHeld(capsule);
  const compiled = event && contractToKeep(event, house);
  try {
    return repairEvent(capsule, plan, compiled ? toolsFor(compiled, house) : {}, digest);
  } catch (error) {
    if (!hasCode(error, "repair_misfit")) throw error;
    const { message: sentence } = error as Error;
    return {
      outcome: "stays",
      sentence,
      findings: [{ code: "repair_misfit", severity: "error", path: "", sentence, facts: {} }],
    };
  }
}

/** The record that it was made from: the held event, by its statement. */
const originOf = ({ envelope }: Capsule) =>
  envelope?.event ? [recordOf(envelope.event, envelopeDigest(envelope))] : [];

// ── as it is ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function sendAsItIs({ envelope }: Capsule, work: Work): Promise<Readmission> {
  if (!envelope?.event) return { outcome: "stays", sentence: "what was held is no event", findings: [] };
  const statement = envelopeDigest(envelope);
  const decided =
    (await acceptedBefore(statement, envelope.event, work)) ?? (await decideAgain(statement, undefined, work.house));
  return conclude(decided, envelope.event, work);
}

/** The answer of a replay that was broken off after it had been accepted. */
async function acceptedBefore(statement: string, event: Event, { house }: Work): Promise<Admitted | undefined> {
  const held = await house.ledger.findHeld(statement);
  const answer = held && repeat(held, streamOf(house.settings, event), house.settings);
  return answer?.admission.outcome === "accepted" ? answer : undefined;
}

// ── and its effect ───────────────────────────────────────────────────────────────────────────────────────────────────

async function conclude(admitted: Admitted, event: Event, work: Work): Promise<Readmission> {
  const { admission, index } = admitted;
  if (admission.outcome !== "accepted")
    return { outcome: "stays", sentence: admission.sentence, findings: admission.findings.filter(isAgainst) };
  const { effect, options, house } = work;
  if (!effect || index === undefined) return passed(event, work);
  const intended = admitted.intended ?? (await intend(index, options, house));
  if (intended === "applied") return passed(event, work);
  return intended === "uncertain" ? failed(intended) : carryOut(effect, intended, event, work);
}

const carryOut = (effect: ReplayEffect, intended: Intended, event: Event, work: Work): Promise<Readmission> =>
  leavingOnFailure(carriedOut(effect, intended, event, work), intended.leave);

async function carriedOut(
  effect: ReplayEffect,
  { stored, leave }: Intended,
  event: Event,
  work: Work,
): Promise<Readmission> {
  const { options, house } = work;
  const [outcome] = await runIntended(stored, (context) => effect(event, context), options);
  if (outcome === "failed") {
    await noteEffect(stored, outcome, options, house);
    leave();
    return failed(outcome);
  }
  // That it was applied is written down with the close of the capsule.
  const commit = async (writes: readonly Write[]) => ({
    committed: (await tryNoteEffect(stored, outcome, options, writes, house)) !== undefined,
  });
  try {
    return { ...(await passed(event, work)), closing: { commit, leave } };
  } catch (error) {
    await commit([]);
    throw error;
  }
}

async function passed(event: Event, { options }: Work): Promise<Passed> {
  await options.onPassed?.(event);
  return { outcome: "replayed", event: event.id };
}

type Passed = Extract<Readmission, { readonly outcome: "replayed" }>;

const failed = (outcome: string): Readmission => ({ outcome: "failed", sentence: `its effect is ${outcome}` });

const isAgainst = ({ severity }: { readonly severity: string }): boolean => severity === "error";
