import { fromHex, toBase64url, utf8 } from "../../../../src/foundation/index.ts";
import { isRightRaw, keyRefusal } from "../../signature.ts";
import { type Case, failed, jsonAt, passed, type Suite } from "../../suite.ts";

interface EdgeCase {
  readonly number: number;
  readonly key: string;
  readonly sig: string;
  readonly msg: string;
  readonly flags: readonly string[] | null;
}

/**
 * CCTV's signatures that Ed25519 verifiers disagree about. The vectors have no verdict, only flags. Strict means here:
 * key and R canonical and not of low order, k hashed from the bytes as they stand, and the equation without cofactor.
 */
const suite: Suite = {
  name: "ed25519-edge-cases",
  room: "provenance",
  async *run(vectors): AsyncIterable<Case> {
    for (const test of jsonAt<EdgeCase[]>(vectors, "provenance/cctv-ed25519/ed25519/ed25519vectors.json")) {
      yield judge(test, await accepts(test));
    }
  },
};
export default suite;

async function accepts({ key, sig, msg }: EdgeCase): Promise<boolean> {
  const jwk = { kty: "OKP", crv: "Ed25519", x: toBase64url(fromHex(key)) };
  return keyRefusal(jwk) === undefined && isRightRaw(jwk, utf8(msg), fromHex(sig));
}

/** Any of these makes a strict verifier refuse. */
const refusing = [
  "low_order_A",
  "non_canonical_A",
  "low_order_R",
  "non_canonical_R",
  "low_order_residue",
  "reencoded_k",
];

function judge({ number, flags }: EdgeCase, accepted: boolean): Case {
  const against = refusing.filter((flag) => flags?.includes(flag));
  const id = `${number} ${flags?.join(" ") ?? ""}`.trim();
  if (accepted === (against.length === 0)) return passed(id);
  return failed(
    id,
    accepted ? `accepted despite ${against.join(", ")}` : "refused, although strict verifiers accept it",
  );
}
