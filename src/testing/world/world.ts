import {
  goodsReceiptPosted,
  purchaseOrderPlaced,
  shipmentEtaChanged,
  supplierBankChanged,
} from "../../catalog/index.ts";
import {
  addDecimals,
  type Envelope,
  type Event,
  formatDecimal,
  formatInstant,
  type JsonObject,
  type JsonValue,
  multiplyDecimals,
  parseDecimal,
  roundDecimal,
  type SeededRandom,
  seededRandom,
} from "../../foundation/index.ts";
import type { AdmitOptions, GateConfig } from "../../gate/index.ts";
import {
  approvalPredicate,
  type Channel,
  createSeal,
  envelopeDigest,
  predicateType,
  type Signer,
  sealEvent,
  trustedKeys,
} from "../../provenance/index.ts";
import type { Store } from "../../stores/index.ts";
import { type Actors, createActors } from "./actors.ts";
import type { FaultName } from "./faults.ts";
import { distributorPolicy } from "./policy.ts";

/** Something that reaches the house: an event, or a person's approval of one. */
export interface Delivery {
  readonly at: Date;
  readonly input: unknown;
  readonly kind: "event" | "approval";
  readonly options: AdmitOptions;
  /** What is wrong with it, as only the world knows. */
  readonly fault?: FaultName;
}

/** One posting of the ERP, for the reconciliation with what the warehouse reported. */
export interface Posting extends JsonObject {
  readonly receipt: string;
  readonly quantity: string;
  readonly postedAt: string;
}

/** A seeded, plausible month of a distributor: what reaches it, what is wrong with it, and what its ERP booked. */
export interface World {
  readonly seed: number;
  readonly name: string;
  readonly from: Date;
  readonly until: Date;
  readonly actors: Actors;
  readonly deliveries: readonly Delivery[];
  /** What the warehouse reported and the ERP booked. */
  readonly receipts: readonly Posting[];
  readonly postings: readonly Posting[];
  /** How many of each fault are in it. */
  readonly injected: Readonly<Record<FaultName, number>>;
  /** The gate that a house in this world would have, all of it enforced. */
  gateConfig(store: Store, clock: GateConfig["clock"]): GateConfig;
}

export interface WorldOptions {
  /** Default 7. */
  readonly seed?: number;
  /** About how many events. Default 3,200. */
  readonly events?: number;
}

const NAME = "distributor.example/house";
const FROM = Date.UTC(2026, 2, 1);
const DAYS = 31;
const DAY_MS = 86_400_000;
const MTLS: Channel = { name: "https:/wms", method: "mtls", principal: "wms" };

/** Of what it can befall, how much each kind of fault befalls; the unit switch and the renamed field take all that come after their day. */
const shares = {
  altered_payload: 0.02,
  forged_source: 0.004,
  duplicate_delivery: 0.02,
  broken_arithmetic: 0.02,
  lost_posting: 0.01,
} as const;
const SWITCH_DAY = 24;
const RENAME_DAY = 28;

/** Makes a world. The same seed makes the same events; keys, salts and signatures differ each time. */
export async function createWorld({ seed = 7, events = 3_200 }: WorldOptions = {}): Promise<World> {
  const random = seededRandom(seed);
  const actors = await createActors(NAME, formatInstant(FROM - DAY_MS));
  const scene: Scene = { random, actors, receipts: [], postings: [], count: 0 };
  const deliveries: Delivery[] = [];
  for (let index = 0; index < events; index++) deliveries.push(...(await happening(scene, index, events)));
  deliveries.push(...(await bankChanges(scene)));
  deliveries.sort((left, right) => left.at.getTime() - right.at.getTime());
  return {
    seed,
    name: NAME,
    from: new Date(FROM),
    until: new Date(FROM + DAYS * DAY_MS),
    actors,
    deliveries,
    receipts: scene.receipts,
    postings: scene.postings,
    injected: countFaults(deliveries, scene),
    gateConfig: (store, clock) => gateConfig(actors, store, clock),
  };
}

interface Scene {
  readonly random: SeededRandom;
  readonly actors: Actors;
  readonly receipts: Posting[];
  readonly postings: Posting[];
  count: number;
}

/** What happens at one moment of the month: mostly what carriers, the warehouse and the ERP say all day. */
async function happening(scene: Scene, index: number, events: number): Promise<readonly Delivery[]> {
  const at = new Date(FROM + Math.floor(((index + scene.random.next()) / events) * DAYS * DAY_MS));
  const dice = scene.random.next();
  if (dice < 0.5) return etaChange(scene, at);
  return dice < 0.8 ? goodsReceipt(scene, at) : purchaseOrder(scene, at);
}

const dayOf = (at: Date): number => Math.floor((at.getTime() - FROM) / DAY_MS);

const nextId = (scene: Scene, prefix: string): string => {
  scene.count += 1;
  return `${prefix}-${String(scene.count).padStart(6, "0")}`;
};

