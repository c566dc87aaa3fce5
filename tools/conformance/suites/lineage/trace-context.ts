import { parseEvent } from "../../../../src/foundation/index.ts";
import { type Case, compared, deviating, jsonAt, refusalOf, type Suite } from "../../suite.ts";

interface RequestTest {
  readonly test: string;
  readonly headers: unknown;
  readonly expect: "same_trace_id" | "new_trace_id" | "valid";
}

/**
 * W3C Trace Context: which values of `traceparent` are to be kept. Only tests about one such value are cases: how a
 * header is named, repeated or combined with another is for those who read requests.
 */
const suite: Suite = {
  name: "trace-context",
  room: "lineage",
  *run(vectors): Iterable<Case> {
    const { cases } = jsonAt<{ cases: RequestTest[] }>(vectors, "lineage/w3c-trace-context/http-header-cases.json");
    for (const { test, headers, expect } of cases) {
      const traceparent = onlyTraceparent(headers);
      if (traceparent !== undefined) yield judge(`${test} ${traceparent}`, traceparent, expect === "same_trace_id");
    }
  },
};
export default suite;

function onlyTraceparent(headers: unknown): string | undefined {
  const [[name, value] = [], ...others] = Array.isArray(headers) ? (headers as string[][]) : [];
  return name === "traceparent" && others.length === 0 ? value : undefined;
}

function judge(id: string, traceparent: string, kept: boolean): Case {
  if (traceparent !== traceparent.trim()) return deviating(id, whiteSpace);
  const event = { specversion: "1.0", id: "1", source: "conformance", type: "test", traceparent };
  return compared(id, refusalOf(() => parseEvent(event)) === undefined, kept);
}

const whiteSpace = "white space around a header's value is removed by those who read requests";
