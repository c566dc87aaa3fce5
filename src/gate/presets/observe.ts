import { contract } from "../stages/contract.ts";
import { drift } from "../stages/drift.ts";
import { duplicate } from "../stages/duplicate.ts";
import { lineage } from "../stages/lineage.ts";
import { order } from "../stages/order.ts";
import { policy } from "../stages/policy.ts";
import { provenance } from "../stages/provenance.ts";
import { read } from "../stages/read.ts";
import { trust } from "../stages/trust.ts";
import type { Preset } from "./preset.ts";

/** Asks everything and blocks nothing: the first thing to switch on in production. */
export const observe: Preset = {
  mode: "observe",
  stages: [read, provenance, duplicate, order, contract, drift, trust, policy, lineage],
};
