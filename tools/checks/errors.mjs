/**
 * Why: a code is what programs and support staff go by. This keeps the list of all codes true to the sources, and keeps
 * one code from meaning two things.
 */

import { codesOf } from "../lib/codes.mjs";
import { holdGenerated } from "../lib/generated.mjs";

export const name = "errors";
export const about = "docs/errors.md lists every code as the sources do";
export const generates = "docs/errors.md";

/** Codes that several rooms answer with, because they mean the same in each, facts included. */
const shared = { newer_format: "every document we write can meet a reader older than itself" };

const kinds = [
  {
    kind: "Failures",
    title: "Errors",
    text: "Thrown, as `IntegrityError` with `code` and `details`: malformed documents, broken proofs, a world that failed.",
  },
  {
    kind: "Findings",
    title: "Findings",
    text: "Returned: what a rule had to say about a record. People read them as *check results*.",
  },
  {
    kind: "Checks",
    title: "Checks",
    text: "Returned in a verdict: what was looked at, each `proven`, `refuted` or `unknown` by itself.",
  },
  {
    kind: "Reasons",
    title: "Reasons",
    text: "Returned: why a decision was made, or why an answer is `unknown`.",
  },
  {
    kind: "Advice",
    title: "Advice",
    text: "Returned by `lint`: what would make a document safer that can be used as it is.",
  },
];

export async function run(context) {
  const codes = codesOf(context);
  const problems = kinds.flatMap(({ kind }) => problemsOf(codes.filter((code) => code.kind === kind)));
  return {
    problems: [...problems, ...holdGenerated(context, generates, format(codes), name)],
    notes: [`${codes.length} codes`],
  };
}

function problemsOf(codes) {
  const first = new Map();
  return codes.flatMap((entry) => {
    const place = `${entry.file}:${entry.line} \`${entry.code}\``;
    const earlier = first.get(entry.code);
    first.set(entry.code, earlier ?? entry);
    return [
      ...(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(entry.code) ? [] : [`${place} is not in lower_snake words`]),
      ...(entry.meaning === "" ? [`${place} has no doc comment`] : []),
      ...(earlier ? clashOf(place, earlier, entry) : []),
    ];
  });
}

function clashOf(place, earlier, entry) {
  if (!(entry.code in shared)) return [`${place} is already a code in ${earlier.file}:${earlier.line}`];
  return earlier.facts === entry.facts ? [] : [`${place} has other facts than in ${earlier.file}:${earlier.line}`];
}

function format(codes) {
  const parts = kinds.flatMap(({ kind, title, text }) => {
    const ofKind = codes.filter((code) => code.kind === kind);
    const rooms = [...new Set(ofKind.map((code) => code.room))];
    return [`## ${title}`, text, ...rooms.flatMap((room) => section(title, room, ofKind))];
  });
  return `${["# Codes", intro, ...parts].join("\n\n")}\n`;
}

const section = (title, room, codes) => [
  `### ${title} of ${room}`,
  ["| code | meaning | facts |", "|---|---|---|", ...codes.filter((code) => code.room === room).map(toRow)].join("\n"),
];

const intro = `Every code that Countersign throws or returns, by room. This page is generated from the sources. A code does not change within a
major version; its facts are members of \`details\` (errors) or \`facts\` (findings).`;

const toRow = ({ code, meaning, facts }) => `| \`${code}\` | ${cell(meaning)} | ${cell(facts)} |`;
const cell = (text) => text.replaceAll("|", "\\|");
