import type { Duplicate } from "../break.ts";
import type { Draft } from "../cause.ts";
import { type Field, type Held, sameReading } from "../field.ts";
import type { Side } from "../match-rule.ts";
import { formatCount, verb } from "../wording.ts";
import { isMost } from "./hypothesis.ts";

/** Keys that are there more than once: the same thing posted again, or a key that does not tell things apart. */
export function draftDuplicates(
  duplicates: readonly Duplicate[],
  fields: readonly Field[],
  singles: number,
): readonly Draft[] {
  const repeated = duplicates.filter((duplicate) => isRepeated(duplicate, fields));
  const together = new Set(repeated);
  const ambiguous = duplicates.filter((duplicate) => !together.has(duplicate));
  return [...draftRepeated(repeated), ...draftAmbiguous(ambiguous, singles)];
}

/** Whether all rows of the key on a side say the same. */
const isRepeated = ({ pair }: Duplicate, fields: readonly Field[]): boolean =>
  fields.every((field) => saysOneThing(pair.left, field, "left") && saysOneThing(pair.right, field, "right"));

function saysOneThing([first, ...others]: readonly Held[], field: Field, side: Side): boolean {
  const readingOf = (held: Held) => field.read(field.rawOf(held), side);
  return first === undefined || others.every((held) => sameReading(field, readingOf(first), readingOf(held)));
}

function draftRepeated(members: readonly Duplicate[]): readonly Draft[] {
  if (members.length === 0) return [];
  const sentence = `${sayKeys(members.length)} posted more than once, each time with the same content`;
  return [{ verdict: "defect", kind: "duplicate_posting", subject: [], members, sentence }];
}

function draftAmbiguous(members: readonly Duplicate[], singles: number): readonly Draft[] {
  if (members.length === 0) return [];
  const isRule = isMost(members.length, members.length + singles);
  const advice = isRule ? ": the key of the plan needs a further part" : "";
  return [
    {
      verdict: isRule ? "mapping" : "defect",
      kind: "ambiguous_key",
      subject: [],
      members,
      counterexamples: isRule ? singles : 0,
      sentence: `${sayKeys(members.length)} shared by rows with different content${advice}`,
    },
  ];
}

const sayKeys = (keys: number): string => `${formatCount(keys)} ${verb(keys, "key is", "keys are")}`;
