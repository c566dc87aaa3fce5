import { canonicalJson } from "../../../../src/foundation/index.ts";
import { type Case, compared, type Suite, textAt } from "../../suite.ts";

/** How 100,000 doubles are spelled: the bits in hexadecimal, a comma, the text. */
const suite: Suite = {
  name: "canonical-json-numbers",
  room: "foundation",
  *run(vectors): Iterable<Case> {
    const lines = textAt(vectors, "provenance/json-canonicalization/testdata/es6testfile100k.txt").trim().split("\n");
    for (const line of lines) {
      const [bits = "", expected] = line.split(",");
      yield compared(bits, canonicalJson(toDouble(bits), { profile: "rfc8259" }), expected);
    }
  },
};
export default suite;

const view = new DataView(new ArrayBuffer(8));

function toDouble(bits: string): number {
  view.setBigUint64(0, BigInt(`0x${bits}`));
  return view.getFloat64(0);
}
