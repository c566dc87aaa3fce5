import { applyPatch, equalJson, type JsonValue } from "../../../../src/foundation/index.ts";
import { type Case, compared, failed, jsonAt, passed, refusalOf, type Suite } from "../../suite.ts";

interface PatchTest {
  readonly comment?: string;
  readonly doc: JsonValue;
  readonly patch: unknown;
  readonly expected?: JsonValue;
  /** Why it has to be refused, in words. */
  readonly error?: string;
  readonly disabled?: boolean;
}

/** RFC 6902, as its authors' suite tests it. What the suite itself has switched off is no case. */
const suite: Suite = {
  name: "json-patch",
  room: "foundation",
  *run(vectors): Iterable<Case> {
    for (const file of ["spec_tests.json", "tests.json"]) {
      const tests = jsonAt<PatchTest[]>(vectors, "reconcile/json-patch-tests", file);
      for (const [at, test] of tests.entries()) if (!test.disabled) yield judge(`${file}#${at} ${nameOf(test)}`, test);
    }
  },
};
export default suite;

const nameOf = ({ comment, patch }: PatchTest): string => comment ?? JSON.stringify(patch);

function judge(id: string, { doc, patch, expected, error }: PatchTest): Case {
  const refusal = refusalOf(() => applyPatch(doc, patch));
  if (error !== undefined) return refusal === undefined ? failed(id, `it was applied, despite: ${error}`) : passed(id);
  if (refusal !== undefined) return failed(id, `refused with ${refusal}`);
  // A test without `expected` only asks that the patch can be applied.
  return expected === undefined ? passed(id) : compared(id, equalJson(applyPatch(doc, patch), expected), true);
}
