import addFormats, { type FormatName } from "ajv-formats";
import { formats } from "../../../../src/contracts/schema/formats.ts";
import type { JsonObject } from "../../../../src/foundation/index.ts";
import { casesIn, drafts, type SchemaCase } from "../../json-schema.ts";
import { type Case, filesAt, type Suite } from "../../suite.ts";

/** The optional tests of every format that a contract may name, in all three drafts. */
const suite: Suite = {
  name: "json-schema-formats",
  room: "contracts",
  *run(vectors): Iterable<Case> {
    const folder = `${vectors}/contracts/json-schema-test-suite/tests`;
    for (const draft of Object.values(drafts)) {
      const files = filesAt(folder, draft.folder, "optional/format").filter((file) => isOffered(file));
      const paths = files.map((file) => `optional/format/${file}`);
      for (const one of casesIn(folder, draft, paths, excuse)) yield { ...one, id: `${draft.folder} ${one.id}` };
    }
  },
};
export default suite;

const isOffered = (file: string): boolean => Object.hasOwn(formats, file.replace(/\.json$/, ""));

/** Where the formats that are taken from ajv-formats are known to be wider or narrower than their standard. */
const faults: Readonly<Record<string, string>> = {
  duration: "ajv-formats: a duration may skip a unit, as in `P1Y1D`",
  email: "ajv-formats: quoted local parts and address literals of RFC 5321 are refused",
  hostname: "ajv-formats: punycode labels are not decoded, and a last dot is accepted",
  uri: "ajv-formats: a pattern that is wider than RFC 3986",
  "uri-reference": "ajv-formats: a pattern that is wider than RFC 3986",
  uuid: "ajv-formats: `urn:uuid:` may stand before it",
};

function excuse({ group, test }: SchemaCase): string | undefined {
  const { format } = group.schema as JsonObject;
  const fault = faults[String(format)];
  return fault !== undefined && borrowed(format as FormatName, String(test.data)) !== test.valid ? fault : undefined;
}

/** What ajv-formats says by itself. */
function borrowed(name: FormatName, text: string): boolean {
  const format = addFormats.get(name) as unknown;
  if (format instanceof RegExp) return format.test(text);
  const check = typeof format === "function" ? format : (format as { validate: unknown }).validate;
  return (check as (text: string) => boolean)(text);
}
