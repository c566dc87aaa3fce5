import { ETA } from "../feeds/carriers.ts";
import { NOTICE } from "../feeds/notices.ts";
import { cleanDrafts, victims } from "../scene.ts";
import type { Fault } from "./fault.ts";
import { saidOf } from "./scoring.ts";

const kind = "forged_source";

export const forgedSource: Fault = {
  kind,
  about: "a stranger signed in a carrier's or supplier's name",
  knownBy: "envelope",
  plant(scene, random) {
    for (const one of victims(kind, cleanDrafts(scene, ETA, NOTICE), { share: 0.005, random }))
      one.signer = scene.actors.stranger.signer;
  },
  caught: saidOf(kind, "signature_valid", "signer_source", "signer_role"),
};
