import type { AdmissionEntry, EventRecord, SealedAdmission } from "../evidence/index.ts";
import { isJsonObject } from "../foundation/index.ts";
import { REPAIR } from "./passage.ts";

/** Whether an event came from its source, as far as anybody knows: what a plan made of a held one did not. */
export const isFromSource = ({ admissions }: EventRecord, { reasons }: SealedAdmission): boolean =>
  !reasons.some(({ stage }) => stage === "provenance") && !admissions.some(isRepair);

const isRepair = ({ derivation }: AdmissionEntry): boolean =>
  isJsonObject(derivation?.transformation) && derivation.transformation.name === REPAIR;
