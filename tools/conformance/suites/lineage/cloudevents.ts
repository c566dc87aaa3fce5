import { isDeepStrictEqual } from "node:util";
import { eventAttributes, isIntegrityError, type JsonObject, parseEvent } from "../../../../src/foundation/index.ts";
import { type Case, compared, deviating, failed, jsonAt, type Suite } from "../../suite.ts";

interface Example {
  readonly file: string;
  readonly event: JsonObject;
}

/** The events in the CloudEvents specification: each must be read, and keep every attribute. */
const suite: Suite = {
  name: "cloudevents",
  room: "lineage",
  *run(vectors): Iterable<Case> {
    const examples = jsonAt<Example[]>(vectors, "lineage/cloudevents-spec/extracted-examples.json");
    for (const [at, { file, event }] of examples.entries()) yield judge(`${at} ${file}`, event);
  },
};
export default suite;

/** What events cannot have here, by the attribute that is refused. */
const reasons: Readonly<Record<string, string>> = {
  data_base64: "binary data is decoded at the adapter, so that contracts can judge it",
  datacontenttype: "data that is no JSON is converted at the adapter, so that contracts can judge it",
};

function judge(id: string, event: JsonObject): Case {
  try {
    return compared(id, isDeepStrictEqual(eventAttributes(parseEvent(event)), attributesOf(event)), true);
  } catch (error) {
    if (!isIntegrityError(error)) throw error;
    const reason = reasons[(error.details as { attribute?: string }).attribute ?? ""];
    return reason === undefined ? failed(id, error.message) : deviating(id, reason);
  }
}

/** An attribute that is null is the same as one that is not there (JSON Event Format §2.2). */
const attributesOf = (event: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(event).filter(([name, value]) => name !== "data" && value !== null));
