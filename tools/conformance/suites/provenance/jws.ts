import { isRight, isTaken, partsOf } from "../../jws.ts";
import { keyRefusal } from "../../signature.ts";
import { type Case, deviating, failed, jsonAt, passed, type Suite } from "../../suite.ts";
import { kindOf, notOffered, type Wycheproof } from "../../wycheproof.ts";

interface JwsGroup {
  readonly public?: object;
  readonly private: object;
  readonly tests: readonly JwsTest[];
}

interface JwsTest {
  readonly tcId: number;
  readonly comment: string;
  /** Compact or, in one test, JSON. */
  readonly jws: unknown;
  readonly result: "valid" | "invalid";
}

/**
 * JSON web signatures of others. None has our header, so that all of them are refused; the signatures are therefore asked
 * about apart from the header as well.
 */
const suite: Suite = {
  name: "jws",
  room: "provenance",
  async *run(vectors): AsyncIterable<Case> {
    const file = "provenance/wycheproof/json_web_signature_test.json";
    for (const group of jsonAt<Wycheproof<JwsGroup>>(vectors, file).testGroups) {
      for (const test of group.tests) yield await judge(test, group.public ?? group.private);
    }
  },
};
export default suite;

async function judge({ tcId, comment, jws, result }: JwsTest, key: object): Promise<Case> {
  const id = `${tcId} ${comment}`;
  const parts = partsOf(jws);
  if (keyRefusal(key) !== undefined) return deviating(id, notOffered(kindOf(key)));
  if (await isTaken(parts, key)) return result === "valid" ? passed(id) : failed(id, "it was taken");
  const right = await isRight(parts, key);
  if (result === "valid") return right ? deviating(id, closedHeader) : failed(id, "its signature was found wrong");
  return right ? deviating(id, onlyByHeader) : passed(id);
}

const closedHeader = "closed header: a right signature under another header than `{alg, cty, kid}` is refused";
const onlyByHeader =
  "refused for its header alone: what else is wrong with it, such as the key's `use`, is not looked at";
