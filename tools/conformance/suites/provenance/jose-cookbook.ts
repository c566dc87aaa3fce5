import { fromBase64url, toBase64url, utf8 } from "../../../../src/foundation/index.ts";
import { localSigner } from "../../../../src/provenance/index.ts";
import { closedHeader, isTaken, partsOf } from "../../jws.ts";
import { isRightRaw, keyRefusal } from "../../signature.ts";
import { type Case, compared, deviating, failed, filesAt, jsonAt, refusalOf, type Suite } from "../../suite.ts";
import { namedFor, notOffered } from "../../wycheproof.ts";

interface Recipe {
  readonly title: string;
  readonly input: { readonly key: object; readonly alg: unknown };
  readonly signing: { readonly "sig-input": string; readonly sig: string };
  readonly output: { readonly compact?: string };
}

/** The signatures of RFC 7520 and RFC 8037: verified, and made again, where the key is of a kind that is offered. */
const suite: Suite = {
  name: "jose-cookbook",
  room: "provenance",
  async *run(vectors): AsyncIterable<Case> {
    const folder = `${vectors}/provenance/jose-cookbook`;
    const files = filesAt(folder).filter((file) => file.startsWith("jws/") || file === "curve25519/jws.json");
    for (const file of files) yield* judge(file, jsonAt<Recipe>(folder, file));
  },
};
export default suite;

async function* judge(file: string, { title, input, signing, output }: Recipe): AsyncIterable<Case> {
  const id = `${file} ${title}`;
  const [first = {}, ...more] = [input.key].flat();
  const key = namedFor(first, String(input.alg));
  if (more.length > 0 || keyRefusal(key) !== undefined) {
    yield deviating(id, notOffered([input.alg].flat().join(", ")));
    return;
  }
  const text = utf8(signing["sig-input"]);
  yield compared(`${id}: the signature`, await isRightRaw(key, text, fromBase64url(signing.sig)), true);
  yield await signedAgain(`${id}: signed again`, key, text, signing.sig);
  const taken = await isTaken(partsOf(output.compact), key);
  yield taken ? failed(`${id}: the header`, "it was taken") : deviating(`${id}: the header`, closedHeader);
}

async function signedAgain(id: string, key: object, text: Uint8Array, expected: string): Promise<Case> {
  const refusal = refusalOf(() => localSigner(key as never));
  if (refusal !== undefined) return deviating(id, `only verified with: signing is refused as \`${refusal}\``);
  return compared(id, toBase64url(await localSigner(key as never).sign(text)), expected);
}