// ── carriers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

async function etaChange(scene: Scene, at: Date): Promise<readonly Delivery[]> {
  const { random, actors } = scene;
  const carrier = random.next() < 0.5 ? actors.carriers[0] : actors.carriers[1];
  const minutes = Math.max(5, Math.round(Math.exp(4.5 + 0.45 * random.normal())));
  const switched = carrier === actors.carriers[0] && dayOf(at) >= SWITCH_DAY;
  const shipment = nextId(scene, "SHP");
  const data = {
    shipment,
    etaMinutes: switched ? minutes * 60 : minutes,
    ...(random.next() < 0.1 && { reason: "port congestion" }),
  };
  const event = toEvent(`carrier/${carrier.principal}`, "shipment.eta.changed", shipment, at, data);
  if (random.next() < shares.forged_source) return [await delivery(event, actors.stranger.signer, at, "forged_source")];
  return withDuplicate(await delivery(event, carrier.signer, at, switched ? "unit_switch" : undefined), random);
}

// ── the warehouse, which signs nothing, and the ERP, which books what it reports ─────────────────────────────────────

function goodsReceipt(scene: Scene, at: Date): readonly Delivery[] {
  const { random } = scene;
  const receipt = nextId(scene, "GR");
  const quantity = String(random.integer(1, 400));
  const seal = `SEAL-${random.integer(10_000, 99_999)}`;
  const renamed = dayOf(at) >= RENAME_DAY;
  const data = {
    receipt,
    order: `PO-${String(random.integer(1, 900)).padStart(6, "0")}`,
    item: `ITEM-${random.integer(100, 199)}`,
    quantity,
    unit: random.pick(["EA", "case"]),
    weightKilograms: Math.round(Math.exp(4 + 0.8 * random.normal()) * 10) / 10,
    [renamed ? "sealNumber" : "containerSeal"]: seal,
  };
  book(scene, receipt, quantity, at);
  const event = toEvent("wms/hamburg", "goods.receipt.posted", receipt, at, data);
  return withDuplicate(
    { at, input: event, kind: "event", options: { channel: MTLS }, ...(renamed && { fault: "renamed_field" }) },
    random,
  );
}

/** The ERP books a receipt within two hours, unless it loses it. */
function book({ random, receipts, postings }: Scene, receipt: string, quantity: string, at: Date): void {
  receipts.push({ receipt, quantity, postedAt: formatInstant(at) });
  if (random.next() < shares.lost_posting) return;
  postings.push({ receipt, quantity, postedAt: formatInstant(at.getTime() + random.integer(1, 120) * 60_000) });
}

// ── orders ───────────────────────────────────────────────────────────────────────────────────────────────────────────

async function purchaseOrder(scene: Scene, at: Date): Promise<readonly Delivery[]> {
  const { random, actors } = scene;
  const order = nextId(scene, "PO");
  const lines = Array.from({ length: random.integer(1, 4) }, () => orderLine(random));
  const total = lines.map(({ value }) => parseDecimal(value)).reduce(addDecimals);
  const data = {
    order,
    supplier: `SUP-${random.integer(100, 140)}`,
    currency: "EUR",
    lines,
    total: formatDecimal(total),
  };
  const dice = random.next();
  if (dice < shares.broken_arithmetic) {
    const wrong = toEvent("erp/orders", "purchase.order.placed", order, at, {
      ...data,
      lines: lines.map((line) => ({
        ...line,
        price: formatDecimal(multiplyDecimals(parseDecimal(line.price), parseDecimal("10"))),
      })),
    });
    return [await delivery(wrong, actors.erp.signer, at, "broken_arithmetic")];
  }
  const sealed = await delivery(toEvent("erp/orders", "purchase.order.placed", order, at, data), actors.erp.signer, at);
  if (dice > 1 - shares.altered_payload)
    return [{ ...sealed, input: altered(sealed.input as Envelope), fault: "altered_payload" }];
  return withDuplicate(sealed, random);
}

function orderLine(random: SeededRandom): {
  item: string;
  quantity: string;
  unit: string;
  price: string;
  value: string;
} {
  const quantity = String(random.integer(1, 500));
  const price = `${random.integer(0, 90)}.${String(random.integer(0, 99)).padStart(2, "0")}`;
  const value = formatDecimal(roundDecimal(multiplyDecimals(parseDecimal(quantity), parseDecimal(price)), 2));
  return { item: `ITEM-${random.integer(100, 199)}`, quantity, unit: "EA", price, value };
}

/** Somebody on the way sends the goods, or the money, elsewhere. */
function altered(envelope: Envelope): Envelope {
  const event = envelope.event as Event;
  return { ...envelope, event: { ...event, data: { ...(event.data as JsonObject), supplier: "SUP-666" } } };
}

// ── bank accounts ────────────────────────────────────────────────────────────────────────────────────────────────────

