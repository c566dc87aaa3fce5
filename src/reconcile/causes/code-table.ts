import { isValue, type Value } from "../value.ts";
import { quote } from "../wording.ts";
import {
  type Candidate,
  type Evidence,
  every,
  type Hypothesis,
  sayPlace,
  valuePairs,
  withSteps,
} from "./hypothesis.ts";

const LARGEST_TABLE = 1_000;
const LONGEST_CODE = 100;
const SHOWN = 3;

type Table = ReadonlyMap<string, string>;

/** Each side has codes of its own for the same things: `CIF` here and `10` there. */
export const codeTable: Hypothesis<"code_table"> = {
  kind: "code_table",
  fits: ["text", "flag"],
  candidates: tableCandidates,
};

function tableCandidates(evidence: Evidence): readonly Candidate[] {
  const table = repeatedPairs(evidence);
  if (table.size === 0 || table.size > LARGEST_TABLE || !isBijection(table, evidence)) return [];
  const examples = [...table].slice(0, SHOWN).map(([left, right]) => `${quote(left)} is ${quote(right)}`);
  return [
    {
      rule: withSteps(evidence.field.rule, "left", { step: "codes", codes: Object.fromEntries(table) }),
      says: `${sayPlace(evidence, "right")} has other codes than ${sayPlace(evidence, "left")} (${examples.join(", ")}${table.size > SHOWN ? ", …" : ""})`,
    },
  ];
}

/**
 * Left code → right code, the most frequent pairs first; a code that has its partner gets no second one. Pairs seen only
 * once are left out: what happened once may have happened by chance.
 */
function repeatedPairs(evidence: Evidence): Table {
  const seen = new Map<string, number>();
  for (const pair of valuePairs<Value>(evidence)) {
    const codes = pair.map(String);
    if (codes.some((code) => code.length > LONGEST_CODE)) continue;
    const text = JSON.stringify(codes);
    seen.set(text, (seen.get(text) ?? 0) + 1);
  }
  const repeated = [...seen].filter(([, times]) => times > 1).sort(byFrequency);
  return oneToOne(repeated.map(([text]) => JSON.parse(text) as [string, string]));
}

type Counted = readonly [text: string, times: number];
const byFrequency = ([a, often]: Counted, [b, other]: Counted): number => other - often || (a < b ? -1 : 1);

function oneToOne(pairs: readonly [string, string][]): Table {
  const table = new Map<string, string>();
  const taken = new Set<string>();
  for (const [left, right] of pairs) {
    if (table.has(left) || taken.has(right)) continue;
    table.set(left, right);
    taken.add(right);
  }
  return table;
}

/** Whether no code that stays as it is would mean the same as one that is translated. */
function isBijection(table: Table, { field, agreeing }: Evidence): boolean {
  const taken = new Set(table.values());
  return every(agreeing(), ({ left }) => {
    const value = field.read(field.rawOf(left), "left");
    return !isValue(value) || table.has(String(value)) || !taken.has(String(value));
  });
}
