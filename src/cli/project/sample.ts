import { basename, extname } from "node:path";
import { shipmentEtaChanged } from "../../catalog/index.ts";
import { type Contract, createDataProfile, inferContract } from "../../contracts/index.ts";
import type { JsonObject } from "../../foundation/index.ts";
import { sampleRows } from "./sample-rows.ts";

/** What a project begins with: one stream, its contract, and data as it comes. */
export interface Sample {
  readonly stream: string;
  readonly source: string;
  readonly type: string;
  readonly contract: Contract;
  readonly rows: readonly JsonObject[];
}

/** A stream that is named after a file, with a contract made from its rows. */
export async function sampleFrom(file: string, host: string, owner: string): Promise<Sample> {
  const rows = await sampleRows(file);
  const name = basename(file, extname(file))
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  const stream = name.slice(0, 60) || "stream";
  return {
    stream,
    source: `${host}/${stream}`,
    type: `${stream}.received`,
    contract: contractOf(stream, owner, rows),
    rows,
  };
}

function contractOf(id: string, owner: string, rows: readonly JsonObject[]): Contract {
  const profile = createDataProfile();
  for (const row of rows) profile.observe(row);
  const contract = inferContract(profile, { id, owner, version: "0.1.0", tier: "low" });
  // A member that nobody agreed on is to be seen from the first day.
  return { ...contract, schema: { ...contract.schema, additionalProperties: false } };
}

const MADE_ROWS = 12;

/** Arrival times of a carrier; the last but one of them is written in seconds. */
export const madeSample = (host: string): Sample => ({
  stream: "carrier-eta",
  source: `${host}/carrier-eta`,
  type: "shipment.eta.changed",
  contract: shipmentEtaChanged,
  rows: Array.from({ length: MADE_ROWS }, (_, at) => {
    const shipment = `SHP-${1_001 + at}`;
    const minutes = 60 + 7 * at;
    return at === MADE_ROWS - 2 ? { shipment, etaSeconds: 60 * minutes } : { shipment, etaMinutes: minutes };
  }),
});
