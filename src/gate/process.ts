import type { StoredRecord } from "../evidence/index.ts";
import type { Event } from "../foundation/index.ts";
import type { Admission } from "./admission.ts";
import type { Admitted } from "./admit.ts";
import { effectTurn, type Intended, idempotencyKeyOf, lastStage, noteEffect } from "./effect.ts";
import type { House } from "./house.ts";
import type { AdmitOptions } from "./passage.ts";
import { leavingOnFailure } from "./turnstile.ts";

/** What an effect is handed: a key under which the other side can recognise a repetition, and when to stop. */
export interface EffectContext {
  /** The same for every delivery of the same event. */
  readonly idempotencyKey: string;
  readonly signal: AbortSignal;
}

/** What is to happen for an accepted event: the write to the ERP, the message, the payment. */
export type EffectFunction = (context: EffectContext) => Promise<unknown>;

export interface ProcessOptions extends AdmitOptions {
  /** Who takes the record, for lineage: the name of this integration. Default `effect`. */
  readonly consumer?: string;
  /** Whether an effect of which nobody knows if it happened is done again. Only for effects that honour the idempotency key. Default false. */
  readonly retryUncertain?: boolean;
}

/** `not_run`: the event was not accepted, or what came is no event. `uncertain`: it was begun, and nobody knows whether it was finished. */
export type EffectOutcome = "applied" | "failed" | "uncertain" | "not_run";

/** An admission, with what became of its effect. */
export interface Processed extends Admission {
  readonly effect: EffectOutcome;
  /** Why it failed. */
  readonly error?: unknown;
}

/**
 * Runs an effect once for an event that was accepted. The intention is written down before, and what came of it after:
 * a crash in between shows as `uncertain`, and is never mistaken for done or not done.
 */
export async function processEvent(
  { admission, index }: Admitted,
  effect: EffectFunction,
  options: ProcessOptions,
  house: House,
): Promise<Processed> {
  if (index === undefined)
    return processed(admission, ...(await run(effect, admission.statement ?? admission.id, options)));
  const intended = await intend(index, options, house);
  if (typeof intended === "string") return processed(admission, intended);
  try {
    const result = await runIntended(intended.stored, effect, options);
    await noteEffect(intended.stored, result[0], options, house);
    return processed(admission, ...result);
  } finally {
    intended.leave();
  }
}

type Result = readonly [effect: "applied" | "failed", error?: unknown];

/**
 * Writes down that an effect is intended, unless it has been applied, or nobody knows. Nobody else begins it meanwhile;
 * whoever gets it has to leave.
 */
export async function intend(
  index: number,
  options: ProcessOptions,
  house: House,
): Promise<Intended | "applied" | "uncertain"> {
  const leave = await house.turns.enter(effectTurn(index));
  const stored = await leavingOnFailure(intendedFrom(index, options, house), leave);
  if (typeof stored === "string") leave();
  return typeof stored === "string" ? stored : { stored, leave };
}

async function intendedFrom(
  index: number,
  options: ProcessOptions,
  house: House,
): Promise<StoredRecord | "applied" | "uncertain"> {
  const stored = (await house.ledger.read(index)) as StoredRecord;
  const last = lastStage(stored.record);
  if (last === "applied") return "applied";
  const known = last === "intended" ? await noteEffect(stored, "uncertain", options, house) : stored;
  if ((last === "intended" || last === "uncertain") && !options.retryUncertain) return "uncertain";
  return noteEffect(known, "intended", options, house);
}

/** Runs an effect that is written down as intended. What came of it is not written down yet. */
export const runIntended = (
  { record }: StoredRecord,
  effect: EffectFunction,
  options: ProcessOptions,
): Promise<Result> => run(effect, idempotencyKeyOf(record.envelope?.event as Event), options);

/** An admission, with what became of its effect. */
export const processed = (admission: Admission, effect: EffectOutcome, error?: unknown): Processed => {
  const { toProblem } = admission;
  const result = { ...admission, effect, ...(error !== undefined && { error }) };
  return Object.defineProperty(result as Processed, "toProblem", { value: toProblem });
};

async function run(
  effect: EffectFunction,
  idempotencyKey: string,
  { signal = new AbortController().signal }: ProcessOptions,
): Promise<Result> {
  try {
    await effect({ idempotencyKey, signal });
    return ["applied"];
  } catch (error) {
    return ["failed", error];
  }
}
