import type { Suite } from "../../suite.ts";
import { signatureCases } from "../../wycheproof.ts";

/** ECDSA over P-256 with SHA-256, signatures as r and s (IEEE P1363): what `ES256` is. */
const suite: Suite = {
  name: "ecdsa-p256",
  room: "provenance",
  run: (vectors) => signatureCases(vectors, "ecdsa_secp256r1_sha256_p1363_test.json"),
};
export default suite;
