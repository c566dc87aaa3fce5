import { diffPatch, type JsonValue, type Patch } from "../../foundation/index.ts";
import type { Difference, SinglePair } from "../break.ts";
import { compileField, type Field, readBoth } from "../field.ts";
import { type FieldRule, type MatchPlan, placeOn, type Side } from "../match-rule.ts";
import type { Step } from "../step.ts";
import type { FieldKind, Value } from "../value.ts";
import { formatCount, quote } from "../wording.ts";

/** What one field's differences are explained from. */
export interface Evidence {
  readonly plan: MatchPlan;
  readonly field: Field;
  readonly differences: readonly Difference[];
  /** The pairs that agree in the field: a rule that would break one of them is no explanation. */
  readonly agreeing: () => Iterable<SinglePair>;
}

/** A changed field rule under which the differences may vanish, and what it says, for the sentence. */
export interface Candidate {
  readonly rule: FieldRule;
  readonly says: string;
}

/** One way in which a mapping can be wrong. */
export interface Hypothesis<Kind extends string = string> {
  readonly kind: Kind;
  readonly fits: readonly FieldKind[];
  /** Whether its rule tells something of the differences even where other rows contradict it: it began one day, or holds for one supplier. */
  readonly canBePartial?: true;
  /** The few candidates worth trying, best first. */
  readonly candidates: (evidence: Evidence) => readonly Candidate[];
}

export interface Judgement {
  readonly explained: readonly Difference[];
  /** Pairs that agree as they are, and would not under the rule. */
  readonly contradicted: number;
}

/** One rule that explains many rows. */
export interface Explanation extends Judgement {
  readonly sentence: string;
  /** Changes the match plan so that the explained differences vanish. */
  readonly proposal?: Patch;
}

const MIN_ROWS = 3;
const SAMPLE = 50;

/** At least three, and four of five. */
export const isMost = (part: number, whole: number): boolean => part >= MIN_ROWS && 5 * part >= 4 * whole;

/** The first candidate that explains most differences and breaks no pair that agrees; else, if that tells anything, the first that does break some. */
export function explain(hypothesis: Hypothesis, evidence: Evidence): Explanation | undefined {
  let partly: Explanation | undefined;
  for (const { rule, says } of hypothesis.candidates(evidence)) {
    const judged = judge(compileField(rule, evidence.plan.packs), evidence);
    if (!judged) continue;
    const sentence = sayShare(says, judged.explained, evidence);
    if (judged.contradicted === 0) return { ...judged, sentence, proposal: propose(evidence, rule) };
    partly ??= { ...judged, sentence };
  }
  return hypothesis.canBePartial ? partly : undefined;
}

export const sayShare = (says: string, explained: readonly unknown[], { differences }: Evidence): string =>
  `${says} in ${formatCount(explained.length)} of ${formatCount(differences.length)} rows that differ`;

/** How a changed rule stands: the differences that vanish under it, unless they are too few, and the agreeing pairs that it would break. */
export function judge(
  changed: Field,
  { field, differences, agreeing }: Evidence,
  rightFrom: Field = field,
): Judgement | undefined {
  const holds = (pair: SinglePair): boolean =>
    changed.compare(field.rawOf(pair.left), rightFrom.rawOf(pair.right)) === "same";
  if (!spreadSample(differences).some(({ pair }) => holds(pair))) return undefined;
  const explained = differences.filter(({ pair }) => holds(pair));
  if (!isMost(explained.length, differences.length)) return undefined;
  return { explained, contradicted: countWhere(agreeing(), (pair) => !holds(pair)) };
}

/** Up to fifty, evenly spread: a rule that none of them follows is not looked at further. */
export function spreadSample<Item>(items: readonly Item[]): readonly Item[] {
  const stride = Math.max(1, Math.floor(items.length / SAMPLE));
  return items.filter((_, at) => at % stride === 0);
}

function countWhere<Item>(items: Iterable<Item>, is: (item: Item) => boolean): number {
  let counted = 0;
  for (const item of items) if (is(item)) counted += 1;
  return counted;
}

export function every<Item>(items: Iterable<Item>, holds: (item: Item) => boolean): boolean {
  for (const item of items) if (!holds(item)) return false;
  return true;
}

/** The patch of the plan that puts one rule in the place of another, guarded by a `test` of the rule as it was. */
function propose({ plan, field }: Evidence, rule: FieldRule): Patch {
  return proposeRules(plan, new Map([[field.rule, rule]]));
}

export function proposeRules(plan: MatchPlan, changes: ReadonlyMap<FieldRule, FieldRule>): Patch {
  return plan.fields.flatMap((before, at) => {
    const after = changes.get(before);
    return after ? guardedChange(`/fields/${at}`, before as unknown as JsonValue, after as unknown as JsonValue) : [];
  });
}

export function guardedChange(path: string, before: JsonValue, after: JsonValue): Patch {
  const changes = diffPatch(before, after).map((operation) => ({ ...operation, path: path + operation.path }));
  return [{ op: "test", path, value: before }, ...changes];
}

/** Both readings of every difference that has two values. */
export function valuePairs<Own extends Value>({ field, differences }: Evidence): readonly (readonly [Own, Own])[] {
  return differences.map(({ raw }) => readBoth<Own>(field, raw)).filter((pair) => pair !== undefined);
}

/** The text that most items vote for, ties to the smaller text; `undefined` votes are none. */
export function mostFrequent<Item>(
  items: readonly Item[],
  vote: (item: Item) => string | undefined,
): string | undefined {
  const votes = new Map<string, number>();
  for (const item of items) {
    const ballot = vote(item);
    if (ballot !== undefined) votes.set(ballot, (votes.get(ballot) ?? 0) + 1);
  }
  const [first] = [...votes].sort(([a, counted], [b, other]) => other - counted || (a < b ? -1 : 1));
  return first && isMost(first[1], items.length) ? first[0] : undefined;
}

export function withSteps(rule: FieldRule, side: Side, ...steps: readonly Step[]): FieldRule {
  return { ...rule, steps: { ...rule.steps, [side]: [...(rule.steps?.[side] ?? []), ...steps] } };
}

/** `` `/leadTime` of `WMS` ``. */
export const sayPlace = ({ plan, field }: Evidence, side: Side): string =>
  `${quote(placeOn(field.rule, side))} of ${quote(plan.sides[side])}`;
