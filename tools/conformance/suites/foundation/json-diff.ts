import { applyPatch, diffPatch, equalJson, type JsonValue } from "../../../../src/foundation/index.ts";
import { type Case, compared, jsonAt, type Suite } from "../../suite.ts";

interface Pair {
  readonly left: JsonValue;
  readonly right: JsonValue;
}

/**
 * The pairs that jsondiffpatch is tested with. Its deltas are of a format of its own; here the pairs are taken apart and
 * put together again. Values that are no JSON (dates, functions, nothing at all) are no cases.
 */
const suite: Suite = {
  name: "json-diff",
  room: "foundation",
  *run(vectors): Iterable<Case> {
    const groups = jsonAt<Record<string, Pair[]>>(vectors, "reconcile/jsondiffpatch/diffpatch-examples.json");
    for (const [group, pairs] of Object.entries(groups)) {
      for (const [at, { left, right }] of pairs.entries()) {
        if (!isJson(left) || !isJson(right)) continue;
        yield compared(`${group}#${at}`, leadsOver(left, right), true);
        yield compared(`${group}#${at} reversed`, leadsOver(right, left), true);
      }
    }
  },
};
export default suite;

const leadsOver = (from: JsonValue, to: JsonValue): boolean => equalJson(applyPatch(from, diffPatch(from, to)), to);

/** The vectors write what JSON cannot say as an object with one member whose name begins with `$`. */
const isJson = (value: JsonValue): boolean => !/"\$(?:undefined|fn|date|re|volatileData)"/.test(JSON.stringify(value));
