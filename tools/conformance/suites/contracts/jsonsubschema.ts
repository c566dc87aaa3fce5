import type { JsonValue } from "../../../../src/foundation/index.ts";
import { ask, inDraft7, judge, refusedCase, type Said } from "../../compatibility.ts";
import { type Case, jsonAt, type Suite } from "../../suite.ts";

interface SubschemaCase {
  readonly test: string;
  readonly relation: "subschema" | "equivalent";
  readonly a: JsonValue;
  readonly b: JsonValue;
  readonly expected: boolean;
}

/** Whether all that one schema allows the other allows, too: from the tests of a checker of subschemas. */
const suite: Suite = {
  name: "jsonsubschema",
  room: "contracts",
  async *run(vectors): AsyncIterable<Case> {
    const cases = jsonAt<SubschemaCase[]>(vectors, "contracts/jsonsubschema/subschema-cases.json");
    for (const [at, one] of cases.entries()) {
      const said = await relate(one);
      const id = `${at} ${one.test}`;
      if (typeof said === "string") yield refusedCase(id, said);
      else yield judge(id, said, one.expected ? "compatible" : "broken", excuses);
    }
  },
};
export default suite;

/** Two schemas are equivalent when each allows what the other does. */
async function relate({ a, b, relation }: SubschemaCase): Promise<Said | string> {
  const answers = await ask(inDraft7(a), inDraft7(b));
  if (typeof answers === "string") return answers;
  const { backward, forward } = answers;
  return relation === "subschema" || backward.verdict !== "compatible" ? backward : forward;
}

/** Where the vectors expect a value that does not exist. */
const excuses: Readonly<Record<string, string>> = {
  "444 test_all_all_3": "every whole multiple of 3 is a multiple of 0.3 to a validator: `3 / 0.3` is 10",
  "481 test_simple_obj1": "the two schemas are the same, word for word: the case is doubtful",
  "515 test_2":
    "`$ref` beside `type`: to ajv both apply, so that the field allows nothing, and nothing is in everything",
};
