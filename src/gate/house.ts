import { type CompiledContract, type Contract, contractDigest } from "../contracts/index.ts";
import {
  type AdmissionNote,
  createLedger,
  type EventRecord,
  type Ledger,
  newRules,
  type SealedAdmission,
} from "../evidence/index.ts";
import { createExceptionQueue, type ExceptionQueue } from "../exceptions/index.ts";
import type { Event, JsonValue, Seal } from "../foundation/index.ts";
import type { Policy } from "../policy/index.ts";
import {
  createLog,
  createReplayLedger,
  createSeal,
  envelopeDigest,
  type Log,
  type ReplayLedger,
} from "../provenance/index.ts";
import { createDeadLetters, createShelf, type Shelf, type ShelfOptions } from "../quarantine/index.ts";
import { type Breaker, createBreaker } from "../runtime/index.ts";
import type { Store } from "../stores/index.ts";
import { isFromSource } from "./believed.ts";
import { capsuleRef } from "./capsule-ref.ts";
import { type Committer, createCommitter } from "./committer.ts";
import { asJudged, type Contracts, openContracts } from "./contracts.ts";
import { createHoldBudgets, type HoldBudgets } from "./hold-budget.ts";
import { temporaryKeys } from "./keys.ts";
import { type Memory, openMemory, type Seen } from "./memory.ts";
import type { HouseKeys, Settings, Stream } from "./settings.ts";
import { streamOf } from "./settings.ts";
import { createTurnstile, type Turnstile } from "./turnstile.ts";

const LOG = "log/";

/** What a tenant has written down, and the keys that it signs with: evidence needs no more, and asking for it changes nothing. */
export interface Archive {
  readonly settings: Settings;
  readonly keys: HouseKeys;
  readonly ledger: Ledger;
  readonly log: Log;
  /** Signs as the house. */
  readonly seal: Seal;
}

/** Opens what was written down: whoever only asks has no contracts to learn by, and must leave what was learned as it is. */
export async function openArchive(settings: Settings): Promise<Archive> {
  const { store, name } = settings;
  const keys = settings.keys ?? (await temporaryKeys());
  return {
    settings,
    keys,
    ledger: createLedger(store),
    log: createLog({ store, origin: name, signer: keys.log.signer, publicKey: keys.log.publicKey, prefix: LOG }),
    seal: createSeal([keys.house.signer]),
  };
}

/** One tenant's part of a gate: its keys, rules, log, ledger, shelf and memory. */
export interface House extends Archive {
  readonly shelf: Shelf;
  readonly deadLetters: Shelf;
  readonly exceptions: ExceptionQueue;
  readonly memory: Memory;
  readonly budgets: HoldBudgets;
  readonly committer: Committer;
  readonly turns: Turnstile;
  /** What was said before, so that it is known again under another name. */
  readonly replays: ReplayLedger;
  readonly breaker: Breaker;
  readonly contracts: Contracts;
  /** The contract for an event: the one it names, else that of its stream. */
  contractFor(event: Event, stream?: Stream): CompiledContract | undefined;
  policyFor(stream: Stream): Policy | undefined;
}

/** Opens a house: its archive, its rules, and what it has learned so far. */
export async function openHouse(archive: Archive): Promise<House> {
  const { settings, ledger, log, seal } = archive;
  const { store, name, policies } = settings;
  const contracts = await openContracts(settings, (all) => keepContracts(all, store));
  const contractFor = (event: Event, stream = streamOf(settings, event)): CompiledContract | undefined =>
    event.dataschema === undefined ? contracts.newest(stream.contract ?? "") : contracts.find(event.dataschema);
  const exceptions = createExceptionQueue(store, { seal, clock: settings.clock, source: name });
  const shelving: ShelfOptions = {
    seal,
    maxHeld: settings.limits.maxHeld,
    alongside: ({ id }, at) => exceptions.writesForDeparture({ ref: capsuleRef(id), at }),
  };
  await keepPolicies(settings);
  return {
    ...archive,
    shelf: createShelf(store, shelving),
    deadLetters: createDeadLetters(store, shelving),
    exceptions,
    memory: await openMemory(store, ledger, settings.trust, (...stored) =>
      toSeen(stored, settings, { contracts, contractFor }),
    ),
    budgets: createHoldBudgets(),
    committer: createCommitter(store, log, LOG),
    turns: createTurnstile(),
    replays: createReplayLedger(store),
    breaker: createBreaker(),
    contracts,
    contractFor,
    policyFor: ({ policy }) => policies.find(({ id }) => id === policy),
  };
}

/** Contracts and policies are kept once for each version, so that an auditor finds the ones that were in force. */
async function keepContracts(contracts: readonly Contract[], store: Store): Promise<void> {
  for (const contract of contracts) {
    const digest = { sha256: contractDigest(contract) };
    await store.commit([newRules("contract", digest, contract as unknown as JsonValue)]);
  }
}

async function keepPolicies({ store, policies }: Settings): Promise<void> {
  for (const { digest, document } of policies)
    await store.commit([newRules("policy", { sha256: digest }, document as unknown as JsonValue)]);
}

type Stored = readonly [record: EventRecord, admission: SealedAdmission, note: AdmissionNote];

function toSeen(
  [record, admission, note]: Stored,
  settings: Settings,
  { contracts, contractFor }: Pick<House, "contracts" | "contractFor">,
): Seen | undefined {
  const { envelope, index } = record;
  if (!envelope?.event) return undefined;
  const stream = streamOf(settings, envelope.event);
  const own = contractFor(envelope.event, stream);
  const { event, contract } = own ? asJudged(envelope.event, own, contracts) : { event: envelope.event, contract: own };
  const { signedBy, outcome, at } = admission;
  return {
    index,
    event,
    stream,
    ...(contract && { contract }),
    provenance: isFromSource(record, admission) ? "proven" : "unknown",
    signedBy,
    accepted: outcome === "accepted",
    findings: note.findings,
    at,
    statement: envelopeDigest(envelope),
  };
}
