import type { JsonObject, JsonValue } from "../../../../src/foundation/index.ts";
import { ask, inDraft7, judge, refusedCase } from "../../compatibility.ts";
import { type Case, jsonAt, type Suite } from "../../suite.ts";

interface ApicurioTest {
  readonly id: string;
  readonly compatibility: "backward" | "both" | "none";
  readonly original: JsonValue;
  readonly updated: JsonValue;
}

/** The registry's own compatibility tests, each asked in both directions: `backward` says that forward breaks. */
const suite: Suite = {
  name: "apicurio",
  room: "contracts",
  async *run(vectors): AsyncIterable<Case> {
    const { tests } = jsonAt<{ tests: ApicurioTest[] }>(
      vectors,
      "contracts/apicurio/jsonschema-compatibility-test-data.json",
    );
    for (const [at, test] of tests.entries()) yield* casesOf(`${at} ${test.id}`, test);
  },
};
export default suite;

async function* casesOf(id: string, { compatibility, original, updated }: ApicurioTest): AsyncIterable<Case> {
  const [before, after] = [original, updated].map(asObject) as [JsonObject, JsonObject];
  const answers = await ask(before, after);
  if (typeof answers === "string") return yield refusedCase(id, answers);
  const { backward, forward } = answers;
  yield judge(`${id}: backward`, backward, compatibility === "none" ? "broken" : "compatible", excuses);
  yield judge(`${id}: forward`, forward, compatibility === "both" ? "compatible" : "broken", excuses);
}

const asObject = (schema: JsonValue): JsonValue => (typeof schema === "boolean" ? inDraft7(schema) : schema);

const matchesAll = "`[a-z]*` and `[A-Z]*` are found in every text, be it as nothing";
const annotation = "`contentEncoding` and `contentMediaType` ask nothing of a text in draft-07: they are annotations";
const noValue = "`const` is a list here and `type` a text: neither schema allows any value";

/** Where the vectors expect a break that no document can show. */
const excuses: Readonly<Record<string, string>> = {
  "10 String: pattern 1: forward": matchesAll,
  "11 String: pattern 2: backward": matchesAll,
  "11 String: pattern 2: forward": matchesAll,
  "96 Const: backward": noValue,
  "96 Const: forward": noValue,
  "100 String: contentEncoding 2: forward": annotation,
  "101 String: contentEncoding 3: backward": annotation,
  "101 String: contentEncoding 3: forward": annotation,
  "103 String: contentMediaType 2: forward": annotation,
  "104 String: contentMediaType 3: backward": annotation,
  "104 String: contentMediaType 3: forward": annotation,
  "108 Complex: anyOf 1: forward":
    "any text is allowed by the other alternative, and `maxLength` asks nothing of anything else",
  "117 Complex: oneOf 1: forward": "texts that both alternatives allow are refused; of shorter ones fewer are",
  "124 Conditional: if: backward": matchesAll,
  "124 Conditional: if: forward": matchesAll,
  "125 Conditional: then: forward": matchesAll,
  "126 Conditional: else: forward": matchesAll,
};
