import { toBase64url, utf8 } from "../../../../src/foundation/index.ts";
import { localSigner } from "../../../../src/provenance/index.ts";
import { isTaken, partsOf } from "../../jws.ts";
import { isRightRaw, keyRefusal } from "../../signature.ts";
import { type Case, compared, deviating, failed, filesAt, jsonAt, type Suite } from "../../suite.ts";
import { notOffered } from "../../wycheproof.ts";

interface Recipe {
  readonly title: string;
  readonly input: { readonly key: object; readonly alg: unknown };
  readonly signing: { readonly "sig-input": string; readonly sig: string };
  readonly output: { readonly compact?: string };
}

/** The signatures of RFC 7520 and RFC 8037: made again where the key is of a kind that is offered. */
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

async function* judge(file: string, { title, input: { key, alg }, signing, output }: Recipe): AsyncIterable<Case> {
  const id = `${file} ${title}`;
  const unfit = [key].flat().find((one) => keyRefusal(one) !== undefined);
  if (unfit) {
    yield deviating(id, notOffered([alg].flat().join(", ")));
    return;
  }
  const text = utf8(signing["sig-input"]);
  const signature = await localSigner(key as never).sign(text);
  yield compared(`${id}: signed again`, toBase64url(signature), signing.sig);
  yield compared(`${id}: the signature`, await isRightRaw(key, text, signature), true);
  const taken = await isTaken(partsOf(output.compact), key);
  yield taken ? failed(`${id}: the header`, "it was taken") : deviating(`${id}: the header`, polymorphic);
}

const polymorphic = "closed header: `EdDSA` names no algorithm of its own (RFC 9864), and is refused";
