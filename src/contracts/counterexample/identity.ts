import { canonicalJson, isJsonObject } from "../../foundation/index.ts";
import type { Rule, Rules } from "./rule.ts";

/** A number for each schema; two that ask the same in the same words have the same one. */
export type Identify = (rules: Rules) => number;

/**
 * Tells schemas apart by what they ask, whatever document they stand in: titles, descriptions and the names of
 * definitions make no difference. Two numbers may differ although the schemas mean the same, never the other way round.
 */
export function createIdentities(): Identify {
  const numbers = new Map<string, number>();
  const known = new Map<Rules, number>();
  const open = new Set<Rules>();

  const number = (text: string): number => {
    const before = numbers.get(text);
    if (before !== undefined) return before;
    numbers.set(text, numbers.size);
    return numbers.size - 1;
  };

  const identify = (rules: Rules): number => {
    const before = known.get(rules);
    if (before !== undefined) return before;
    if (open.has(rules)) return number(spellRing(rules));
    open.add(rules);
    const own = number(
      rules.list
        .map((rule) => spellRule(rule, identify))
        .sort()
        .join("\n"),
    );
    open.delete(rules);
    known.set(rules, own);
    return own;
  };
  return identify;
}

/** A rule as text, with the numbers of the schemas in it. */
function spellRule(rule: Rule, identify: Identify): string {
  const spell = (value: unknown): unknown => {
    if (isRules(value)) return { schema: identify(value) };
    if (Array.isArray(value)) return value.map(spell);
    if (value instanceof Map) return [...value].sort(([left], [right]) => (left < right ? -1 : 1)).map(spell);
    if (value instanceof Set) return [...value].sort();
    return value;
  };
  // What a language is, its pattern says; infinite ends have no spelling in JSON.
  const members = Object.entries(rule).filter(([name]) => name !== "language");
  return JSON.stringify(
    members.map(([name, value]) => [name, name === "patterns" ? spellPatterns(value) : spell(value)]),
    (_, value) => (typeof value === "number" && !Number.isFinite(value) ? "∞" : value),
  );

  function spellPatterns(patterns: readonly { readonly source: string; readonly rules: Rules }[]): unknown {
    return patterns.map(({ source, rules }) => [source, identify(rules)]).sort();
  }
}

const isRules = (value: unknown): value is Rules =>
  typeof value === "object" && value !== null && "list" in value && "pointer" in value && "source" in value;

/** A schema that is met within itself, by everything that can be reached from it. */
function spellRing(start: Rules): string {
  const reached = new Set([start]);
  // The set grows while it is walked: what is reached reaches more in turn.
  for (const rules of reached) for (const next of schemasIn(rules)) reached.add(next);
  const sources = [...reached].map(({ source, pointer }) => [
    pointer,
    isJsonObject(source) ? canonicalJson(source) : source,
  ]);
  return JSON.stringify([start.pointer, ...sources]);
}

/** The schemas directly below. */
export function schemasIn({ list }: Rules): readonly Rules[] {
  const found: Rules[] = [];
  const collect = (value: unknown): void => {
    if (isRules(value)) found.push(value);
    else if (value instanceof Map) for (const member of value.values()) collect(member);
    else if (Array.isArray(value)) value.forEach(collect);
  };
  for (const rule of list) {
    for (const [name, value] of Object.entries(rule)) {
      if (name === "patterns") for (const { rules } of value as readonly { readonly rules: Rules }[]) found.push(rules);
      else if (!isJsonContent(name)) collect(value);
    }
  }
  return found;
}

const isJsonContent = (name: string): boolean => ["values", "value", "relation"].includes(name);
