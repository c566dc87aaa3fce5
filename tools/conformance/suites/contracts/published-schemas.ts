import { type CompiledContract, compileContract } from "../../../../src/contracts/index.ts";
import { isIntegrityError, type JsonObject, type JsonValue } from "../../../../src/foundation/index.ts";
import { contractOf } from "../../json-schema.ts";
import { type Case, compared, deviating, filesAt, jsonAt, type Suite } from "../../suite.ts";

interface Published {
  readonly title: string;
  readonly schema: string;
  /** Documents that keep to it, by name. */
  readonly documents: (vectors: string) => Iterable<readonly [name: string, document: JsonValue]>;
}

/** Schemas of standards as contracts, and the standards' own examples judged by them. */
const suite: Suite = {
  name: "published-schemas",
  room: "contracts",
  *run(vectors): Iterable<Case> {
    for (const published of all) yield* judge(published, vectors);
  },
};
export default suite;

const all: readonly Published[] = [
  {
    title: "CloudEvents 1.0",
    schema: "lineage/cloudevents-spec/cloudevents/formats/cloudevents.json",
    documents: (vectors) =>
      jsonAt<{ event: JsonValue }[]>(vectors, "lineage/cloudevents-spec/extracted-examples.json").map(
        ({ event }, at) => [`example ${at}`, event] as const,
      ),
  },
  {
    title: "EPCIS 2.0",
    schema: "contracts/epcis/EPCIS-JSON-Schema.json",
    documents: (vectors) => {
      const folder = `${vectors}/contracts/epcis/JSON`;
      const files = filesAt(folder).filter((file) => /\.jsonl?d?$/.test(file));
      return files.map((file) => [file, jsonAt<JsonValue>(folder, file)] as const);
    },
  },
];

function* judge({ title, schema, documents }: Published, vectors: string): Iterable<Case> {
  const compiled = compile(jsonAt<JsonObject>(vectors, schema));
  for (const [name, document] of documents(vectors)) {
    const id = `${title} ${name}`;
    if (typeof compiled === "string") yield deviating(id, `the schema is refused: ${compiled}`);
    else yield compared(id, compiled.validate(document).length === 0, true);
  }
}

function compile(schema: JsonObject): CompiledContract | string {
  try {
    return compileContract(contractOf(schema));
  } catch (error) {
    if (isIntegrityError(error)) return error.message;
    throw error;
  }
}
