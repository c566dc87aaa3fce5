import { certificateName, NOTICE } from "../feeds/notices.ts";
import { cleanDrafts, dataOf, sayInstead, victims } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidOf } from "./scoring.ts";

const kind = "expired_certificate";

/** A supplier ships under a certificate that has run out. */
export const expiredCertificate: Fault = {
  kind,
  about: "goods were shipped under an expired certificate",
  knownBy: "policy",
  plant(scene, random) {
    for (const one of victims(kind, cleanDrafts(scene, NOTICE), { share: 0.02, random }))
      sayInstead(one, { ...dataOf(one), certificate: certificateName(String(dataOf(one).supplier), "winter") });
  },
  caught: saidOf(kind, "goods need a valid certificate"),
};
