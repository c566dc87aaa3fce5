import { type Check, combineStatus, type Verdict } from "../../foundation/index.ts";
import { builtinModule, loadFastXxhash, portableXxhash } from "../../runtime/index.ts";
import { StoreError } from "../errors.ts";
import { segmentBytes } from "./fsck-bytes.ts";
import { type FsckCode, type FsckProblem, inspectSegment, type Progress, type SegmentNumbers } from "./fsck-segment.ts";
import { toStoreError } from "./system-failures.ts";

/** What the segments of a store hold. */
export interface StoreCounts {
  readonly segments: number;
  readonly frames: number;
  readonly records: number;
  readonly liveKeys: number;
  readonly bytes: number;
}

/** What is looked at, and what is said when nothing was wrong with it. */
const checkSentences: Readonly<Record<Exclude<FsckCode, "newer_format">, string>> = {
  segments_complete: "the segments are numbered without a gap",
  headers_whole: "every segment has a whole header",
  frames_whole: "every frame has its checksum",
  records_whole: "every record has its checksum",
  versions_ascending: "no version was given out twice",
  ends_whole: "every segment but the last says that it is complete",
  tail_whole: "the last segment ends with a whole frame",
};

const NOT_CHECKED = ["whether whole segments were removed from the end", "what the values mean"];

/** A directory can hold any number of broken places: this many are told one by one. */
const TOLD = 100;
const ATTEMPTS = 5;

type NodeFiles = Pick<typeof import("node:fs/promises"), "readdir" | "readFile">;
type Hash64 = (bytes: Uint8Array) => bigint;

interface Inspection {
  readonly problems: readonly FsckProblem[];
  readonly counts: StoreCounts;
}

/**
 * Checks every byte of a file-system store against `docs/formats/store-file.md`, with none of the code that the store
 * itself reads with. It only reads, so another process may have the store open: a write under way then shows as an
 * unfinished end, and the status is `unknown`. Holds one segment and all live keys in memory.
 *
 * @throws {StoreError} `store_failed`, `store_not_writable`, `store_not_directory` when the directory cannot be read;
 * `store_unsupported`.
 */
export async function fsckFileSystemStore(directory: string): Promise<Verdict<StoreCounts>> {
  const files = builtinModule<NodeFiles>("node:fs/promises");
  if (!files) throw new StoreError("store_unsupported", "this platform has no file system", { operation: "checking" });
  const { bytes: hash } = await loadFastXxhash().catch(() => portableXxhash);
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const inspection = await inspectDirectory(directory, files, hash);
    if (inspection) return toVerdict(inspection);
  }
  return toVerdict({ problems: [changing], counts: nothing });
}

const nothing: StoreCounts = { segments: 0, frames: 0, records: 0, liveKeys: 0, bytes: 0 };
const changing: FsckProblem = {
  status: "unknown",
  code: "segments_complete",
  sentence: "the store is being compacted: check it again when that is over",
};

/** `undefined` when a segment was listed and then gone: compaction took it away in between. */
async function inspectDirectory(directory: string, files: NodeFiles, hash: Hash64): Promise<Inspection | undefined> {
  const { chosen, gaps } = chooseSegments(await reading(directory, files.readdir(directory)));
  const progress: Progress = { problems: [...gaps], live: new Set(), frames: 0, records: 0, lastVersion: 0 };
  let size = 0;
  for (const numbers of chosen) {
    const path = `${directory}/${numbers.name}`;
    const file = await reading(path, files.readFile(path).catch(undefinedIfGone));
    if (!file) return undefined;
    inspectSegment({ bytes: segmentBytes(file, hash), numbers, isLast: numbers === chosen.at(-1), progress });
    size += file.length;
  }
  const { problems, live, frames, records } = progress;
  return { problems, counts: { segments: chosen.length, frames, records, liveKeys: live.size, bytes: size } };
}

async function reading<Result>(path: string, task: Promise<Result>): Promise<Result> {
  try {
    return await task;
  } catch (error) {
    throw toStoreError("reading", path, error);
  }
}

function undefinedIfGone(error: unknown): undefined {
  if ((error as { code?: string }).code !== "ENOENT") throw error;
}

/** The files that count: of those that begin with the same number, the one that reaches furthest; none within another. */
function chooseSegments(names: readonly string[]): {
  readonly chosen: readonly SegmentNumbers[];
  readonly gaps: readonly FsckProblem[];
} {
  const chosen: SegmentNumbers[] = [];
  const gaps: FsckProblem[] = [];
  let next = 1;
  for (const numbers of names.flatMap(numbersOf).sort((a, b) => a.first - b.first || b.last - a.last)) {
    if (numbers.last < next) continue;
    if (numbers.first !== next) gaps.push(gapBefore(numbers, next));
    chosen.push(numbers);
    next = numbers.last + 1;
  }
  return { chosen, gaps: chosen.length > 0 ? gaps : [noSegment] };
}

function numbersOf(name: string): readonly SegmentNumbers[] {
  const [, first, last] = /^(\d{10})-(\d{10})\.segment$/.exec(name) ?? [];
  return first ? [{ name, first: Number(first), last: Number(last) }] : [];
}

const gapBefore = ({ name }: SegmentNumbers, expected: number): FsckProblem => ({
  status: "refuted",
  code: "segments_complete",
  sentence: `\`${name}\` does not go on from segment ${expected - 1}: a segment is missing`,
});

const noSegment: FsckProblem = {
  status: "unknown",
  code: "segments_complete",
  sentence: "there is no segment, so nothing was checked",
};

function toVerdict({ problems, counts }: Inspection): Verdict<StoreCounts> {
  const touched = new Set<string>(problems.map(({ code }) => code));
  const passed = Object.entries(checkSentences)
    .filter(([code]) => !touched.has(code))
    .map(([code, sentence]): Check => ({ status: "proven", code, sentence }));
  const untold = problems.length - TOLD;
  return {
    status: combineStatus([...problems, ...passed].map(({ status }) => status)),
    checks: [...problems.slice(0, TOLD), ...passed],
    notChecked: untold > 0 ? [...NOT_CHECKED, `${untold} more problems`] : NOT_CHECKED,
    value: counts,
  };
}
