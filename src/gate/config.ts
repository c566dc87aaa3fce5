import {
  type CompiledContract,
  type Contract,
  compileContract,
  type Migration,
  type Registry,
} from "../contracts/index.ts";
import { type Clock, canonicalJson, type Random, systemClock, systemRandom, type Tier } from "../foundation/index.ts";
import { deepFreeze } from "../foundation/shape.ts";
import { compilePolicy, type PolicyDocument } from "../policy/index.ts";
import { thumbprint } from "../provenance/index.ts";
import { memoryStore, prefixedStore, type Store } from "../stores/index.ts";
import { defaultTrustModel, type TrustModel } from "../trust/index.ts";
import { defaultHoldBudget } from "./hold-budget.ts";
import { presets } from "./presets/presets.ts";
import type {
  Degraded,
  HoldBudget,
  HouseKeys,
  Limits,
  Lookup,
  Novelties,
  PresetName,
  RepairRules,
  Settings,
  Stake,
  Stream,
} from "./settings.ts";

/** One kind of event from one kind of source, and how it is to be treated. */
export interface StreamConfig {
  readonly name: string;
  /** Pattern of sources (`*` within a segment, `**` across). Default: every source. */
  readonly source?: string;
  /** Pattern of types. Default: every type. */
  readonly type?: string;
  /** Default `observe`: everything is asked, nothing is blocked. */
  readonly preset?: PresetName;
  /** Id of the contract for events that name none by `dataschema`. */
  readonly contract?: string;
  /** Id of the policy. Default: the only one there is. */
  readonly policy?: string;
  /** How much harm an event can do, at least. Default `low`. */
  readonly tier?: Tier;
  /** Pointer, into the data, of the person who wants the change. Default: whoever signed or sent the event. */
  readonly requester?: string;
  /** Ids of obligations, besides approvals, that the caller fulfils: the admission's decision lists those that are due. */
  readonly obligations?: readonly string[];
  /** Pointers, into the data, of what is at stake while an event is stopped: the amount, and the currency or its code. */
  readonly stake?: Stake;
  /** Whether its events never wait behind held ones of their business key. Default: those of safety, recalls, holds by customs, cancellations. */
  readonly urgent?: boolean;
  /**
   * How many of its events may be held because their data looks changed. Beyond it they share one exception, and those of
   * low impact are only observed. Default: what its contract says, else 5 percent of those of the last 15 minutes, and ten at least.
   */
  readonly holdBudget?: Partial<HoldBudget>;
  /**
   * Whether texts that are written in a new way, and values and words that never came before, are told with the answer, or
   * held for a person to look at. Default: nobody looks.
   */
  readonly novelties?: Novelties;
}

/** What a house can have of its own, apart from the other tenants. */
export interface TenantConfig {
  readonly keys?: HouseKeys;
  /** Compiled ones are taken as they are: from a module, where the host forbids generating code; with other libraries' schemas. */
  readonly contracts?: readonly (Contract | CompiledContract)[];
  /** By them events of an older version of a contract are read as the newest one before they are judged. */
  readonly migrations?: readonly Migration[];
  /** Contracts and migrations that are published elsewhere: what events name is looked for here, too. */
  readonly registry?: Pick<Registry, "load">;
  readonly policies?: readonly PolicyDocument[];
  readonly trust?: TrustModel;
  /** From the narrow to the wide: the first that matches counts. Events that none matches are observed. */
  readonly streams?: readonly StreamConfig[];
  /** Who may approve repairs of held events. Default: whom contracts name as owners, and nobody his own proposal. */
  readonly repairs?: Partial<RepairRules>;
  /** What the house itself knows about an event, as the fact `known` for rules. Where it fails, events are held for `unavailable`. */
  readonly lookup?: Lookup;
}

/** A gate in code. The same in a file is `countersign.json`, whose schema is published as `countersign/config.schema.json`. */
export interface GateConfig extends TenantConfig {
  /** The house's name in evidence and the log's origin: no spaces, such as `acme.example/receiving`. Default `countersign`. */
  readonly name?: string;
  /** Default: in memory, gone with the process. A store that is handed over is closed by whoever opened it. */
  readonly store?: Store;
  readonly limits?: Partial<Limits>;
  /** Lets events of low impact pass while the store gives no answer. Default: they are held like all others. */
  readonly degraded?: Degraded;
  /** Where people find an exception, with `{id}` for its id: `https://erp.example/exceptions/{id}`. */
  readonly exceptionUrl?: string;
  /** Houses of their own behind the same gate, by name. What one does not set, it has from here. */
  readonly tenants?: Readonly<Record<string, TenantConfig>>;
  readonly clock?: Clock;
  readonly random?: Random;
}

