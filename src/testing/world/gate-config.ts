import type { Event, JsonObject } from "../../foundation/index.ts";
import type { GateConfig, StreamConfig } from "../../gate/index.ts";
import { trustedKeys } from "../../provenance/index.ts";
import type { Store } from "../../stores/index.ts";
import { defaultTrustModel, type TrustModel } from "../../trust/index.ts";
import { type Actors, speakersOf } from "./actors.ts";
import { distributorContracts } from "./contracts.ts";
import { distributorPolicy } from "./policy.ts";
import type { Certificate, Supplier } from "./scene.ts";

/** What the house's own tables say: the supplier master, and the register of certificates. */
export interface Register {
  readonly suppliers: readonly Supplier[];
  readonly certificates: readonly Certificate[];
}

/** The gate that a house in this world would have, all of it enforced. */
export function gateConfig(
  name: string,
  { house, log, erp, carriers, suppliers, approvers }: Actors,
  register: Register,
  { store, clock }: { readonly store: Store; readonly clock: GateConfig["clock"] },
): GateConfig {
  const people = [house, log, erp, ...carriers, ...suppliers, ...approvers];
  return {
    name,
    store,
    keys: { house, log, trusted: trustedKeys(people.map(({ entry }) => entry)) },
    contracts: Object.values(distributorContracts),
    policies: [distributorPolicy],
    trust: distributorTrust,
    streams,
    lookup: lookupIn(register),
    repairs: { owners: spokenFor(approvers) },
    ...(clock && { clock }),
  };
}

const spokenFor = (approvers: Actors["approvers"]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(Object.entries(speakersOf(approvers)).map(([owner, { principal }]) => [owner, [principal]]));

const strict = (name: string, source: string, type: string): StreamConfig => ({
  name,
  source,
  type,
  contract: distributorContracts[type]?.id ?? "",
  preset: "strict",
});

const streams: readonly StreamConfig[] = [
  strict("carrier-eta", "carrier/*", "shipment.eta.changed"),
  strict("receipts", "wms/*", "goods.receipt.posted"),
  strict("orders", "erp/orders", "purchase.order.placed"),
  strict("notices", "supplier/*", "shipment.notified"),
  strict("certificates", "supplier/*", "supplier.certificate.issued"),
  // A reading corrects no other one, and a room that grows warm cannot wait.
  { ...strict("cold-chain", "sensor/**", "temperature.recorded"), urgent: true },
  { ...strict("bank-accounts", "erp/suppliers", "supplier.bank.changed"), requester: "/changedBy" },
];

/** Sources that speak every few minutes: it takes more failures in a row to suspect one, and an hour or two of peace to believe it again. */
const distributorTrust: TrustModel = {
  ...defaultTrustModel,
  id: "distributor",
  halfLifeHours: 168,
  penaltyHalfLifeHours: 1,
  damping: { ...defaultTrustModel.damping, ceiling: 1_000 },
  sequentialTest: { p0: 0.1, p1: 0.6, threshold: 30 },
};

function lookupIn({ suppliers, certificates }: Register): (event: Event) => JsonObject {
  const bySupplier = new Map(suppliers.map((row) => [row.supplier, { ...row }]));
  const byCertificate = new Map(certificates.map((row) => [row.certificate, { ...row }]));
  return ({ data }) => {
    const { supplier, certificate } = (data ?? {}) as { readonly supplier?: string; readonly certificate?: string };
    const [partner, proof] = [bySupplier.get(supplier ?? ""), byCertificate.get(certificate ?? "")];
    return { ...(partner && { supplier: partner }), ...(proof && { certificate: proof }) };
  };
}
