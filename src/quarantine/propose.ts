import type { CompiledContract } from "../contracts/index.ts";
import { canonicalJson, type Finding, formatInstant, hasCode, type JsonValue } from "../foundation/index.ts";
import type { Capsule } from "./capsule.ts";
import { isConfirmedBy, mayBeRight } from "./confirmed.ts";
import { type Held, readHeld } from "./held-event.ts";
import type { Judge } from "./judge.ts";
import type { RepairTools } from "./operations/operation.ts";
import { applyOperations, type RepairOperation } from "./operations/operations.ts";
import { familyOf, proposals } from "./proposals/proposals.ts";
import { ownersOf, placeInData, type RepairPlan, tellRepairPlan } from "./repair-plan.ts";

/** One way to repair what is held for one cause, tried out on some of it. */
export interface RepairProposal {
  readonly plan: RepairPlan;
  /** What it does: divide `/etaMinutes` by 60. */
  readonly sentence: string;
  /** Held events that it was tried on, and how many of them would pass. */
  readonly tried: number;
  readonly passes: number;
}

/** By whom and when a repair is proposed, and who judges what it makes. */
export interface ProposeOptions {
  readonly judge: Judge;
  readonly at: Date;
  readonly by?: string;
  readonly tools?: RepairTools;
}

/** Repairs of repairs: a field that was renamed may have changed its unit, too. */
const MOST_STEPS = 3;
/** Ways that are tried, and held events that they are tried on. */
const MOST_WAYS = 64;
const MOST_TRIED = 20;

/**
 * What would repair held events of one cause: every way that their findings name, tried out on the first twenty, the one
 * that repairs most first. A way that repairs none is not proposed. Where two repair equally many, it is for a person to
 * choose. Where a drift watch only suspects something, the last one is to send them on as they are, without operations: for
 * a person who knows that they are right, and never for a program to choose.
 */
export function proposeRepairs(
  capsules: readonly Capsule[],
  compiled: CompiledContract,
  options: ProposeOptions,
): readonly RepairProposal[] {
  const cause = causeOf(capsules);
  if (!cause) return [];
  const samples = capsules.slice(0, MOST_TRIED).map(readHeld);
  const repairs = tryAll(cause.finding, samples, compiled, options).map(({ operations, passes }) => {
    const plan = toPlan(operations, cause, compiled, options);
    return { plan, sentence: tellRepairPlan(plan), tried: samples.length, passes };
  });
  return [...repairs, ...asTheyAre(cause, samples, compiled, options)];
}

/** What a person may say of values that are only suspected: that they are right. */
function asTheyAre(
  cause: Cause,
  samples: readonly Held[],
  compiled: CompiledContract,
  options: ProposeOptions,
): readonly RepairProposal[] {
  if (!mayBeRight(cause.finding)) return [];
  const plan = toPlan([], cause, compiled, options);
  const isRight = ({ data, source }: Held): boolean =>
    options.judge(data, source).every((finding) => isConfirmedBy(plan, finding));
  const passes = samples.filter(isRight).length;
  const { beforeLooksLike } = cause.finding.facts;
  const others = typeof beforeLooksLike === "string" ? `; those before them look like \`${beforeLooksLike}\` then` : "";
  return passes > 0 ? [{ plan, sentence: tellRepairPlan(plan) + others, tried: samples.length, passes }] : [];
}

interface Cause {
  readonly finding: Finding;
  readonly source: string;
}

/** The first finding from which a repair can be read. */
function causeOf(capsules: readonly Capsule[]): Cause | undefined {
  for (const capsule of capsules) {
    const finding = capsule.findings.find(({ code }) => Object.hasOwn(proposals, code));
    if (finding) return { finding, source: readHeld(capsule).source };
  }
  return undefined;
}

interface Trial {
  readonly operations: readonly RepairOperation[];
  readonly passes: number;
}

function tryAll(
  finding: Finding,
  samples: readonly Held[],
  compiled: CompiledContract,
  { judge, tools = {} }: ProposeOptions,
): readonly Trial[] {
  const ways = waysFrom([], [finding], compiled);
  const known = new Set(ways.map((way) => canonicalJson(way)));
  const trials: Trial[] = [];
  // The list grows while it is walked: what is left after one repair may name the next.
  for (const operations of ways) {
    const outcomes = samples.map((sample) => outcomeOf(sample, operations, judge, tools));
    const passes = outcomes.filter((left) => left?.length === 0).length;
    if (passes > 0) trials.push({ operations, passes });
    const left = outcomes.find((found) => found !== undefined && found.length > 0) ?? [];
    for (const longer of waysFrom(operations, left, compiled)) {
      if (ways.length < MOST_WAYS && !known.has(canonicalJson(longer))) ways.push(longer);
      known.add(canonicalJson(longer));
    }
  }
  const worthwhile = trials.filter((one) => !trials.some((other) => isShorterAndAsGood(other, one)));
  return worthwhile.sort((a, b) => b.passes - a.passes || a.operations.length - b.operations.length);
}

/** More steps must repair more. */
const isShorterAndAsGood = (other: Trial, one: Trial): boolean =>
  other.operations.length < one.operations.length && other.passes >= one.passes;

function waysFrom(
  operations: readonly RepairOperation[],
  findings: readonly Finding[],
  compiled: CompiledContract,
): (readonly RepairOperation[])[] {
  const named = findings.flatMap((finding) =>
    Object.hasOwn(proposals, finding.code) ? (proposals[finding.code]?.(finding, compiled) ?? []) : [],
  );
  return named.map((more) => [...operations, ...more]).filter(isPlausible);
}

/** Few steps, and none that takes another one back. */
const isPlausible = (operations: readonly RepairOperation[]): boolean =>
  operations.length <= MOST_STEPS &&
  new Set(operations.map((one) => ("path" in one ? one.path : one.op))).size === operations.length;

/** What is found after a repair; `undefined` where it does not fit. */
function outcomeOf(
  { data, source }: Held,
  operations: readonly RepairOperation[],
  judge: Judge,
  tools: RepairTools,
): readonly Finding[] | undefined {
  const repaired = orMisfit(() => applyOperations(data, operations, tools));
  return repaired === undefined ? undefined : judge(repaired, source);
}

/** `undefined` for a repair that does not fit. */
function orMisfit(repair: () => JsonValue): JsonValue | undefined {
  try {
    return repair();
  } catch (error) {
    if (hasCode(error, "repair_misfit")) return undefined;
    throw error;
  }
}

function toPlan(
  operations: readonly RepairOperation[],
  { finding, source }: Cause,
  { contract, digest }: CompiledContract,
  { at, by = "countersign" }: ProposeOptions,
): RepairPlan {
  return {
    formatVersion: 1,
    contract: { id: contract.id, version: contract.version, digest },
    selection: { codes: familyOf(finding.code), path: placeInData(finding), ...(source !== "" && { source }) },
    operations,
    owners: ownersOf(operations, contract),
    proposedBy: by,
    proposedAt: formatInstant(at),
    reason: finding.sentence.slice(0, 1_000),
  };
}
