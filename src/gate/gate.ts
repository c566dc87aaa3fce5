import {
  type Audience,
  type CollectOptions,
  collectEvidence,
  collectRun,
  collectRunPieces,
  collectSample,
  type SamplePlan,
  type Spool,
  type StreamSwitch,
} from "../evidence/index.ts";
import type { ExceptionQueue } from "../exceptions/index.ts";
import { isIntegrityError } from "../foundation/index.ts";
import type { Lineage } from "../lineage/index.ts";
import { keyEventsIn, type TrustedKeys } from "../provenance/index.ts";
import type { RepairPlan, ReplayReport, RetryReport, Shelf } from "../quarantine/index.ts";
import type { Store } from "../stores/index.ts";
import type { Score } from "../trust/index.ts";
import type { Admission } from "./admission.ts";
import { type Admitted, admit, beginPassage } from "./admit.ts";
import { approve } from "./approve.ts";
import { countObserved, type Observed } from "./census.ts";
import { type GateConfig, tenantConfig, toSettings } from "./config.ts";
import { readConfigFile } from "./config-file.ts";
import { type RetryOptions, retryLetters } from "./dead-letters.ts";
import { byDeadline } from "./deadline.ts";
import { GateError } from "./errors.ts";
import { countHolds, type HoldPrecision } from "./hold-precision.ts";
import { type Archive, type House, openArchive, openHouse } from "./house.ts";
import { keysForAuditors } from "./keys.ts";
import { lineageOf } from "./lineage.ts";
import { findOverdue, type Overdue } from "./overdue.ts";
import type { AdmitOptions } from "./passage.ts";
import { type EffectFunction, type Processed, type ProcessOptions, processEvent, processed } from "./process.ts";
import { createRepairs, type Repairs } from "./repairs.ts";
import { type GateReplayOptions, type ReplayEffect, replayHeld } from "./replay.ts";
import type { Settings } from "./settings.ts";
import { type Settlement, type SettleOptions, settle } from "./settle.ts";
import { recoverSpool } from "./spool.ts";
import { recordSwitch, type SwitchChange, switchesOf } from "./switches.ts";
import { unavailable } from "./unavailable.ts";
import { type Committable, committable, type Intents } from "./unit-of-work.ts";

/** Which house of the gate is meant. */
export interface TenantOptions {
  readonly tenant?: string;
}

/** What is asked about silence. */
export interface OverdueQuestion extends TenantOptions {
  /** When it is asked about. Default: now, by the gate's clock. */
  readonly at?: Date;
  readonly signal?: AbortSignal;
}

export interface EvidenceOptions extends TenantOptions {
  /** `external` keeps back what is classified, and leaves out what people were told in the house. Default `internal`. */
  readonly audience?: Audience;
  /** Checkpoints of the house's log that others have cosigned or that were published, to go along. */
  readonly checkpoints?: readonly string[];
}

export interface SampleOptions extends EvidenceOptions {
  /** The checkpoint, with its cosignatures, whose SHA-256 decides what is drawn. */
  readonly checkpoint: string;
}

