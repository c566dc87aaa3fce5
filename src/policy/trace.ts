import { formatDecimal, type JsonValue } from "../foundation/index.ts";
import type { Effect } from "./effect.ts";
import { leafOf } from "./ground.ts";
import { type ConditionStatus, isUnknown, toReason, toStatus, type UnknownReason } from "./kleene.ts";
import { statusOfSlot } from "./node.ts";
import type { Node, Run, Slot } from "./program.ts";
import type { Reading } from "./reading.ts";
import type { Cell, List } from "./scalar.ts";

/** One comparison and how it came out. Holds values of facts: not for sealing. */
export interface LeafTrace {
  readonly status: ConditionStatus;
  readonly fact: string;
  readonly operator: string;
  /** As the rule has it. */
  readonly value?: JsonValue;
  /** What the facts had, unless it was missing, or was no text, number, flag or readable list. */
  readonly found?: JsonValue;
  /** The same of the other fact, where `value` refers to one. */
  readonly foundOther?: JsonValue;
  /** Why it is unknown. */
  readonly reason?: UnknownReason;
}

export type ConditionTrace =
  | { readonly status: ConditionStatus; readonly all: readonly ConditionTrace[] }
  | { readonly status: ConditionStatus; readonly any: readonly ConditionTrace[] }
  | { readonly status: ConditionStatus; readonly not: ConditionTrace }
  | { readonly status: ConditionStatus; readonly condition: string }
  | LeafTrace;

export interface RuleTrace {
  readonly rule: string;
  readonly effect: Effect;
  readonly status: ConditionStatus;
  readonly conditions: ConditionTrace;
}

/** How every rule came out, condition by condition, also where the decision did not need to look. */
export interface Trace {
  readonly rules: readonly RuleTrace[];
  /** The named conditions, each once. */
  readonly conditions: readonly { readonly name: string; readonly conditions: ConditionTrace }[];
}

/** Takes time in proportion to the policy: nothing of it is made before it is asked for. */
export function traceOf(run: Run): Trace {
  const { rules, slots } = run.program;
  return {
    rules: rules.map(({ name, effect, node }) => {
      const conditions = traceNode(node, run);
      return { rule: name, effect, status: conditions.status, conditions };
    }),
    conditions: slots.flatMap((slot) =>
      slot.kind === "named" ? [{ name: slot.name, conditions: traceNode(slot.node, run) }] : [],
    ),
  };
}

function traceNode(node: Node, run: Run): ConditionTrace {
  if (node.kind === "slot") return traceSlot(node.at, run);
  const status = toStatus(node.evaluate(run));
  const inner = node.children.map((child) => traceNode(child, run));
  if (node.kind === "not") return { status, not: inner[0] as ConditionTrace };
  return node.kind === "all" ? { status, all: inner } : { status, any: inner };
}

function traceSlot(at: number, run: Run): ConditionTrace {
  const slot = run.program.slots[at] as Slot;
  return slot.kind === "leaf" ? traceLeaf(at, run) : { status: toStatus(statusOfSlot(at, run)), condition: slot.name };
}

export function traceLeaf(slot: number, run: Run): LeafTrace {
  const { condition, fact, other, operator } = leafOf(slot, run);
  const state = statusOfSlot(slot, run);
  return {
    status: toStatus(state),
    fact: (run.program.readings[fact] as Reading).name,
    operator: operator.name,
    ...(condition.value !== undefined && { value: condition.value }),
    ...foundAt("found", fact, run),
    ...(other !== undefined && foundAt("foundOther", other, run)),
    ...(isUnknown(state) && { reason: toReason(state) }),
  };
}

function foundAt(name: "found" | "foundOther", reading: number, run: Run): { [Name in typeof name]?: JsonValue } {
  const value = run.found[reading] ?? run.cells[reading];
  return value === undefined ? {} : { [name]: toJson(value) };
}

function toJson(cell: Cell | undefined): JsonValue {
  if (cell === undefined) return null;
  if (Array.isArray(cell)) return (cell as List).map(toJson);
  return typeof cell === "object" ? formatDecimal(cell as never) : (cell as JsonValue);
}
