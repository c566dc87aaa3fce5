import { canonicalJson, parseJson, toHex, utf8 } from "../../../../src/foundation/index.ts";
import { bytesAt, type Case, compared, filesAt, type Suite, textAt } from "../../suite.ts";

/** The pairs of RFC 8785's authors: what goes in, and the bytes that come out. */
const suite: Suite = {
  name: "canonical-json",
  room: "foundation",
  *run(vectors): Iterable<Case> {
    const folder = `${vectors}/provenance/json-canonicalization/testdata`;
    for (const file of filesAt(folder, "input")) {
      const value = parseJson(bytesAt(folder, "input", file), { profile: "rfc8259" });
      const expected = textAt(folder, "outhex", file.replace(/\.json$/, ".txt")).replaceAll(/\s+/g, "");
      yield compared(file, toHex(utf8(canonicalJson(value, { profile: "rfc8259" }))), expected);
    }
  },
};
export default suite;
