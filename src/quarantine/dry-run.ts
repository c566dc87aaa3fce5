import { type Contract, withoutClassified } from "../contracts/index.ts";
import { diffPatch, type Finding, hasCode, type JsonValue, type Patch } from "../foundation/index.ts";
import type { Capsule } from "./capsule.ts";
import { isConfirmedBy } from "./confirmed.ts";
import { type Held, readHeld } from "./held-event.ts";
import type { Judge } from "./judge.ts";
import type { RepairTools } from "./operations/operation.ts";
import { versionNamed } from "./proposals/versions.ts";
import { repairData } from "./repair.ts";
import { isSelected, type RepairPlan } from "./repair-plan.ts";

/** What a plan would make of the events that are held now. */
export interface DryRun {
  /** Held events that the plan is for; the others stay as they are. */
  readonly selected: number;
  readonly passes: number;
  /** Those that need nothing: nothing is found of them as they came, and the plan would only make them worse. They stay held. */
  readonly right: number;
  /** The others, which would stay held, by the code of what would still be found. */
  readonly fails: Readonly<Record<string, number>>;
  /** A few of each kind, with what would change. */
  readonly examples: readonly RepairExample[];
}

/** One held event before and after. */
export interface RepairExample {
  readonly capsule: string;
  readonly key?: string;
  /** RFC 6902: from the data as it is held to what the plan makes of it. Classified values are kept back. */
  readonly difference: Patch;
  /** What would still be found: nothing for one that passes. */
  readonly findings: readonly Finding[];
  /** It needs nothing: the findings are those that the plan would bring about. */
  readonly right?: true;
}

export interface DryRunOptions {
  /** Who judges events like this one. */
  readonly judgeFor: (held: Held) => Judge | Promise<Judge>;
  readonly tools?: RepairTools;
  /** By it values are kept back in examples. */
  readonly contract?: Contract;
  readonly signal?: AbortSignal;
  readonly onProgress?: (looked: number) => void;
}

const MOST_EXAMPLES = 3;

/**
 * Carries a plan out on every held event that it is for, and writes nothing: which of them would keep their contract and
 * its relations and look as the source's data has looked, and which would not. Memory: counts and a few examples.
 */
export async function dryRun(
  plan: RepairPlan,
  capsules: AsyncIterable<Capsule>,
  options: DryRunOptions,
): Promise<DryRun> {
  const tally = createTally();
  let looked = 0;
  for await (const capsule of capsules) {
    options.signal?.throwIfAborted();
    options.onProgress?.(++looked);
    if (isMeant(capsule, plan)) tally.add(await tryOne(capsule, plan, options));
  }
  return tally.result();
}

/** Whether a plan is for a held event: of this contract, whatever its version, and of this source. */
export const isMeant = (capsule: Capsule, { selection, contract }: RepairPlan): boolean =>
  isSelected(capsule, selection) &&
  (capsule.contract?.id === contract?.id || namesVersionOf(capsule, contract?.id)) &&
  (selection.source === undefined || selection.source === readHeld(capsule).source);

/** It was held under no contract, because nobody knew the version that it names. */
const namesVersionOf = (capsule: Capsule, id: string | undefined): boolean =>
  capsule.contract === null && versionNamed(readHeld(capsule).event?.dataschema ?? "")?.contract === id;

async function tryOne(
  capsule: Capsule,
  plan: RepairPlan,
  { judgeFor, tools = {}, contract }: DryRunOptions,
): Promise<RepairExample> {
  const held = readHeld(capsule);
  const { data, source } = held;
  const judge = await judgeFor(held);
  const named = { capsule: capsule.id, ...(capsule.key !== undefined && { key: capsule.key }) };
  const show = (value: JsonValue): JsonValue => (contract ? withoutClassified(contract, value) : value);
  const outcome = (): Pick<RepairExample, "difference" | "findings"> => {
    try {
      const repaired = repairData(data, plan, tools);
      const findings = judge(repaired, source).filter((finding) => !isConfirmedBy(plan, finding));
      return { difference: diffPatch(show(data), show(repaired)), findings };
    } catch (error) {
      if (!hasCode(error, "repair_misfit")) throw error;
      return { difference: [], findings: [misfitFinding(error as Error)] };
    }
  };
  const example = { ...named, ...outcome() };
  const isRight = example.findings.length > 0 && needsNothing(held, plan, judge);
  return isRight ? { ...example, right: true } : example;
}

/** Whether nothing is found of an event as it came, of those that a plan would change: of held events some may have been right. */
export const needsNothing = ({ event, data, source }: Held, { operations }: RepairPlan, judge: Judge): boolean =>
  event !== undefined && operations.length > 0 && judge(data, source).length === 0;

const misfitFinding = (error: Error): Finding => ({
  code: "repair_misfit",
  severity: "error",
  path: "",
  sentence: error.message,
  facts: {},
});

function createTally(): { add(one: RepairExample): void; result(): DryRun } {
  const fails = new Map<string, number>();
  const examples = new Map<string, RepairExample[]>();
  let [selected, passes, right] = [0, 0, 0];
  return {
    add(one) {
      const code = one.right ? "right" : (one.findings[0]?.code ?? "");
      selected += 1;
      if (one.right) right += 1;
      else if (code === "") passes += 1;
      else fails.set(code, (fails.get(code) ?? 0) + 1);
      const alike = examples.get(code) ?? [];
      if (alike.length < MOST_EXAMPLES) examples.set(code, [...alike, one]);
    },
    result: () => ({
      selected,
      passes,
      right,
      fails: Object.fromEntries(fails),
      examples: [...examples.values()].flat(),
    }),
  };
}
