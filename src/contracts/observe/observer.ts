import { type JsonObject, type JsonValue, parseDuration } from "../../foundation/index.ts";
import { findSilence } from "../../foundation/silence.ts";
import { ContractsError, type ContractsFinding } from "../errors.ts";
import { createPlaces } from "../schema/place.ts";
import type { CompiledContract } from "../validate.ts";
import { noRoom } from "./findings.ts";
import { type PlaceReport, reportPlaces } from "./report.ts";
import { type ObserverSettings, readSettings } from "./settings.ts";
import { type ObserverSnapshot, readSnapshot, type SavedSource, writeSnapshot } from "./snapshot.ts";
import { type ObservedSource, observeSource, type Shared } from "./source.ts";

/** Where data comes from, and when it came. */
export interface Observation {
  /** Each source has its own looks and its own rhythm. Default: the same for all. */
  readonly source?: string;
  /** Without it, only how the data looks is learned. */
  readonly at?: Date;
}

/** Looks at events as they come: what they are made of, how their texts are written, how large their numbers are, and when they come. */
export interface Observer {
  /** Judges data by what came before and learns it, in one pass. A novelty is told at its first event, and known from then on. */
  readonly observe: (data: JsonValue, observation?: Observation) => readonly ContractsFinding[];
  /** Judges data without learning it. */
  readonly inspect: (data: JsonValue, observation?: Observation) => readonly ContractsFinding[];
  /** Sources from which nothing has come for longer than the contract promises, or than is usual. The same silence is told each time. */
  readonly overdue: (at: Date) => readonly ContractsFinding[];
  /** What is known of each place in a source's data. */
  readonly report: (source?: string) => readonly PlaceReport[];
  /** Everything it knows, as JSON: {@link restoreObserver} goes on from there. */
  readonly snapshot: () => JsonObject;
}

/** Settings of an observer that are not to be the default. */
export interface ObserverOptions extends Partial<ObserverSettings> {
  /** What it declares is no news, and what it classifies confidential or personal is neither told nor kept. */
  readonly contract?: CompiledContract;
  /** Whether changes of shape are told. Default true; a drift watch beside the observer tells them already. */
  readonly shapes?: boolean;
}

/**
 * Starts to observe. Without a contract everything may be told; with one, values of places that no schema knows are not.
 *
 * Memory: about 2 KiB for each place, at most 14, and at most `maxPaths` places (5,000, those of all sources together);
 * about 1 KiB for each source.
 *
 * @throws {TypeError} for a setting out of range.
 */
export const createObserver = (options: ObserverOptions = {}): Observer => {
  const settings = readSettings(options);
  const contract = options.contract?.digest ?? null;
  return startObserver(options, { formatVersion: 1, contract, settings, announced: false, sources: [] });
};

/**
 * Goes on from a snapshot, exactly. Settings are those of the snapshot.
 *
 * @throws {ContractsError} `snapshot_of_other_contract`
 * @throws {FoundationError} `newer_format`, `format_malformed`
 */
export function restoreObserver(
  snapshot: unknown,
  options: Pick<ObserverOptions, "contract" | "shapes"> = {},
): Observer {
  const saved = readSnapshot(snapshot);
  const [expected, actual] = [options.contract?.digest ?? "none", saved.contract ?? "none"];
  if (expected === actual) return startObserver(options, saved);
  const message = "the snapshot was taken under another contract: start a new observer for this one";
  throw new ContractsError("snapshot_of_other_contract", message, { expected, actual });
}

/** The source of data that names none. */
const NAMELESS = "";

function startObserver({ contract, shapes = true }: ObserverOptions, saved: ObserverSnapshot): Observer {
  const { settings } = saved;
  const shared: Shared = {
    places: createPlaces(contract?.contract.schema ?? {}),
    settings,
    telling: {
      isShowable: ({ place }) => !place.hidden && (contract === undefined || place.schemas.length > 0),
      showsStrangers: contract === undefined,
    },
    tellsShapes: shapes,
    room: { left: settings.maxPaths },
  };
  const freshness = parseDuration(contract?.contract.sla?.freshness ?? "");
  const sources = new Map<string | null, ObservedSource>();
  for (const one of saved.sources) sources.set(one.source, observeSource(one.source, shared, one));
  let announced = saved.announced;

  const sourceFor = (name: string): ObservedSource => {
    const known = sources.get(name);
    if (known) return known;
    const key = sources.size < settings.maxSources ? name : null;
    const found = sources.get(key) ?? observeSource(key, shared);
    sources.set(key, found);
    return found;
  };
  const tellSources = ({ source }: ObservedSource): readonly ContractsFinding[] => {
    if (source !== null || announced) return none;
    announced = true;
    return [noRoom(settings.maxSources, "sources")];
  };
  return {
    observe: (data, { source = NAMELESS, at } = {}) => {
      const one = sourceFor(source);
      if (at && one.source !== null) one.arrive(at.getTime());
      const found = one.take(data, true);
      return one.source === null ? [...found, ...tellSources(one)] : found;
    },
    inspect: (data, { source = NAMELESS } = {}) => sources.get(source)?.take(data, false) ?? none,
    overdue: (at) => [...sources.values()].flatMap((one) => silenceIn(one, at.getTime(), freshness)),
    report: (source = NAMELESS) => {
      const one = sources.get(source);
      return one ? reportPlaces(one.nodes()) : [];
    },
    snapshot: () =>
      writeSnapshot({ ...saved, announced, sources: [...sources.values()].map((one): SavedSource => one.save()) }),
  };
}

const none: readonly ContractsFinding[] = [];

function silenceIn(
  { source, rhythm: rhythmOf }: ObservedSource,
  at: number,
  promisedMs: number | undefined,
): readonly ContractsFinding[] {
  const rhythm = rhythmOf();
  if (source === null || !rhythm) return none;
  const found = findSilence({ source, rhythm, lastAt: rhythm.lastAt, promisedMs }, at);
  return found ? [found] : none;
}
