import type { Suite } from "../../suite.ts";
import { signatureCases } from "../../wycheproof.ts";

/** ECDSA over P-384 with SHA-384, signatures as r and s (IEEE P1363): what `ES384` is. */
const suite: Suite = {
  name: "ecdsa-p384",
  room: "provenance",
  run: (vectors) => signatureCases(vectors, "ecdsa_secp384r1_sha384_p1363_test.json"),
};
export default suite;
