import type { Check } from "../../foundation/index.ts";
import { FRAME_HEADER, type Frame, RECORD_HEADER, SEGMENT_HEADER, type SegmentBytes } from "./fsck-bytes.ts";

export type FsckCode =
  | "segments_complete"
  | "headers_whole"
  | "frames_whole"
  | "records_whole"
  | "versions_ascending"
  | "ends_whole"
  | "tail_whole"
  | "newer_format";

export type FsckProblem = Check<FsckCode>;

/** A segment's file name, and the numbers in it. */
export interface SegmentNumbers {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** What is carried from segment to segment. */
export interface Progress {
  readonly problems: FsckProblem[];
  /** Keys that have a value. */
  readonly live: Set<string>;
  frames: number;
  records: number;
  lastVersion: number;
}

interface Walk {
  readonly bytes: SegmentBytes;
  readonly numbers: SegmentNumbers;
  readonly isLast: boolean;
  readonly progress: Progress;
}

const FORMAT_VERSION = 1;

/** Reads one segment from its first byte to its last, and goes on after what is broken wherever it can. */
export function inspectSegment(walk: Walk): void {
  const { bytes, isLast, progress } = walk;
  if (!headerIsWhole(walk)) return;
  startVersions(walk);
  const before = { frames: progress.frames, records: progress.records };
  let at = SEGMENT_HEADER;
  let last: Frame | undefined;
  while (at < bytes.size) {
    last = readFrame(walk, at, before);
    if (!last) return;
    at = last.end;
  }
  if (!isLast && !last?.isEnd) report(walk, "ends_whole", at, "the end of the segment is missing");
}

function report({ numbers, progress }: Walk, code: FsckCode, at: number, problem: string): void {
  const status = code === "tail_whole" || code === "newer_format" ? "unknown" : "refuted";
  progress.problems.push({ status, code, sentence: `\`${numbers.name}\`, byte ${at}: ${problem}` });
}

function headerIsWhole(walk: Walk): boolean {
  const [code, at, problem] = headerProblem(walk) ?? [];
  if (code) report(walk, code, at ?? 0, problem ?? "");
  return code === undefined;
}

function headerProblem({ bytes, numbers }: Walk): readonly [FsckCode, number, string] | undefined {
  if (bytes.size < SEGMENT_HEADER || bytes.text(0, 16) !== "countersign.seg\n")
    return ["headers_whole", 0, "there is no segment header"];
  if (bytes.number(16, 4) > FORMAT_VERSION)
    return ["newer_format", 16, "this release is too old to read the segment: update it"];
  if (!bytes.checks(0, 56, 56)) return ["headers_whole", 56, "the checksum of the header does not match"];
  if (bytes.number(20, 4) !== numbers.first || bytes.number(24, 4) !== numbers.last)
    return ["headers_whole", 20, "the file has the name of another segment"];
  return undefined;
}

function startVersions(walk: Walk): void {
  const lowest = walk.bytes.number(32, 8);
  if (lowest <= walk.progress.lastVersion) report(walk, "versions_ascending", 32, "its versions were given out before");
  walk.progress.lastVersion = Math.max(walk.progress.lastVersion, lowest - 1);
}

/** Answers where to go on; nothing where the rest cannot be read. */
function readFrame(walk: Walk, at: number, before: Pick<Progress, "frames" | "records">): Frame | undefined {
  const { bytes, progress } = walk;
  const frame = bytes.frameAt(at);
  if (!frame || frame.end > bytes.size) return reportDamage(walk, at, frame !== undefined || !bytes.frameFollows(at));
  if (!bytes.checks(at + FRAME_HEADER, frame.end, at + 8)) {
    const nothingFollows = bytes.onlyZeros(frame.end);
    reportDamage(walk, at, nothingFollows);
    return nothingFollows ? undefined : frame;
  }
  if (frame.isEnd) return checkEnd(walk, at, frame, before);
  progress.frames += 1;
  for (let record = at + FRAME_HEADER; record < frame.end; ) record = readRecord(walk, record, frame.end);
  return frame;
}

/** The last write of a store may be unfinished: it is, if no other can have come after it. */
function reportDamage(walk: Walk, at: number, unfinished: boolean): undefined {
  if (walk.isLast && unfinished)
    report(walk, "tail_whole", at, "an unfinished write: open the store, or wait for its process");
  else report(walk, "frames_whole", at, "a frame does not check");
}

function checkEnd(walk: Walk, at: number, frame: Frame, before: Pick<Progress, "frames" | "records">): Frame {
  const { bytes, progress } = walk;
  const counted = [progress.frames - before.frames, progress.records - before.records];
  const says = frame.end - at === FRAME_HEADER + 16 ? [bytes.number(at + 24, 8), bytes.number(at + 32, 8)] : [];
  if (says[0] !== counted[0] || says[1] !== counted[1] || frame.end !== bytes.size)
    report(walk, "ends_whole", at, "the end does not match what lies before and after it");
  return frame;
}

/** Answers where the next record begins. */
function readRecord(walk: Walk, at: number, end: number): number {
  const { bytes, progress } = walk;
  const next = endOfRecord(bytes, at, end);
  if (next === undefined) {
    report(walk, "records_whole", at, "a record is cut short");
    return end;
  }
  if (!bytes.checks(at + 8, next, at)) report(walk, "records_whole", at, "the checksum of a record does not match");
  takeVersion(walk, at);
  takeKey(walk, at);
  progress.records += 1;
  return next;
}

function endOfRecord(bytes: SegmentBytes, at: number, end: number): number | undefined {
  if (at + RECORD_HEADER > end) return undefined;
  const next = at + RECORD_HEADER + bytes.number(at + 18, 2) + bytes.number(at + 20, 4);
  return next <= end ? next : undefined;
}

function takeVersion(walk: Walk, at: number): void {
  const version = walk.bytes.number(at + 8, 8);
  if (version <= walk.progress.lastVersion)
    report(walk, "versions_ascending", at, `version ${version} was given out before`);
  walk.progress.lastVersion = Math.max(walk.progress.lastVersion, version);
}

function takeKey({ bytes, progress }: Walk, at: number): void {
  const key = bytes.text(at + RECORD_HEADER, at + RECORD_HEADER + bytes.number(at + 18, 2));
  if (bytes.number(at + 16, 1) === 1) progress.live.add(key);
  else progress.live.delete(key);
}
