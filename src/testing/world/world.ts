import { formatInstant, type JsonObject } from "../../foundation/index.ts";
import type { GateConfig } from "../../gate/index.ts";
import type { Store } from "../../stores/index.ts";
import { type Actors, createActors } from "./actors.ts";
import { DAY_MS, FROM, UNTIL } from "./calendar.ts";
import type { Delivery } from "./delivery.ts";
import type { Truth } from "./faults/fault.ts";
import { faults } from "./faults/faults.ts";
import { feeds } from "./feeds/feeds.ts";
import { readingInterval } from "./feeds/sensors.ts";
import { gateConfig } from "./gate-config.ts";
import { type Posting, randomOf, type Scene, type Supplier } from "./scene.ts";
import { sealScene } from "./seal.ts";

/** A row of bank accounts, as the ERP's table has it. */
export interface Account extends JsonObject {
  readonly supplier: string;
  readonly iban: string;
}

/** A seeded, plausible month of a distributor: what reaches it, what is wrong with it, and what its tables say. */
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
  /** The ERP's bank accounts as the month began, and as they are in the end. */
  readonly opening: readonly Account[];
  readonly accounts: readonly Account[];
  /** Time between two readings of a sensor, in milliseconds. */
  readonly readingMs: number;
  /** What is wrong. For scoring; nothing else may read it. */
  readonly truth: Truth;
  /** The gate that a house in this world would have, all of it enforced. */
  gateConfig(store: Store, clock: GateConfig["clock"]): GateConfig;
}

export interface WorldOptions {
  /** Default 7. */
  readonly seed?: number;
  /** About how many events. Default 20,500. */
  readonly events?: number;
}

/** About how many events a world has that is not told otherwise. */
export const DEFAULT_EVENTS = 20_500;
const NAME = "distributor.example/house";

/** Makes a world. The same seed makes the same events; keys, salts and signatures differ each time. */
export async function createWorld({ seed = 7, events = DEFAULT_EVENTS }: WorldOptions = {}): Promise<World> {
  const actors = await createActors(NAME, formatInstant(FROM - DAY_MS));
  const scene = emptyScene(seed, events, actors);
  for (const { name, share, fill } of feeds) fill(scene, randomOf(seed, name), Math.round(share * events));
  for (const { kind, plant } of faults) plant(scene, randomOf(seed, kind));
  const deliveries = await sealScene(scene);
  return {
    seed,
    name: NAME,
    from: new Date(FROM),
    until: new Date(UNTIL),
    actors,
    deliveries,
    receipts: scene.receipts,
    postings: scene.postings,
    opening: toAccounts(scene.opening),
    accounts: toAccounts(scene.accounts),
    readingMs: readingInterval(events),
    truth: { deliveries, plants: scene.plants },
    gateConfig: (store, clock) => gateConfig(NAME, actors, scene, { store, clock }),
  };
}

const SUPPLIERS = 80;

const emptyScene = (seed: number, events: number, actors: Actors): Scene => ({
  seed,
  events,
  actors,
  drafts: [],
  approvals: [],
  suppliers: Array.from(
    { length: SUPPLIERS },
    (_, nr): Supplier => ({ supplier: `SUP-${100 + nr}`, currency: nr % 4 === 3 ? "CHF" : "EUR" }),
  ),
  certificates: [],
  receipts: [],
  postings: [],
  opening: new Map(),
  accounts: new Map(),
  slots: [],
  plants: [],
});

const toAccounts = (table: ReadonlyMap<string, string>): readonly Account[] =>
  [...table].map(([supplier, iban]) => ({ supplier, iban }));
