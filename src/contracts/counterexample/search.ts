import type { JsonValue } from "../../foundation/index.ts";
import type { ContractsFinding } from "../errors.ts";
import type { Goal, Run } from "./run.ts";
import { shrink } from "./shrink.ts";
import type { Side } from "./side.ts";
import { valuesOf } from "./solve.ts";
import { isTidy } from "./tidy.ts";

/** Who writes documents, and who has to read them. */
export interface Question {
  readonly writer: Side;
  readonly reader: Side;
  /** Whether writers send declared members only. */
  readonly isTidy: boolean;
}

/** A document that the writer's contract allows and the reader's refuses: both validators have said so. */
export interface Refused {
  readonly document: JsonValue;
  readonly finding: ContractsFinding;
}

export interface Found {
  readonly refused?: Refused;
  /** Without a document: whether there is none at all. */
  readonly exhausted: boolean;
}

/** Candidates that are shown to the validators in one search. */
const MOST_CANDIDATES = 200;

/** Looks for a document that meets the goal, and asks the validators about each candidate. */
export function search(goal: Goal, question: Question, run: Run): Found {
  const candidates = valuesOf(goal, run);
  for (let tried = 0; tried < MOST_CANDIDATES; tried++) {
    const next = candidates.next();
    if (next.done) return { exhausted: next.value && tried === 0 };
    const refused = confirm(next.value, question);
    if (refused) return { refused: shrink(refused, (smaller) => confirm(smaller, question)), exhausted: false };
  }
  return { exhausted: false };
}

/** What the validators say: the writer's has no objection, and the reader's has one. */
export function confirm(document: JsonValue, { writer, reader, isTidy: tidy }: Question): Refused | undefined {
  if (writer.judge(document) !== "valid") return undefined;
  const ruling = reader.judge(document);
  if (ruling === "valid" || ruling === "undecided") return undefined;
  return tidy && !isTidy(document, writer.places) ? undefined : { document, finding: ruling };
}
