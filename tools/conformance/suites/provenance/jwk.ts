import { closedHeader, isRight, isTaken, partsOf } from "../../jws.ts";
import { keyRefusal } from "../../signature.ts";
import { type Case, deviating, failed, jsonAt, passed, type Suite } from "../../suite.ts";
import { isMeant, kindOf, notOffered, type Wycheproof } from "../../wycheproof.ts";

interface JwkGroup {
  readonly comment: string;
  readonly public?: KeySet;
  readonly private: KeySet;
  readonly tests: readonly { readonly tcId: number; readonly jws: unknown; readonly result: "valid" | "invalid" }[];
}

type KeySet = { readonly keys: readonly object[] };

/** Key sets, many of them unfit, each with a signature that must be taken or refused for its key. */
const suite: Suite = {
  name: "jwk",
  room: "provenance",
  async *run(vectors): AsyncIterable<Case> {
    const file = "provenance/wycheproof/json_web_key_test.json";
    for (const { comment, tests, ...group } of jsonAt<Wycheproof<JwkGroup>>(vectors, file).testGroups) {
      const { keys } = group.public ?? group.private;
      for (const { tcId, jws, result } of tests) yield await judge(`${tcId} ${comment}`, keys, jws, result === "valid");
    }
  },
};
export default suite;

async function judge(id: string, keys: readonly object[], jws: unknown, valid: boolean): Promise<Case> {
  const unfit = keys.find((key) => keyRefusal(key) !== undefined);
  if (unfit) return isMeant(unfit) ? refusedKey(id, valid) : deviating(id, notOffered(kindOf(unfit)));
  const parts = partsOf(jws);
  const taken = await Promise.all(keys.map((key) => isTaken(parts, key)));
  if (taken.includes(true)) return valid ? passed(id) : failed(id, "it was taken");
  const right = (await Promise.all(keys.map((key) => isRight(parts, key)))).includes(true);
  if (valid) return right ? deviating(id, closedHeader) : failed(id, "its signature was found wrong");
  return right ? failed(id, "its signature was found right") : passed(id);
}

const refusedKey = (id: string, valid: boolean): Case => (valid ? failed(id, "the key was refused") : passed(id));
