import { readFileSync } from "node:fs";
import { Ajv2019 } from "ajv/dist/2019.js";
import addFormats from "ajv-formats";
import { parse } from "yaml";
import { fromOdcs, type ImportedOdcs, toOdcs } from "../../../../src/contracts/index.ts";
import { isIntegrityError, type JsonObject } from "../../../../src/foundation/index.ts";
import { type Case, compared, failed, filesAt, jsonAt, passed, type Suite } from "../../suite.ts";

/** The standard's own examples, read; and what is written of them, held against the standard's schema and read again. */
const suite: Suite = {
  name: "odcs",
  room: "contracts",
  *run(vectors): Iterable<Case> {
    const folder = `${vectors}/contracts/odcs`;
    const validates = validator(jsonAt<JsonObject>(folder, "schema/odcs-json-schema-v3.1.0.json"));
    for (const file of filesAt(folder, "docs").filter((name) => name.endsWith(".odcs.yaml"))) {
      const document = parse(readFileSync(`${folder}/docs/${file}`, "utf8")) as JsonObject;
      yield* judge(file, document, validates);
    }
  },
};
export default suite;

function validator(schema: JsonObject): (document: JsonObject) => string {
  const ajv = new Ajv2019({ strict: false, logger: false });
  addFormats.default(ajv);
  const validate = ajv.compile(schema);
  return (document) => (validate(document) ? "" : ajv.errorsText(validate.errors));
}

function* judge(file: string, document: JsonObject, validates: (document: JsonObject) => string): Iterable<Case> {
  const imported = read(document);
  if (typeof imported === "string") return yield failed(`${file}: read`, imported);
  const objects = ((document.schema ?? []) as readonly JsonObject[]).length;
  yield compared(`${file}: a contract for each object`, imported.contracts.length, objects);
  for (const contract of imported.contracts) {
    const written = toOdcs(contract);
    const problem = validates(written);
    yield problem === ""
      ? passed(`${file} ${contract.id}: written`)
      : failed(`${file} ${contract.id}: written`, problem);
    yield compared(
      `${file} ${contract.id}: read again`,
      JSON.stringify(fromOdcs(written).contracts),
      JSON.stringify([contract]),
    );
  }
}

function read(document: JsonObject): ImportedOdcs | string {
  try {
    return fromOdcs(document);
  } catch (error) {
    if (isIntegrityError(error)) return error.message;
    throw error;
  }
}