/** Ten changes of bank accounts: six with both approvals, two with one, two with the changer's own signature as the second. */
async function bankChanges(scene: Scene): Promise<readonly Delivery[]> {
  const all: Delivery[] = [];
  for (let index = 0; index < 10; index++) all.push(...(await bankChange(scene, index)));
  return all;
}

async function bankChange(scene: Scene, index: number): Promise<readonly Delivery[]> {
  const { random, actors } = scene;
  const [berg, chen] = actors.approvers;
  const at = new Date(FROM + random.integer(1, DAYS - 2) * DAY_MS + random.integer(0, DAY_MS));
  const supplier = `SUP-${random.integer(100, 140)}`;
  const iban = `DE${random.integer(10, 99)}37040044${String(random.integer(0, 999_999_999)).padStart(10, "0")}`;
  // In the last two the changer approves his own change: that makes one person, not two.
  const changedBy = index < 8 ? "a.adams" : chen.principal;
  const event = toEvent("erp/suppliers", "supplier.bank.changed", supplier, at, { supplier, iban, changedBy });
  const complete = index < 6;
  const change = await delivery(event, actors.erp.signer, at, complete ? undefined : "single_person_bank_change");
  const statement = envelopeDigest(change.input as Envelope);
  const approvers = index === 6 || index === 7 ? [berg] : [berg, chen];
  const approvals = approvers.map(async ({ signer }, order): Promise<Delivery> => {
    const approvedAt = new Date(at.getTime() + (order + 1) * 3_600_000);
    const seal = createSeal([signer]);
    const body = { formatVersion: 1, verdict: "approve", role: "approver", approvedAt: formatInstant(approvedAt) };
    const input = await seal(
      predicateType(approvalPredicate),
      [{ name: "statement", digest: { sha256: statement } }],
      body,
    );
    return { at: approvedAt, input, kind: "approval", options: {} };
  });
  return [change, ...(await Promise.all(approvals))];
}

// ── deliveries ───────────────────────────────────────────────────────────────────────────────────────────────────────

const toEvent = (source: string, type: string, subject: string, at: Date, data: JsonValue): Event => ({
  specversion: "1.0",
  id: `${subject}-${at.getTime()}`,
  source,
  type,
  subject,
  time: formatInstant(at),
  datacontenttype: "application/json",
  data,
});

async function delivery(event: Event, signer: Signer, at: Date, fault?: FaultName): Promise<Delivery> {
  const input = await sealEvent(event, { signers: [signer], at });
  return { at, input, kind: "event", options: {}, ...(fault && { fault }) };
}

/** Networks deliver at least once: now and then a message comes again, some minutes later. */
function withDuplicate(one: Delivery, random: SeededRandom): readonly Delivery[] {
  if (one.fault || random.next() >= shares.duplicate_delivery) return [one];
  return [
    one,
    { ...one, at: new Date(one.at.getTime() + random.integer(1, 90) * 60_000), fault: "duplicate_delivery" },
  ];
}

function countFaults(deliveries: readonly Delivery[], { receipts, postings }: Scene): World["injected"] {
  const count = (fault: FaultName): number => deliveries.filter((one) => one.fault === fault).length;
  return {
    altered_payload: count("altered_payload"),
    forged_source: count("forged_source"),
    duplicate_delivery: count("duplicate_delivery"),
    unit_switch: count("unit_switch"),
    renamed_field: count("renamed_field"),
    broken_arithmetic: count("broken_arithmetic"),
    single_person_bank_change: count("single_person_bank_change"),
    lost_posting: receipts.length - postings.length,
  };
}

function gateConfig(
  { house, log, erp, carriers, approvers }: Actors,
  store: Store,
  clock: GateConfig["clock"],
): GateConfig {
  const trusted = trustedKeys([house, log, erp, ...carriers, ...approvers].map(({ entry }) => entry));
  return {
    name: NAME,
    store,
    keys: { house, log, trusted },
    contracts: [purchaseOrderPlaced, goodsReceiptPosted, shipmentEtaChanged, supplierBankChanged],
    policies: [distributorPolicy],
    streams: [
      {
        name: "carrier-eta",
        source: "carrier/*",
        type: "shipment.eta.changed",
        contract: "shipment-eta-changed",
        preset: "strict",
      },
      {
        name: "receipts",
        source: "wms/*",
        type: "goods.receipt.posted",
        contract: "goods-receipt-posted",
        preset: "strict",
      },
      {
        name: "orders",
        source: "erp/orders",
        type: "purchase.order.placed",
        contract: "purchase-order-placed",
        preset: "strict",
      },
      {
        name: "bank-accounts",
        source: "erp/suppliers",
        type: "supplier.bank.changed",
        contract: "supplier-bank-changed",
        requester: "/changedBy",
        preset: "strict",
      },
    ],
    ...(clock && { clock }),
  };
}
