import { isDeepStrictEqual } from "node:util";
import { parseJson } from "../../../../src/foundation/index.ts";
import {
  bytesAt,
  type Case,
  compared,
  deviating,
  failed,
  filesAt,
  passed,
  refusalOf,
  type Suite,
  textAt,
} from "../../suite.ts";

/** JSONTestSuite under the profile that everything of ours reads with: it must refuse no less, and may refuse more. */
const suite: Suite = {
  name: "json-strict",
  room: "foundation",
  *run(vectors): Iterable<Case> {
    const folder = `${vectors}/provenance/JSONTestSuite/test_parsing`;
    const refused = new Map<string, string>();
    for (const file of filesAt(folder)) {
      const bytes = bytesAt(folder, file);
      const refusal = refusalOf(() => parseJson(bytes));
      if (file.startsWith("y_") && refusal !== undefined) refused.set(file, refusal);
      if (file.startsWith("y_")) yield refusal === undefined ? readsAsTheEngine(file, bytes) : maybe(file, refusal);
      if (file.startsWith("n_")) yield refusal === undefined ? failed(file, "it was read") : passed(file);
    }
    yield compared(
      "docs/conformance.md lists what is refused, and why",
      listedIn("docs/conformance.md"),
      rowsOf(refused),
    );
  },
};
export default suite;

const rowsOf = (refused: ReadonlyMap<string, string>): string =>
  [...refused].map(([file, code]) => `| \`${file}\` | \`${code}\` |`).join("\n");

const listedIn = (page: string): string =>
  textAt(process.cwd(), page)
    .split("\n")
    .filter((line) => line.startsWith("| `y_"))
    .join("\n");

/** What two readers may understand differently (I-JSON, RFC 7493). */
const reasons: Readonly<Record<string, string>> = {
  json_duplicate_name: "a name twice in one object: readers disagree which one counts",
  json_lone_surrogate: "half a surrogate pair: it has no UTF-8 form",
  json_number_inexact: "a number that a double cannot hold exactly",
  json_forbidden_name: "a member named `__proto__`",
};

function maybe(file: string, refusal: string): Case {
  const reason = reasons[refusal];
  return reason === undefined ? failed(file, `refused with ${refusal}`) : deviating(file, reason);
}

function readsAsTheEngine(file: string, bytes: Uint8Array): Case {
  return compared(file, isDeepStrictEqual(parseJson(bytes), JSON.parse(new TextDecoder().decode(bytes))), true);
}
