import { type CompatibilityVerdict, type Counterexample, checkSchemas } from "../../src/contracts/index.ts";
import { type IntegrityError, isIntegrityError, type JsonObject, type JsonValue } from "../../src/foundation/index.ts";
import { type Case, deviating, failed, passed } from "./suite.ts";

export const draft7 = "http://json-schema.org/draft-07/schema#";

/** A schema of another house as one of a contract's: an object, of one of our dialects. */
export const inDraft7 = (schema: JsonValue): JsonObject => {
  if (schema === true) return { $schema: draft7 };
  return schema === false ? { $schema: draft7, not: {} } : { ...(schema as JsonObject), $schema: draft7 };
};

/** What was found about one direction: the verdict, and the document that proves it. */
export interface Said {
  readonly verdict: CompatibilityVerdict;
  /** The document and what the validator says about it, in one line. */
  readonly proof: string;
}

/** Whether each of two schemas reads what the other writes; or, as a text, why one of them is refused. */
export type Answers = { readonly backward: Said; readonly forward: Said };

export async function ask(before: JsonObject, after: JsonObject, budget = 20_000): Promise<Answers | string> {
  try {
    const { versions, sentence } = await checkSchemas(before, after, { mode: "FULL", suggest: false, budget });
    const said = (direction: "backward" | "forward"): Said => ({
      verdict: versions[0]?.directions[direction] ?? "unknown",
      proof: proofOf(versions[0]?.counterexamples.find((one) => one.direction === direction)) ?? sentence,
    });
    return { backward: said("backward"), forward: said("forward") };
  } catch (error) {
    if (!isIntegrityError(error)) throw error;
    return (error as IntegrityError<string, { problem?: string }>).details.problem ?? error.message;
  }
}

function proofOf(counterexample: Counterexample | undefined): string | undefined {
  if (!counterexample) return undefined;
  const text = JSON.stringify(counterexample.document);
  return `\`${text.length > 120 ? `${text.slice(0, 120)}…` : text}\`: ${counterexample.finding?.sentence ?? counterexample.sentence}`;
}

/**
 * A peer's verdict beside ours. Where they differ, the document that both validators have confirmed is the reason;
 * where the peer expects a break and none exists, somebody has to have said why: it stands in `excuses`, by the case.
 */
export function judge(
  id: string,
  said: Said,
  expected: "compatible" | "broken",
  excuses: Readonly<Record<string, string>>,
): Case {
  if (said.verdict === expected) return passed(id);
  if (said.verdict === "broken")
    return deviating(id, `the peer says compatible, and here is a counterexample: ${said.proof}`);
  const excuse = excuses[id];
  if (said.verdict === "compatible" && excuse !== undefined) return deviating(id, `proven compatible: ${excuse}`);
  return failed(id, `expected ${expected}, got ${said.verdict}: ${said.proof}`);
}

/** What contracts refuse on purpose, by what they say. Any other refusal is a failure. */
const refusals: readonly (readonly [said: RegExp, reason: string])[] = [
  [/^expected `https:\/\/json-schema.org/, "refused: draft-04"],
  [/keyword "id"|must be number/, "refused: draft-04 by its keywords, as `id` or `exclusiveMinimum: true`"],
  [/must NOT have fewer than 1 items/, "refused: an `enum` that names nothing"],
  [
    /leads to nothing within the schema/,
    "refused: references lead to places within the schema by pointer or `$anchor`",
  ],
  [
    /takes too long|exponential time|add up to too much|open repeats/,
    "refused: a pattern that could take exponential time",
  ],
];

export function refusedCase(id: string, problem: string): Case {
  const [, reason] = refusals.find(([said]) => said.test(problem)) ?? [];
  return reason === undefined ? failed(id, `the schema is refused: ${problem}`) : deviating(id, reason);
}
