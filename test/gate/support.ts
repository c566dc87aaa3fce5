import type { Contract } from "../../src/contracts/index.ts";
import { type Clock, type Event, formatInstant, seededRandom } from "../../src/foundation/index.ts";
import type { GateConfig, HouseKeys } from "../../src/gate/index.ts";
import type { PolicyDocument } from "../../src/policy/index.ts";
import { trustedKeys } from "../../src/provenance/index.ts";
import { memoryStore } from "../../src/stores/index.ts";
import { type KeyHolder, keyHolder } from "../provenance/keys.ts";

export const start = new Date("2026-03-31T08:00:00.000Z");

/** A clock that moves only when told. */
export function manualClock(at: Date = start): Clock & { advance(ms: number): void } {
  let now = at.getTime();
  return {
    now: () => new Date(now),
    advance: (ms) => {
      now += ms;
    },
  };
}

export const etaContract: Contract = {
  formatVersion: 1,
  id: "shipment-eta",
  version: "1.0.0",
  owner: "transport",
  tier: "low",
  schema: {
    type: "object",
    required: ["shipment", "etaMinutes"],
    properties: { shipment: { type: "string" }, etaMinutes: { type: "number", minimum: 0, "x-unit": "min" } },
    additionalProperties: false,
  },
};

export const bankContract: Contract = {
  formatVersion: 1,
  id: "supplier-bank",
  version: "1.0.0",
  owner: "purchasing",
  tier: "critical",
  redactable: ["/iban"],
  schema: {
    type: "object",
    required: ["iban", "changedBy"],
    properties: { iban: { type: "string", "x-classification": "confidential" }, changedBy: { type: "string" } },
    additionalProperties: false,
  },
};

export const receivingPolicy: PolicyDocument = {
  formatVersion: 1,
  id: "receiving",
  version: "1.0.0",
  owner: "controlling",
  rules: [
    {
      name: "what is of low impact flows when its contract is kept",
      conditions: {
        all: [
          { fact: "tier", operator: "equal", value: "low" },
          { fact: "contract", path: "$.status", operator: "equal", value: "kept" },
        ],
      },
      event: { type: "allow" },
    },
    {
      name: "bank accounts need two other people",
      conditions: { all: [{ fact: "event", path: "$.type", operator: "equal", value: "supplier.bank.changed" }] },
      event: {
        type: "allow",
        params: { obligations: [{ id: "approval", params: { count: 2, roles: ["approver"] } }] },
      },
    },
  ],
};

export interface Scene {
  readonly config: GateConfig;
  readonly clock: ReturnType<typeof manualClock>;
  readonly carrier: KeyHolder;
  readonly approvers: readonly KeyHolder[];
  readonly keys: HouseKeys;
}

/** A house with a carrier that signs, two approvers, two contracts and a policy; strict unless told otherwise. */
export async function scene(change: Partial<GateConfig> = {}): Promise<Scene> {
  const clock = manualClock();
  const carrier = await keyHolder("dhl", "source", { sources: ["carrier/dhl"] });
  const approvers = [
    await keyHolder("b.berg", "approver"),
    await keyHolder("c.chen", "approver"),
    await keyHolder("d.diaz", "approver"),
  ];
  const [house, log] = [
    await keyHolder("house", "receiver"),
    await keyHolder("house log", "log", { sources: ["acme.example/receiving"] }),
  ];
  const keys: HouseKeys = {
    house,
    log,
    trusted: trustedKeys([carrier, ...approvers, house, log].map(({ entry }) => entry)),
  };
  const config: GateConfig = {
    name: "acme.example/receiving",
    store: memoryStore(),
    keys,
    contracts: [etaContract, bankContract],
    policies: [receivingPolicy],
    streams: [
      {
        name: "carrier-eta",
        source: "carrier/**",
        type: "shipment.eta.changed",
        preset: "strict",
        contract: "shipment-eta",
      },
      {
        name: "bank",
        type: "supplier.bank.changed",
        preset: "strict",
        contract: "supplier-bank",
        requester: "/changedBy",
      },
    ],
    clock,
    random: seededRandom(7),
    ...change,
  };
  return { config, clock, carrier, approvers, keys };
}

let counter = 0;

export const eta = (change: Partial<Event> & { readonly minutes?: number } = {}): Event => {
  const { minutes = 90, ...attributes } = change;
  counter += 1;
  return {
    specversion: "1.0",
    id: `eta-${counter}`,
    source: "carrier/dhl",
    type: "shipment.eta.changed",
    subject: `SHP-${counter}`,
    time: formatInstant(start),
    data: { shipment: `SHP-${counter}`, etaMinutes: minutes },
    ...attributes,
  } as Event;
};

export const bankChange = (change: Partial<Event> = {}): Event => {
  counter += 1;
  return {
    specversion: "1.0",
    id: `bank-${counter}`,
    source: "erp/suppliers",
    type: "supplier.bank.changed",
    subject: "SUP-100",
    data: { iban: "DE89370400440532013000", changedBy: "a.adams" },
    ...change,
  } as Event;
};
