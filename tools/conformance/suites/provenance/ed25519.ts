import type { Suite } from "../../suite.ts";
import { signatureCases } from "../../wycheproof.ts";

/** Ed25519 (RFC 8032). */
const suite: Suite = {
  name: "ed25519",
  room: "provenance",
  run: (vectors) => signatureCases(vectors, "ed25519_test.json"),
};
export default suite;
