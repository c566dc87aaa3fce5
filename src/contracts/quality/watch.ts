import {
  canonicalJson,
  compareDecimals,
  type JsonValue,
  multiplyDecimals,
  parseDecimal,
  parsePointer,
  sha256Hex,
  utf8,
} from "../../foundation/index.ts";
import type { Contract } from "../contract.ts";
import type { ContractsFinding, QualityFacts } from "../errors.ts";
import { type Input, readInputs } from "../schema/inputs.ts";
import { createPlaces, type Places } from "../schema/place.ts";
import { placeName, quote } from "../text.ts";
import type { CompiledContract } from "../validate.ts";
import type { QualityMetric, QualityRule } from "./rule.ts";

/** Counts, for the quality rules of a contract, what many records have in common. */
export interface QualityWatch {
  /** Takes one record with what the contract had to say about it; answers with the rules whose window it closes unkept. */
  observe(data: JsonValue, findings: readonly ContractsFinding[]): readonly ContractsFinding[];
  /** Judges what was counted since the last window closed: at the end of a file. */
  finish(): readonly ContractsFinding[];
}

/**
 * Watches a stream of records. Memory: for rules about duplicates, 64 characters for each value of a window; else a few
 * numbers for each rule.
 */
export const createQualityWatch = ({ contract }: CompiledContract): QualityWatch =>
  watchRules(contract.quality ?? [], contract);

/** The same for some of a contract's rules. */
export function watchRules(rules: readonly QualityRule[], { schema }: Contract): QualityWatch {
  const places = createPlaces(schema);
  const counters = rules.map((rule) => createCounter(rule, places));
  return {
    observe: (data, findings) => counters.flatMap((counter) => counter.observe(data, findings)),
    finish: () => counters.flatMap((counter) => counter.close()),
  };
}

interface Counter {
  observe(data: JsonValue, findings: readonly ContractsFinding[]): readonly ContractsFinding[];
  close(): readonly ContractsFinding[];
}

/** Values of one record at a rule's place, and how many of them are bad. */
interface Counted {
  readonly values: number;
  readonly bad: number;
}

/** What is known about a record: what stands at the place, at how many objects it could, and what its contract says. */
interface Seen extends Input {
  readonly expected: number;
  readonly rule: QualityRule;
  readonly findings: readonly ContractsFinding[];
  /** The values of this window so far, as short texts. */
  readonly known: Set<string>;
}

/** How each metric counts. */
const metrics: Readonly<Record<QualityMetric, (seen: Seen) => Counted>> = {
  nullValues: ({ values }) => ({ values: values.length, bad: values.filter((value) => value === null).length }),
  missingValues: ({ values, expected, place }) => {
    const sentinels = new Set(place.annotations.sentinels);
    const present = values.filter((value) => value !== null && !sentinels.has(String(value)));
    return { values: expected, bad: expected - present.length };
  },
  invalidValues: ({ values, rule, findings }) => ({
    values: values.length,
    bad: Math.min(
      values.length,
      new Set(findings.map(({ path }) => path).filter((path) => isAt(path, rule.field))).size,
    ),
  }),
  duplicateValues: ({ values, known }) => ({
    values: values.length,
    bad: values.filter((value) => isKnown(value, known)).length,
  }),
};

/** Whether a pointer is that of a pattern's place, or of something in it. */
function isAt(path: string, pattern: string): boolean {
  const [tokens, wanted] = [parsePointer(path), parsePointer(pattern)];
  return wanted.length <= tokens.length && wanted.every((token, at) => token === "*" || token === tokens[at]);
}

/** Values of a window that are remembered; duplicates of later ones are not counted. */
const MOST_KNOWN = 100_000;

function isKnown(value: JsonValue, known: Set<string>): boolean {
  const text = canonicalJson(value);
  const short = text.length <= 64 ? text : sha256Hex(utf8(text));
  if (known.has(short)) return true;
  if (known.size < MOST_KNOWN) known.add(short);
  return false;
}

function createCounter(rule: QualityRule, places: Places): Counter {
  const known = new Set<string>();
  let [records, values, bad] = [0, 0, 0];
  const around = rule.field.slice(0, rule.field.lastIndexOf("/"));

  const close = (): readonly ContractsFinding[] => {
    const facts: QualityFacts = {
      rule: rule.name,
      metric: rule.metric,
      records,
      values,
      bad,
      atMostPercent: rule.atMostPercent,
    };
    [records, values, bad] = [0, 0, 0];
    known.clear();
    return isKept(facts) ? [] : [describe(facts, rule)];
  };

  return {
    observe(data, findings) {
      const [at, outer] = readInputs(data, { objectPath: "", patterns: [rule.field, around] }, places) as [
        Input,
        Input,
      ];
      const counted = metrics[rule.metric]({ ...at, expected: outer.values.length, rule, findings, known });
      [records, values, bad] = [records + 1, values + counted.values, bad + counted.bad];
      return records < rule.window ? [] : close();
    },
    close,
  };
}

/** `bad ÷ values ≤ percent ÷ 100`, without dividing. */
const isKept = ({ values, bad, atMostPercent }: QualityFacts): boolean =>
  compareDecimals(
    { units: BigInt(bad) * 100n, scale: 0 },
    multiplyDecimals(parseDecimal(atMostPercent), { units: BigInt(values), scale: 0 }),
  ) <= 0;

const nouns: Readonly<Record<QualityMetric, string>> = {
  nullValues: "null",
  missingValues: "missing",
  invalidValues: "not as the contract wants them",
  duplicateValues: "the same as another one",
};

function describe(facts: QualityFacts, { field, metric }: QualityRule): ContractsFinding {
  const counted = `${facts.bad} of ${facts.values} values at ${placeName(field)} are ${nouns[metric]}`;
  const sentence = `${quote(facts.rule)} is not kept: in ${facts.records} records, ${counted}; at most ${facts.atMostPercent} % may be`;
  return { code: "quality_missed", severity: "error", path: field, sentence, facts };
}
