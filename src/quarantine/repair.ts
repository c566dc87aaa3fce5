import { canonicalJson, type Event, type JsonValue, sha256Hex } from "../foundation/index.ts";
import type { Capsule } from "./capsule.ts";
import { readHeld } from "./held-event.ts";
import { misfit, type RepairTools } from "./operations/operation.ts";
import { applyOperations } from "./operations/operations.ts";
import { type RepairPlan, repairPlanDigest } from "./repair-plan.ts";

/** What a repair of one held event is known by: its content and the plan. The same repair is the same event, however often it is made. */
const repairIdentity = ({ sha256 }: Capsule, plan: string): string => sha256Hex(canonicalJson([sha256, plan]));

/**
 * The event that a plan makes of a held one: a new event with its own identity, that names the one that it was made from
 * as its cause. What was said about the source's own stream is not said again. `digest` is the plan's, where it is known.
 *
 * @throws {QuarantineError} `repair_misfit`
 */
export function repairEvent(
  capsule: Capsule,
  plan: RepairPlan,
  tools: RepairTools = {},
  digest: string = repairPlanDigest(plan),
): Event {
  const { event, data } = readHeld(capsule);
  if (!event) throw misfit("", "what was held is no event");
  const identity = repairIdentity(capsule, digest);
  const { sequence: _, traceparent: __, tracestate: ___, dataschema, ...kept } = event;
  const schema = dataschemaAfter(dataschema, plan);
  return {
    ...kept,
    id: `${event.id}.repaired-${identity.slice(0, 16)}`,
    idempotencykey: identity,
    causationid: event.id,
    ...(schema !== undefined && { dataschema: schema }),
    data: repairData(data, plan, tools),
  };
}

/** Data as a plan makes it. @throws {QuarantineError} `repair_misfit` */
export const repairData = (data: JsonValue, { operations }: RepairPlan, tools: RepairTools = {}): JsonValue =>
  applyOperations(data, operations, tools);

/** Migrated data names the version that it was taken to, or none: then the stream's own contract is asked. */
const dataschemaAfter = (dataschema: string | undefined, { operations }: RepairPlan): string | undefined =>
  operations.reduce<string | undefined>((named, operation) => {
    if (operation.op !== "migrate") return named;
    const { contract, from, to } = operation;
    return named === `urn:contract:${contract}:${from}` ? `urn:contract:${contract}:${to}` : undefined;
  }, dataschema);