const defaultLimits: Limits = { maxEventBytes: 1_048_576, maxHeld: 100_000, maxBehind: 1_000, clockSkewMs: 60_000 };

/** Compiles a configuration. @throws the errors of contracts and policies that cannot be compiled; {TypeError} for streams that name what is not there. */
export function toSettings(config: GateConfig): Settings {
  if (config.keys) refuseWrongKeys(config.keys);
  if (config.exceptionUrl?.includes("{id}") === false) throw new TypeError("`exceptionUrl` must hold `{id}`");
  const contracts = (config.contracts ?? []).map(toCompiled);
  const policies = (config.policies ?? []).map(compilePolicy);
  const streams = [...(config.streams ?? []), { name: "default" }].map((stream) =>
    toStream(stream, policies.length === 1 ? policies[0]?.id : undefined),
  );
  for (const stream of streams)
    refuseDangling(
      stream,
      // What a registry has is not known before it is asked.
      config.registry ? undefined : contracts.map(({ contract }) => contract.id),
      policies.map(({ id }) => id),
    );
  return {
    name: config.name ?? "countersign",
    store: config.store ?? memoryStore(),
    ...(config.keys && { keys: config.keys }),
    contracts,
    migrations: config.migrations ?? [],
    ...(config.registry && { registry: config.registry }),
    policies,
    trust: config.trust ? ownCopy(config.trust) : defaultTrustModel,
    streams,
    ...(config.lookup && { lookup: config.lookup }),
    limits: { ...defaultLimits, ...config.limits },
    repairs: { owners: {}, fourEyes: true, ...config.repairs },
    ...(config.degraded && { degraded: config.degraded }),
    ...(config.exceptionUrl !== undefined && { exceptionUrl: config.exceptionUrl }),
    clock: config.clock ?? systemClock,
    random: config.random ?? systemRandom,
  };
}

const toCompiled = (contract: Contract | CompiledContract): CompiledContract =>
  "validate" in contract ? contract : compileContract(contract);

/** What the caller changes later does not reach it. */
const ownCopy = (model: TrustModel): TrustModel => deepFreeze(JSON.parse(canonicalJson(model)) as TrustModel);

/** The configuration of one tenant: its own where it has any, in its own corner of the store, under its own name in evidence. */
export function tenantConfig(config: GateConfig, store: Store, tenant: string, own: TenantConfig): GateConfig {
  return {
    ...config,
    ...own,
    name: `${config.name ?? "countersign"}/${tenant}`,
    store: prefixedStore(store, `tenants/${tenant}/`),
  };
}

/** A log's key signs checkpoints and nothing else: a statement must never pass for one. A signer is believed by its public key. */
function refuseWrongKeys({ house, log }: HouseKeys): void {
  for (const { signer, publicKey } of [house, log])
    if (signer.keyId !== thumbprint(publicKey))
      throw new TypeError("a signer and its `publicKey` must belong together");
  if (log.publicKey.kty !== "OKP") throw new TypeError("the log's key must be an Ed25519 key");
  if (house.signer.keyId === log.signer.keyId)
    throw new TypeError("the house and its log must have different keys: make another one for the log");
}

function toStream(
  { preset = "observe", tier = "low", policy, holdBudget, ...stream }: StreamConfig,
  onlyPolicy: string | undefined,
): Stream {
  const chosen = policy ?? onlyPolicy;
  return {
    ...stream,
    preset,
    mode: presets[preset].mode,
    tier,
    holdBudget: checkHoldBudget(stream.name, holdBudget),
    ...(chosen !== undefined && { policy: chosen }),
  };
}

/** Minutes are counted one by one: a day of them is enough. */
const MOST_MINUTES = 1_440;

function checkHoldBudget(stream: string, own: Partial<HoldBudget> = {}): Partial<HoldBudget> {
  const { percent, minutes } = { ...defaultHoldBudget, ...own };
  if (!(percent >= 0 && percent <= 100))
    throw new TypeError(`the stream \`${stream}\`: \`holdBudget.percent\` must be from 0 to 100`);
  if (!Number.isInteger(minutes) || minutes < 1 || minutes > MOST_MINUTES)
    throw new TypeError(
      `the stream \`${stream}\`: \`holdBudget.minutes\` must be a whole number from 1 to ${MOST_MINUTES}`,
    );
  return own;
}

function refuseDangling(
  { name, contract, policy }: Stream,
  contracts: readonly string[] | undefined,
  policies: readonly string[],
): void {
  if (contract !== undefined && contracts?.includes(contract) === false)
    throw new TypeError(`the stream \`${name}\` names a contract \`${contract}\` that is not among the contracts`);
  if (policy !== undefined && !policies.includes(policy))
    throw new TypeError(`the stream \`${name}\` names a policy \`${policy}\` that is not among the policies`);
}
