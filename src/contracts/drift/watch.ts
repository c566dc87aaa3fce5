import type { JsonObject, JsonValue } from "../../foundation/index.ts";
import { ContractsError, type ContractsFinding } from "../errors.ts";
import { createPlaces } from "../schema/place.ts";
import type { CompiledContract } from "../validate.ts";
import type { SnapshotTime, TakeValue } from "./detector.ts";
import { createDetectors } from "./detectors.ts";
import { createPaths } from "./paths.ts";
import { measuresOf } from "./quantities/measures.ts";
import { restorePaths, savePaths } from "./saved-paths.ts";
import { readSettings, suspectAt, type WatchSettings } from "./settings.ts";
import { countChange, type Difference, describeChange, isNews, type Occurrences, tellDifference } from "./shape.ts";
import { emptySnapshot, readSnapshot, type WatchSnapshot, writeSnapshot } from "./snapshot.ts";
import { inspectShape, learnShape } from "./walk.ts";

/**
 * Compares the events of one contract with those accepted before: their shape, and what their numbers measure. Nothing
 * else in this room remembers anything.
 */
export interface DriftWatch {
  /** Judges data without learning it. Nothing is found before the watch is warm. */
  readonly inspect: (data: JsonValue) => readonly ContractsFinding[];
  /**
   * Learns data that was accepted, and of which nothing was found. While a field is under suspicion its values are kept
   * aside, whoever accepted them, until that is over; what turned out to be changed is not learned. With the time at which
   * it came, how often events come is watched, too.
   */
  readonly learn: (data: JsonValue, at?: Date) => void;
  /** Everything it knows, as JSON: {@link restoreDriftWatch} goes on from there. */
  readonly snapshot: () => JsonObject;
  /**
   * What it knew before the last `inspect`, from which that inspection can be run again. Ask at once: the next `inspect`
   * or `learn`, of any event, changes the answer.
   */
  readonly exhibit: () => JsonObject;
}

/** Settings of a watch that are not to be the default. */
export type DriftWatchOptions = Partial<WatchSettings>;

/**
 * Starts to watch the events of a contract. What the contract declares is no news: a declared member may appear, an
 * optional one may be missing, a declared type may come; sentinels are no values.
 *
 * Memory: about 1 KiB for each path (at most `maxPaths`, 2,000) and 8 KiB for each field with a unit (at most 500).
 *
 * @throws {TypeError} for a setting out of range.
 */
export const createDriftWatch = (compiled: CompiledContract, options: DriftWatchOptions = {}): DriftWatch =>
  createWatch(compiled, emptySnapshot(compiled.digest, readSettings(withBudgetOf(compiled, options))));

/** The contract's own budget of false alarms, where no other is asked for. */
function withBudgetOf({ contract }: CompiledContract, options: DriftWatchOptions): DriftWatchOptions {
  const { falseAlarmsPer10000 } = contract;
  return falseAlarmsPer10000 === undefined ? options : { falseAlarmsPer10000, ...options };
}

/**
 * Goes on from a snapshot, exactly.
 *
 * @throws {ContractsError} `snapshot_of_other_contract`
 * @throws {FoundationError} `newer_format`, `format_malformed`
 */
export function restoreDriftWatch(compiled: CompiledContract, snapshot: unknown): DriftWatch {
  const saved = readSnapshot(snapshot, measuresOf(compiled));
  const [expected, actual] = [compiled.digest, saved.contract];
  if (expected === actual) return createWatch(compiled, saved);
  const message = "the snapshot was taken under another contract: start a new watch for this one";
  throw new ContractsError("snapshot_of_other_contract", message, { expected, actual });
}

/** What changes by inspecting alone. */
interface Memory {
  readonly changes: Occurrences;
  /** Whether it was said that there is no room for more paths. */
  readonly announced: boolean;
}

function createWatch(compiled: CompiledContract, saved: WatchSnapshot): DriftWatch {
  const { settings } = saved;
  const places = createPlaces(compiled.contract.schema);
  const paths = createPaths(places, { maxPaths: settings.maxPaths, overflowed: saved.overflowed });
  restorePaths(paths, saved.paths);
  const options = {
    ...settings,
    suspectAt: (tests: number) => suspectAt(settings, tests),
    measures: measuresOf(compiled),
    places,
  };
  const detectors = createDetectors(saved.formatVersion, options, saved.detectors);
  const lookAll = inTurn(detectors.flatMap(({ detector }) => detector.look ?? []));
  const learnAll = inTurn(detectors.map(({ detector }) => detector.learn));
  let events = saved.events;
  let memory: Memory = {
    changes: new Map(saved.changes.map(({ change, count }) => [change, count])),
    announced: saved.announced,
  };
  let before = memory;

  const judgeShape = (difference: Difference): readonly ContractsFinding[] => {
    if (events < settings.warmUpEvents || !isNews(difference)) return none;
    const told = tellDifference(difference);
    memory = { ...memory, changes: countChange(memory.changes, told.change) };
    return [describeChange(told, memory.changes)];
  };
  const judgeRoom = (): readonly ContractsFinding[] => {
    if (memory.announced || !paths.hasOverflowed()) return none;
    memory = { ...memory, announced: true };
    return [noRoom(settings.maxPaths)];
  };
  const write = (when: SnapshotTime): JsonObject => {
    const { changes, announced } = when === "now" ? memory : before;
    return writeSnapshot({
      ...saved,
      events,
      overflowed: paths.hasOverflowed(),
      announced,
      changes: [...changes].map(([change, count]) => ({ change, count })),
      paths: savePaths(paths),
      detectors: Object.fromEntries(
        detectors.flatMap(({ name, detector }) => {
          const known = detector.snapshot(when);
          return known ? [[name, known]] : [];
        }),
      ),
    });
  };
  return {
    inspect: (data) => {
      before = memory;
      const difference = inspectShape(data, paths, lookAll);
      const found = detectors.flatMap(({ detector }) => detector.conclude(data));
      const findings = [...judgeShape(difference), ...judgeRoom(), ...found];
      const isHeld = findings.some(({ severity }) => severity === "error");
      for (const { detector } of detectors) detector.judged?.(isHeld);
      return findings;
    },
    learn: (data, at) => {
      events += 1;
      for (const { detector } of detectors) detector.arrive?.(at?.getTime());
      learnShape(data, paths, learnAll);
    },
    snapshot: () => write("now"),
    exhibit: () => write("before-inspection"),
  };
}

/** One or two detectors are called as they are: this runs for every value. */
function inTurn(takes: readonly TakeValue[]): TakeValue {
  const [first, ...others] = takes as [TakeValue, ...TakeValue[]];
  if (others.length === 0) return first;
  const rest = inTurn(others);
  return (node, type, value, holder, stratum) => {
    first(node, type, value, holder, stratum);
    rest(node, type, value, holder, stratum);
  };
}

const none: readonly ContractsFinding[] = [];

const noRoom = (limit: number): ContractsFinding => ({
  code: "shape_unbounded",
  severity: "warning",
  path: "",
  sentence: `more than ${limit} different paths: names that the contract does not know are no longer told from new ones`,
  facts: { limit, of: "paths" },
});
