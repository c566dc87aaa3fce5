import { join } from "node:path";
import { parseJson } from "../../../../src/foundation/index.ts";
import { askPython, whyNoSecondVerifier } from "../../evidence/second-verifier.ts";
import { bytesAt, type Case, compared, deviating, failed, filesAt, refusalOf, type Suite } from "../../suite.ts";

/** The second verifier's own reading and writing of JSON: it must refuse what we refuse, and spell each number as RFC 8785 does. */
const suite: Suite = {
  name: "second-reader",
  room: "evidence",
  *run(vectors): Iterable<Case> {
    const why = whyNoSecondVerifier();
    if (why !== undefined) return yield process.env.CI === "true" ? failed("tools", why) : deviating("tools", why);
    yield* readings(join(vectors, "provenance/JSONTestSuite/test_parsing"));
    yield* numbers(join(vectors, "provenance/json-canonicalization"));
  },
};
export default suite;

/** For each file of a folder, whether it is read. */
const reader = `
import sys, pathlib
from verify_bundle.strict_json import parse
from verify_bundle.answers import Refused
for name in sys.stdin.read().split("\\n"):
    try:
        parse(pathlib.Path(sys.argv[1], name).read_bytes())
        print("read")
    except Refused:
        print("refused")
`;

/** For each line of a number file, how the double is spelled that has these bits. */
const writer = `
import sys, struct
from verify_bundle.canonical_json import number_text
for line in sys.stdin:
    bits = int(line.split(",")[0], 16)
    print(number_text(struct.unpack("<d", struct.pack("<Q", bits))[0]))
`;

function* readings(folder: string): Iterable<Case> {
  const files = filesAt(folder);
  const answers = askPython(reader, files.join("\n"), folder);
  for (const [at, file] of files.entries()) {
    const ours = refusalOf(() => parseJson(bytesAt(folder, file))) === undefined ? "read" : "refused";
    yield compared(`read ${file}`, answers[at], ours);
  }
}

function* numbers(folder: string): Iterable<Case> {
  const file = filesAt(folder).find((one) => /numbers|es6testfile/.test(one)) ?? "";
  const lines = Buffer.from(bytesAt(folder, file)).toString().trimEnd().split("\n");
  const answers = askPython(writer, lines.join("\n"));
  for (const [at, line] of lines.entries()) yield compared(`write ${line}`, answers[at], line.split(",")[1]);
}
