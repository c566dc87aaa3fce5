import {
  type CompiledContract,
  type Contract,
  ContractsError,
  compileContract,
  contractDataschema,
  createEventRules,
  createMigrator,
  type EventRules,
  type Journey,
  type Migration,
  type MigrationTaken,
  type Migrator,
} from "../contracts/index.ts";
import { type Event, hasCode, type JsonValue } from "../foundation/index.ts";
import type { Settings } from "./settings.ts";

/** An event as the newest version of its contract reads it. */
export interface Upcast {
  readonly event: Event;
  readonly contract: CompiledContract;
  /** The version that it was written in, and the migrations that were taken from there. */
  readonly from: string;
  readonly taken: readonly MigrationTaken[];
}

/** The contracts that a house judges by: those of its configuration, and those of its registry, compiled when they are first asked for. */
export interface Contracts {
  /** The one that events name. */
  find(dataschema: string): CompiledContract | undefined;
  /** The one that counts for an id: the last that the configuration lists, else the newest of the registry. */
  newest(id: string): CompiledContract | undefined;
  /** What a contract promises of each event besides the shape of its data; `undefined` where that is nothing. */
  eventRulesOf(contract: CompiledContract): EventRules | undefined;
  /**
   * The event in the version that counts for its contract; `undefined` where it is written in that one already, or where
   * migrations do not lead up to it. @throws {ContractsError} `migration_refused`
   */
  upcast(event: Event, own: CompiledContract): Upcast | undefined;
  /** Takes data from one version of a contract to another. @throws {ContractsError} `migration_missing`, `migration_refused`, `version_unknown` */
  migrate(data: JsonValue, journey: Journey): JsonValue;
  /** Asks the registry for what was published since, at most once a minute. Without an answer what is known stays known. */
  refresh(at: Date): Promise<void>;
}

/** An event and its contract as it is judged: what cannot be read as the newest version is left as it is. */
export function asJudged(
  event: Event,
  own: CompiledContract,
  contracts: Contracts,
): Pick<Upcast, "event" | "contract"> {
  try {
    return contracts.upcast(event, own) ?? { event, contract: own };
  } catch (error) {
    if (!hasCode(error, "migration_refused")) throw error;
    return { event, contract: own };
  }
}

/** How often events that name unknown contracts may have the registry asked. */
const REFRESH_MS = 60_000;

/** Told every document that is to be kept for auditors before an admission can name it. */
export type KeepContracts = (contracts: readonly Contract[]) => Promise<void>;

/** @throws the registry's errors */
export async function openContracts(
  { contracts, migrations, registry, clock }: Settings,
  keep: KeepContracts,
): Promise<Contracts> {
  const load = async (): Promise<Book> => {
    const published = await registry?.load();
    await keep([...(published?.contracts ?? []), ...contracts.map(({ contract }) => contract)]);
    return createBook(
      [...(published?.contracts ?? []).map(lazily), ...contracts.map(ready)],
      [...(published?.migrations ?? []), ...migrations],
    );
  };
  let book = await load();
  let askedAt = clock.now().getTime();
  return {
    find: (dataschema) => book.find(dataschema),
    newest: (id) => book.newest(id),
    eventRulesOf: (contract) => book.eventRulesOf(contract),
    upcast: (event, own) => book.upcast(event, own),
    migrate: (data, journey) => book.migrate(data, journey),
    async refresh(at) {
      if (!registry || at.getTime() - askedAt < REFRESH_MS) return;
      askedAt = at.getTime();
      book = await load().catch(() => book);
    },
  };
}

/** A version, and how it is made ready. */
interface Version {
  readonly contract: Contract;
  compiled(): CompiledContract;
}

const ready = (compiled: CompiledContract): Version => ({ contract: compiled.contract, compiled: () => compiled });

function lazily(contract: Contract): Version {
  let compiled: CompiledContract | undefined;
  return { contract, compiled: () => (compiled ??= compileContract(contract)) };
}

type Book = Omit<Contracts, "refresh">;

/** Everything as it was published at one time. What stands later counts before what stands earlier. */
function createBook(versions: readonly Version[], migrations: readonly Migration[]): Book {
  const bySchema = new Map(versions.map((one) => [contractDataschema(one.contract), one]));
  const byId = new Map(versions.map((one) => [one.contract.id, one]));
  const rules = new Map<CompiledContract, EventRules | undefined>();
  const ways = new Map<string, Migrator | undefined>();
  const waysTo = new Map<CompiledContract, Migrator>();

  const newest = (id: string): CompiledContract | undefined => byId.get(id)?.compiled();
  const wayFrom = (own: CompiledContract, target: CompiledContract): Migrator | undefined => {
    const known = ways.get(own.dataschema);
    if (known || ways.has(own.dataschema)) return known;
    const steps = migrations.filter(({ contract }) => contract === own.contract.id);
    const way = steps.length === 0 ? undefined : createMigrator({ contracts: [own, target], migrations: steps });
    ways.set(own.dataschema, way);
    return way;
  };
  const wayTo = (target: CompiledContract): Migrator => {
    const known = waysTo.get(target);
    if (known) return known;
    const steps = migrations.filter(({ contract }) => contract === target.contract.id);
    const way = createMigrator({ contracts: [target], migrations: steps });
    waysTo.set(target, way);
    return way;
  };
  return {
    find: (dataschema) => bySchema.get(dataschema)?.compiled(),
    newest,
    eventRulesOf(contract) {
      if (!rules.has(contract)) rules.set(contract, createEventRules(contract));
      return rules.get(contract);
    },
    upcast(event, own) {
      const target = newest(own.contract.id);
      if (!target || target === own || event.dataschema !== own.dataschema) return undefined;
      const way = wayFrom(own, target);
      return way && travelUp(way, event, { own, target });
    },
    migrate(data, journey) {
      const target = versions.findLast(
        ({ contract: { id, version } }) => id === journey.contract && version === journey.to,
      );
      const way = target ? wayTo(target.compiled()) : createMigrator({ contracts: [], migrations: [] });
      return way.migrate(data, journey).data;
    },
  };
}

function travelUp(
  way: Migrator,
  event: Event,
  { own, target }: { readonly own: CompiledContract; readonly target: CompiledContract },
): Upcast | undefined {
  try {
    const { event: upcast, taken } = way.upcast(event, target.contract.version);
    // A version that is newer than the one that counts here is judged as it is: the way down may lose something.
    if (taken.some(({ direction }) => direction === "down")) return undefined;
    return { event: upcast, contract: target, from: own.contract.version, taken };
  } catch (error) {
    if (error instanceof ContractsError && hasCode(error, "migration_missing")) return undefined;
    throw error;
  }
}
