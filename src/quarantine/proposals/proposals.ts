import { proposeForNames } from "./names.ts";
import type { Propose } from "./proposal.ts";
import { proposeForRelation } from "./relations.ts";
import { proposeForUnit } from "./units.ts";
import { proposeForVersion } from "./versions.ts";

/** Which findings a repair can be read from. To add one, write how in a file of this folder and list it here. */
export const proposals: Readonly<Record<string, Propose>> = {
  unit_suspected: proposeForUnit,
  // One of two readings: the last values are wrong. The other one, that they are right, needs no operation.
  unit_ambiguous: proposeForUnit,
  unit_changed: proposeForUnit,
  relation_broken: proposeForRelation,
  shape_changed: proposeForNames,
  contract_unknown: proposeForVersion,
};

/** Findings that tell of the same change at different times. */
const families: readonly (readonly string[])[] = [["unit_suspected", "unit_changed"]];

/** The codes that belong together with this one. */
export const familyOf = (code: string): readonly string[] => families.find((codes) => codes.includes(code)) ?? [code];
