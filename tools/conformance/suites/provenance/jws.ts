import { closedHeader, isRight, isTaken, type JwsParts, partsOf } from "../../jws.ts";
import { keyRefusal } from "../../signature.ts";
import { type Case, deviating, failed, jsonAt, passed, type Suite } from "../../suite.ts";
import { isMeant, kindOf, notOffered, type Wycheproof } from "../../wycheproof.ts";

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
  if (keyRefusal(key) !== undefined) return refusedKey(id, key, result);
  if (await isTaken(parts, key)) return result === "valid" ? passed(id) : failed(id, "it was taken");
  const right = await isRight(parts, key);
  if (result === "invalid") return right ? failed(id, "its signature was found right") : passed(id);
  if (right) return deviating(id, closedHeader);
  const named = parts && algorithmIn(parts);
  return named === kindOf(key) ? failed(id, "its signature was found wrong") : deviating(id, bound(key, named));
}

/** A key that is unfit must be refused; one of a kind that is not offered leaves nothing to compare. */
function refusedKey(id: string, key: object, result: JwsTest["result"]): Case {
  if (!isMeant(key)) return deviating(id, notOffered(kindOf(key)));
  return result === "invalid" ? passed(id) : failed(id, "the key was refused");
}

const algorithmIn = ({ signature }: JwsParts): unknown =>
  (JSON.parse(Buffer.from(signature.protected, "base64url").toString()) as { alg?: unknown }).alg;

const bound = (key: object, named: unknown): string =>
  `a key is bound to one algorithm: this one says ${kindOf(key)} of itself, and the header ${named}`;