/** Where events are admitted, and where everything that is known about them can be asked for. */
export interface Gate {
  /**
   * Admits an event, an envelope, or the JSON text of one. Data never makes it throw: whatever is wrong with an event
   * is in the answer.
   */
  admit(input: unknown, options?: AdmitOptions): Promise<Committable>;
  /** Admits, and runs the effect once when the event is accepted. Every outcome is durable: the message can be acknowledged. */
  process(input: unknown, effect: EffectFunction, options?: ProcessOptions): Promise<Processed>;
  /**
   * Brings the evidence to where a business database is, after a crash: call it before the first change. An event of the
   * source that was accepted, and has no intent there, was not applied.
   */
  settle(intents: Intents, options: SettleOptions): Promise<Settlement>;
  /** Takes a signed approval of a held event, and answers how the event stands now. @throws {GateError} `approval_refused`, `approval_without_change` */
  approve(envelope: unknown, options?: TenantOptions): Promise<Admission>;
  /** One file with everything about a business key. @throws {EvidenceError} `evidence_not_found` */
  evidence(subject: string, options?: EvidenceOptions): Promise<Uint8Array>;
  /** One file with everything, under the whole log. */
  evidenceOfRun(about: string, options?: EvidenceOptions): Promise<Uint8Array>;
  /** The same in pieces, to be written one after the other: its parts wait in the spool, and not in memory. @throws what the spool throws */
  evidenceOfRunInPieces(about: string, spool: Spool, options?: EvidenceOptions): AsyncIterable<Uint8Array>;
  /**
   * An audit sample, drawn by a checkpoint that outsiders have cosigned after the period.
   *
   * @throws {EvidenceError} `sample_refused`
   */
  evidenceSample(plan: SamplePlan, options: SampleOptions): Promise<Uint8Array>;
  /** The public keys that whoever verifies this house's evidence must believe. */
  trustedKeys(options?: TenantOptions): Promise<TrustedKeys>;
  /** Where held events wait. */
  shelf(options?: TenantOptions): Promise<Shelf>;
  /** The list of everything that waits for a person, one exception for each cause. */
  exceptions(options?: TenantOptions): Promise<ExceptionQueue>;
  /** What observing streams would have held and refused; reads the ledger. */
  observed(options?: TenantOptions): Promise<Observed>;
  /** How often an event that was held because its data looked changed was wrong indeed; reads the ledger. */
  holdPrecision(options?: TenantOptions): Promise<HoldPrecision>;
  /**
   * Which events did not come that their contract promises, or that usually do, by source and type; reads what the ledger has
   * since it was last asked. @throws {GateError} `log_busy`
   */
  overdue(options?: OverdueQuestion): Promise<Overdue>;
  /** Where what could not be read waits. */
  deadLetters(options?: TenantOptions): Promise<Shelf>;
  /** Reads again what could not be read, after a reader was repaired: a bounded number of times, each with its cause. */
  retryDeadLetters(options?: RetryOptions): Promise<RetryReport>;
  /** Where repairs of held events are proposed, tried out and approved. */
  repairs(options?: TenantOptions): Promise<Repairs>;
  /**
   * Sends held events on: as an approved plan makes them; without a plan, those that only waited behind others. In order for
   * each business key, each effect once, and resumed where a crash broke it off. @throws {GateError} `plan_unknown`, `plan_not_approved`
   */
  replay(plan: RepairPlan | undefined, effect?: ReplayEffect, options?: GateReplayOptions): Promise<ReplayReport>;
  /** How far a source is trusted now, and why. */
  trust(source: string, options?: TenantOptions): Promise<Score>;
  /** What was made from what, of everything that was accepted, and who took it. */
  lineage(options?: TenantOptions): Promise<Lineage>;
  /** Seals that a stream is to be observed or enforced; to change the configuration itself is the caller's part. @throws {GateError} `log_busy` */
  recordSwitch(change: SwitchChange, options?: TenantOptions): Promise<StreamSwitch>;
  /** Every switch that was recorded, oldest first. */
  switches(options?: TenantOptions): Promise<readonly StreamSwitch[]>;
  /** Admits in full what passed degraded; answers how many. Called by itself when the gate opens. */
  recover(options?: TenantOptions): Promise<number>;
  /** Finishes what is under way and writes down what was learned. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Makes a gate from a configuration, or from the path of a `countersign.json`. It returns at once and opens on first use;
 * it observes until a stream is set to be strict.
 *
 * @throws {GateError} `config_unreadable`, `config_malformed`, `config_file_malformed`, and what contracts and policies
 * that cannot be compiled throw.
 */
export function createGate(config: GateConfig | string = {}): Gate {
  const { config: own, owned } =
    typeof config === "string" ? readConfigFile(config) : { config, owned: [] as readonly Store[] };
  const whole = toSettings(own);
  const tenants = new Map<string, Tenant>();
  let closed = false;

  const enter = (name = ""): Tenant => {
    if (closed) throw new GateError("gate_closed", "the gate is closed: make another one", {});
    const known = tenants.get(name);
    if (known) return known;
    const tenant = createTenant(name === "" ? whole : toSettings(configOf(own, whole.store, name)));
    tenants.set(name, tenant);
    return tenant;
  };
  const open = (name?: string): Promise<House> => enter(name).house();
  const archiveOf = (name?: string): Promise<Archive> => enter(name).archive();

  const gate: Gate = {
    async admit(input, options = {}) {
      const tenant = enter(options.tenant);
      let known: Admitted | undefined;
      const work = admitted(input, options, tenant).then((result) => {
        known = result;
        return result.admission;
      });
      const admission = await byDeadline(work, input, options, tenant.settings);
      return committable({ ...known, admission }, tenant.house);
    },
    settle: async (intents, { source, tenant }) => settle(intents, source, await open(tenant)),
    async process(input, effect, options = {}) {
      const tenant = enter(options.tenant);
      let known: Admitted | undefined;
      const work = admitted(input, options, tenant).then((result) => {
        known = result;
        return result.admission;
      });
      const admission = await byDeadline(work, input, options, tenant.settings);
      // Without a statement there was no event: nothing that an effect could be about, also while observing.
      if (admission.outcome !== "accepted" || admission.statement === undefined) return processed(admission, "not_run");
      return processEvent({ ...known, admission }, effect, options, await tenant.house());
    },
    approve: async (envelope, { tenant } = {}) => approve(envelope, await open(tenant)),
    async evidence(subject, { tenant, ...options } = {}) {
      return collectEvidence(subject, await collecting(await archiveOf(tenant), options));
    },
    async evidenceOfRun(about, { tenant, ...options } = {}) {
      return collectRun(about, await collecting(await archiveOf(tenant), options));
    },
    async *evidenceOfRunInPieces(about, spool, { tenant, ...options } = {}) {
      yield* collectRunPieces(about, spool, await collecting(await archiveOf(tenant), options));
    },
    async evidenceSample(plan, { tenant, checkpoint, ...options }) {
      return collectSample(plan, { ...(await collecting(await archiveOf(tenant), options)), checkpoint });
    },
    async trustedKeys({ tenant } = {}) {
      const { keys, settings: its } = await archiveOf(tenant);
      return keysForAuditors(keys, its.name);
    },
    shelf: async ({ tenant } = {}) => (await open(tenant)).shelf,
    exceptions: async ({ tenant } = {}) => (await open(tenant)).exceptions,
    observed: async ({ tenant } = {}) => countObserved((await open(tenant)).settings.store),
    holdPrecision: async ({ tenant } = {}) => countHolds((await open(tenant)).settings.store),
    overdue: async ({ tenant, ...options } = {}) => overdueOf(await open(tenant), options),
    deadLetters: async ({ tenant } = {}) => (await open(tenant)).deadLetters,
    retryDeadLetters: async (options = {}) => retryLetters(options, await open(options.tenant)),
    repairs: async ({ tenant } = {}) => createRepairs(await open(tenant)),
    replay: async (plan, effect, options = {}) => replayHeld(plan, effect, options, await open(options.tenant)),
    async trust(source, { tenant } = {}) {
      const { memory, settings: its } = await open(tenant);
      return memory.score(source, its.clock.now());
    },
    lineage: async ({ tenant } = {}) => lineageOf((await open(tenant)).ledger),
    recordSwitch: async (change, { tenant } = {}) => recordSwitch(change, await open(tenant)),
    switches: async ({ tenant } = {}) => switchesOf(await open(tenant)),
    recover: async ({ tenant } = {}) => recoverSpool(await open(tenant)),
    async close() {
      if (closed) return;
      closed = true;
      for (const tenant of tenants.values()) await tenant.close();
      for (const store of owned) await store.close();
    },
    [Symbol.asyncDispose]: () => gate.close(),
  };
  return gate;
}

const overdueOf = (
  { settings: { store, clock }, contracts }: House,
  { at = clock.now(), ...options }: Omit<OverdueQuestion, "tenant">,
): Promise<Overdue> => findOverdue(store, { ...options, at, newest: (id) => contracts.newest(id)?.contract });

const collecting = async (
  { ledger, log, seal, keys, settings }: Archive,
  options: EvidenceOptions,
): Promise<CollectOptions> => ({
  ...options,
  ledger,
  log,
  seal,
  at: settings.clock.now(),
  keys: keysForAuditors(keys, settings.name),
  keyEvents: await keyEventsIn(settings.store),
});

/** One house of the gate, opened when it is first needed. */
interface Tenant {
  readonly settings: Settings;
  archive(): Promise<Archive>;
  house(): Promise<House>;
  close(): Promise<void>;
}

function createTenant(settings: Settings): Tenant {
  const archive = onceOpened(() => openArchive(settings));
  const opening = onceOpened(async () => openHouse(await archive.open()));
  return {
    settings,
    archive: archive.open,
    house: opening.open,
    async close() {
      const house = await opening.opened()?.catch(() => undefined);
      await house?.committer.idle();
      // What cannot be saved is learned again from the ledger.
      await house?.memory.save(true).catch(() => undefined);
    },
  };
}

/** Opened when it is first needed. What could not be opened is tried anew by the next caller. */
function onceOpened<Part>(open: () => Promise<Part>): {
  open(): Promise<Part>;
  opened(): Promise<Part> | undefined;
} {
  let opening: Promise<Part> | undefined;
  return {
    open() {
      opening ??= open().catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      return opening;
    },
    opened: () => opening,
  };
}

/** An answer also when the house cannot be opened: its store is a part like any other that may fail. */
async function admitted(input: unknown, options: AdmitOptions, { settings, house }: Tenant): Promise<Admitted> {
  let opened: House;
  try {
    opened = await house();
  } catch (failure) {
    if (!isIntegrityError(failure)) throw failure;
    return { admission: await unavailable(beginPassage(input, options, settings), failure, settings) };
  }
  return admit(input, options, opened);
}

function configOf(config: GateConfig, store: Store, tenant: string): GateConfig {
  const own = config.tenants && Object.hasOwn(config.tenants, tenant) ? config.tenants[tenant] : undefined;
  if (!own)
    throw new GateError(
      "tenant_unknown",
      `the configuration has no tenant \`${tenant.slice(0, 60)}\`: add it under \`tenants\``,
      { tenant },
    );
  return tenantConfig(config, store, tenant, own);
}
