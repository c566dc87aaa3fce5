import type { FieldReport, FoundKey, FoundRelation, ProfileReport, UnitSuspicion } from "../../contracts/index.ts";
import { parsePointer } from "../../foundation/index.ts";
import { harmless } from "../harmless.ts";

export type Topic = "rows" | "relations" | "no value" | "units" | "keys";

/** One thing that was found, as a sentence, with the line of an example where there is one. */
export interface Remark {
  readonly topic: Topic;
  readonly sentence: string;
  readonly line?: number;
  /** From 0 to 100: how little one would have expected it. */
  readonly surprise: number;
}

/** Rows whose number of cells is not that of the header. */
export interface Ragged {
  readonly rows: number;
  readonly line?: number;
}

/** Everything worth saying about a file, the most surprising first. */
export function remarksOn(report: ProfileReport, ragged: Ragged): readonly Remark[] {
  const remarks = [
    ...aboutRagged(ragged),
    ...report.relations.map(aboutRelation),
    ...report.fields.flatMap((field) => aboutSentinels(field, report.records)),
    ...report.fields.flatMap((field) => field.suspicions.map((suspicion) => aboutUnit(field, suspicion))),
    ...report.keys.map((key) => aboutKey(key)),
    ...(report.repeats.repeated > 0 ? [aboutRepeats(report.repeats)] : []),
  ];
  return remarks.sort((a, b) => b.surprise - a.surprise);
}

/** How people write a pointer: names with points between, without the marks of JSON Pointer. */
export const nameOf = (pointer: string): string => `\`${harmless(parsePointer(pointer).join("."))}\``;

export const count = (rows: number): string => rows.toLocaleString("en-US");

const rowsOf = (rows: number): string => `${count(rows)} ${rows === 1 ? "row" : "rows"}`;

/** Never 100 % or 0 % of what is not all or none. */
export function share(part: number, whole: number): string {
  const percent = (100 * part) / whole;
  const shown = Math.min(99.9, Math.max(0.1, percent)).toFixed(1);
  return part === whole || part === 0 ? `${part === 0 ? 0 : 100} %` : `${shown} %`;
}

function aboutRagged({ rows, line }: Ragged): readonly Remark[] {
  if (line === undefined) return [];
  const sentence = `${rowsOf(rows)} ${rows === 1 ? "has" : "have"} more or fewer cells than the header, so what stands in them is not sure; first at line ${line}`;
  return [{ topic: "rows", sentence, line, surprise: 90 }];
}

function aboutRelation({ relation, table, rows, broken, examples, factor, kind }: FoundRelation): Remark {
  const where = table === "" ? "" : ` in each of ${nameOf(table)}`;
  const name = `\`${harmless(relation.name, 120)}\`${where}`;
  const [example] = examples;
  if (!example)
    return {
      topic: "relations",
      sentence: `${name} holds in all ${rowsOf(rows)} that have it`,
      surprise: surpriseOf[kind],
    };
  const off = factor
    ? `; ${rowsOf(factor.rows)} ${factor.rows === 1 ? "is" : "are"} off by ${factor.factor}, as mixed units are`
    : "";
  const says =
    kind === "order"
      ? `${harmless(example.left)} is after ${harmless(example.right)}`
      : `${example.left} is not ${example.right}`;
  const sentence = `${name} holds in ${share(rows - broken, rows)} of ${rowsOf(rows)}, and not in ${count(broken)}: ${says} at line ${example.line}${off}`;
  return { topic: "relations", sentence, line: example.line, surprise: factor ? 100 : 70 - (30 * broken) / rows };
}

const surpriseOf: Readonly<Record<FoundRelation["kind"], number>> = { product: 35, sum: 30, same: 20, order: 10 };

/** Most words that are told of one field. */
const MOST_TOLD = 4;

function aboutSentinels({ pointer, kind, sentinels }: FieldReport, records: number): readonly Remark[] {
  const [first] = sentinels;
  if (!first) return [];
  const all = sentinels.reduce((sum, one) => sum + one.count, 0);
  const told = sentinels.slice(0, MOST_TOLD).map((one) => `"${harmless(one.value)}" ${count(one.count)} times`);
  const more = sentinels.length > MOST_TOLD ? `, and ${sentinels.length - MOST_TOLD} more` : "";
  const instead = { number: "are no numbers", time: "are no dates" }[kind as string] ?? "seem to stand for no value";
  const sentence = `${share(all, records)} of ${nameOf(pointer)} ${instead}: ${told.join(", ")}${more}; first at line ${first.line}`;
  const surprise = kind === "text" ? 15 : 40 + Math.min(40, (100 * all) / records);
  return [{ topic: "no value", sentence, line: first.line, surprise }];
}

const unitSentences: {
  readonly [Kind in UnitSuspicion["kind"]]: (name: string, found: Extract<UnitSuspicion, { kind: Kind }>) => string;
} = {
  mixture: (name, { small, large, factor, units }) =>
    `${name} falls into two groups, ${rowsOf(small)} and ${rowsOf(large)}, about ${factor} times apart with nothing between: ${units} mixed?`,
  name: (name, { unit, most }) => `${name} is named for ${unit}, and reaches ${most}`,
};

function aboutUnit({ pointer }: FieldReport, suspicion: UnitSuspicion): Remark {
  const sentence = unitSentences[suspicion.kind](nameOf(pointer), suspicion as never);
  return { topic: "units", sentence, surprise: suspicion.kind === "mixture" ? 75 : 60 };
}

function aboutKey({ pointers, records, repeated, examples, isComplete }: FoundKey): Remark {
  const name = pointers.map(nameOf).join(" and ");
  const beyond = isComplete
    ? ""
    : "; beyond the first 500,000 values, repeats among the later ones were not looked for";
  const [example] = examples;
  if (!example)
    return {
      topic: "keys",
      sentence: `${name} ${pointers.length === 1 ? "tells" : "tell"} all ${rowsOf(records)} apart${beyond}`,
      surprise: 5,
    };
  const sentence = `${name} nearly tells rows apart: ${rowsOf(repeated)} ${repeated === 1 ? "repeats" : "repeat"} an earlier one, such as \`${harmless(example.value)}\` at lines ${example.lines.join(" and ")}${beyond}`;
  return { topic: "keys", sentence, line: example.lines[1], surprise: 80 };
}

function aboutRepeats({ repeated, examples }: FoundKey): Remark {
  const [example] = examples;
  const lines = example ? `, such as line ${example.lines[1]}, which repeats line ${example.lines[0]}` : "";
  return {
    topic: "keys",
    sentence: `${rowsOf(repeated)} ${repeated === 1 ? "repeats" : "repeat"} an earlier row in every cell${lines}`,
    line: example?.lines[1] ?? 0,
    surprise: 78,
  };
}
