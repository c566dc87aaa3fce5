import type { CompiledContract, Migration, Registry } from "../contracts/index.ts";
import type { Mode } from "../evidence/index.ts";
import { type Clock, type Event, type JsonObject, matchesGlob, type Random, type Tier } from "../foundation/index.ts";
import type { Policy } from "../policy/index.ts";
import type { PublicJwk, Signer, TrustedKeys } from "../provenance/index.ts";
import type { Store } from "../stores/index.ts";
import type { TrustModel } from "../trust/index.ts";

/** How a stream is treated; see the files in `presets/`. */
export type PresetName = "observe" | "strict";

/** A private key in somebody's hands, and the public key that goes with it. */
export interface KeyHolder {
  readonly signer: Signer;
  readonly publicKey: PublicJwk;
}

/** The keys of one house: what it signs with, and whom it believes. */
export interface HouseKeys {
  /** Signs records that need a signature of their own: those of critical impact, and manifests of evidence. */
  readonly house: KeyHolder;
  /** Ed25519; signs the log's checkpoints and nothing else. */
  readonly log: KeyHolder;
  /** Whose events and approvals are believed. */
  readonly trusted: TrustedKeys;
}

/** One kind of event from one kind of source, and how it is treated. */
export interface Stream {
  readonly name: string;
  /** Pattern of sources; every source when absent. */
  readonly source?: string;
  /** Pattern of types; every type when absent. */
  readonly type?: string;
  readonly preset: PresetName;
  readonly mode: Mode;
  /** Id of the contract for events that name none. */
  readonly contract?: string;
  /** Id of the policy. Without one, silence denies. */
  readonly policy?: string;
  /** Never less than the contract's own. Default `low`. */
  readonly tier: Tier;
  /** Pointer, into the data, of the person who wants the change; else it is whoever signed or sent it. */
  readonly requester?: string;
  /** Obligations of the policy that the caller promises to fulfil. */
  readonly obligations?: readonly string[];
  /** What is at stake while an event is stopped. */
  readonly stake?: Stake;
  /** Whether its events never wait behind held ones of their business key. Default: by their type. */
  readonly urgent?: boolean;
  /** How many of its events may be held because their data looks changed, as far as it says so: else its contract does. */
  readonly holdBudget: Partial<HoldBudget>;
  /** What becomes of events in which texts are written in a new way, or say what they never said. Default: nobody looks. */
  readonly novelties?: Novelties;
}

/** Told with the answer, or reasons for a person to look at the event. */
export type Novelties = "tell" | "review";

/** How many of a stream's events may be held because their data looks changed, before a single hold says nothing any more. */
export interface HoldBudget {
  /** Of the events that came within the time, in percent. Default 5; at 100 there is no bound. */
  readonly percent: number;
  /** The time. Default 15. */
  readonly minutes: number;
}

/** What is at stake while an event is stopped. Each is a pointer into the event's data, or the same for every event. */
export interface Stake {
  /** What the event is worth, a decimal. */
  readonly amount: string;
  /** ISO 4217 code. */
  readonly currency: string;
  /** When it must be decided: a date, which means its end in UTC, or an RFC 3339 time. */
  readonly dueAt?: string;
  /** What a day of waiting costs, a decimal in the same currency. */
  readonly costPerDay?: string;
}

/** Bounds of one house. */
export interface Limits {
  /** Largest event or envelope, in bytes of JSON. Default 1 MiB. */
  readonly maxEventBytes: number;
  /** Most events on the shelf. Default 100,000. */
  readonly maxHeld: number;
  /** Most events of one business key that wait behind one that is held. Default 1,000. */
  readonly maxBehind: number;
  /** How far a signer's clock may be ahead. Default 60,000. */
  readonly clockSkewMs: number;
}

/** What passes while the store gives no answer: events of low impact, written down in a spool until it does. */
export interface Degraded {
  readonly spool: Store;
}

/**
 * What the house's own records say about an event: a supplier's currency, a certificate's validity. It becomes the fact
 * `known` of rules. What it does not answer is missing there, and counts against the event.
 */
export type Lookup = (event: Event) => JsonObject | Promise<JsonObject>;

/** Who may approve repairs of held events. */
export interface RepairRules {
  /** Who speaks for an owner that contracts name: `{ "logistics": ["b.berg"] }`. An owner who is not here speaks for himself. */
  readonly owners: Readonly<Record<string, readonly string[]>>;
  /** Whether nobody approves what he has proposed himself. Default true. */
  readonly fourEyes: boolean;
}

/** Everything one house needs, read and compiled. */
export interface Settings {
  /** The log's origin and the house's name in evidence, such as `acme.example/receiving`. */
  readonly name: string;
  readonly store: Store;
  /** Made for the lifetime of the gate when absent. */
  readonly keys?: HouseKeys;
  readonly contracts: readonly CompiledContract[];
  /** Ways from older versions of contracts to newer ones. */
  readonly migrations: readonly Migration[];
  readonly registry?: Pick<Registry, "load">;
  readonly policies: readonly Policy[];
  readonly trust: TrustModel;
  readonly streams: readonly Stream[];
  readonly lookup?: Lookup;
  readonly limits: Limits;
  readonly degraded?: Degraded;
  readonly repairs: RepairRules;
  readonly exceptionUrl?: string;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * The first stream whose patterns match; they are listed from the narrow to the wide. What could not be read could
 * belong to any of them, and is treated as the strictest of them would.
 */
export function streamOf({ streams }: Settings, event: Event | undefined): Stream {
  const last = streams.at(-1) as Stream;
  if (!event) return { ...last, mode: streams.some(({ mode }) => mode === "enforce") ? "enforce" : "observe" };
  return (
    streams.find(
      ({ source = "**", type = "**" }) => matchesGlob(source, event.source) && matchesGlob(type, event.type),
    ) ?? last
  );
}
