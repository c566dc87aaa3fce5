import { isDeepStrictEqual } from "node:util";
import { parseJson } from "../../../../src/foundation/index.ts";
import { bytesAt, type Case, compared, failed, filesAt, passed, refusalOf, type Suite } from "../../suite.ts";

/** JSONTestSuite under the profile that reads what the standard allows. Files that begin with `i_` may go either way. */
const suite: Suite = {
  name: "json-rfc8259",
  room: "foundation",
  *run(vectors): Iterable<Case> {
    const folder = `${vectors}/provenance/JSONTestSuite/test_parsing`;
    for (const file of filesAt(folder)) {
      if (file.startsWith("y_")) yield readsAsTheEngine(file, bytesAt(folder, file));
      if (file.startsWith("n_")) yield isRefused(file, bytesAt(folder, file));
    }
  },
};
export default suite;

function readsAsTheEngine(file: string, bytes: Uint8Array): Case {
  const refusal = refusalOf(() => parseJson(bytes, { profile: "rfc8259" }));
  if (refusal !== undefined) return failed(file, `refused with ${refusal}`);
  const expected: unknown = JSON.parse(new TextDecoder().decode(bytes));
  return compared(file, isDeepStrictEqual(parseJson(bytes, { profile: "rfc8259" }), expected), true);
}

function isRefused(file: string, bytes: Uint8Array): Case {
  const refusal = refusalOf(() => parseJson(bytes, { profile: "rfc8259" }));
  return refusal === undefined ? failed(file, "it was read") : passed(file);
}
