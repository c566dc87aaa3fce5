import { StoreError } from "../errors.ts";
import { isKey } from "../writes.ts";
import type { OpenFile } from "./files.ts";
import type { KeyIndex } from "./key-index.ts";
import {
  createSegment,
  type Disk,
  isDraft,
  nameOf,
  pathOf,
  publishSegment,
  type Range,
  rangeOf,
  type Segment,
} from "./segment.ts";
import { decodeSegmentHeader, type FoundRecord, SEGMENT_FORMAT_VERSION, type SegmentHeader } from "./segment-format.ts";
import { type Damage, scanSegment } from "./segment-scan.ts";
import { corruptError } from "./system-failures.ts";

/** The end of the last segment, cut off because its write had not been finished: nobody had been told that it was. */
export interface TornTail {
  /** The file beside the segments that keeps it. */
  readonly file: string;
  readonly bytes: number;
}

export interface Recovered {
  /** Whether there was no store before. */
  readonly created: boolean;
  readonly torn: readonly TornTail[];
  readonly lastVersion: number;
}

/**
 * Reads the segments of a directory into an index, two at a time in memory. `segments` fills as they are opened, so that
 * the caller can close them whatever happens.
 *
 * @throws {StoreError} `store_corrupt`, `newer_format`
 */
export async function recover(disk: Disk, index: KeyIndex, segments: Segment[]): Promise<Recovered> {
  const names = await disk.files.list(disk.directory);
  const { ranges, superseded } = chooseRanges(names);
  const torn: TornTail[] = [];
  let reached: Reached = { lastVersion: 0, ended: true };
  for await (const loaded of readInTurn(disk, ranges)) {
    segments.push(loaded.segment);
    reached = takeRecords(disk, index, loaded, reached.lastVersion);
    if (segments.length < ranges.length) refuseIncomplete(loaded.segment, reached);
    else torn.push(...(await settleLast(disk, loaded, reached)));
  }
  if (reached.ended) segments.push(await nextSegment(disk, segments.at(-1), reached.lastVersion));
  const leftOver = [...superseded.map(nameOf), ...names.filter(isDraft)];
  for (const name of leftOver) await disk.files.remove(`${disk.directory}/${name}`);
  return { created: ranges.length === 0, torn, lastVersion: reached.lastVersion };
}

/** The segments that count: from number 1 on without a gap. Those within the numbers of a wider one were compacted into it. */
function chooseRanges(names: readonly string[]): { ranges: readonly Range[]; superseded: readonly Range[] } {
  const found = names.flatMap((name) => rangeOf(name) ?? []);
  found.sort((left, right) => left.first - right.first || right.last - left.last);
  const [ranges, superseded]: [Range[], Range[]] = [[], []];
  for (const range of found) {
    const next = (ranges.at(-1)?.last ?? 0) + 1;
    const isWithin = range.first < next && range.last < next;
    if (!isWithin && (range.first !== next || range.last < next)) throw gapError(range, next);
    (isWithin ? superseded : ranges).push(range);
  }
  return { ranges, superseded };
}

const gapError = (range: Range, next: number): StoreError =>
  corruptError(nameOf(range), 0, `it does not go on from segment ${next - 1}: a segment is missing`);

/** A segment is completed when it has its size, so one commit can go beyond: more is no segment of ours. */
const LARGEST_SEGMENT = 2_147_483_647;

interface Loaded {
  readonly segment: Segment;
  readonly bytes: Buffer;
}

/** The next one is read while the caller is busy with the one before. What was handed over is the caller's to close. */
async function* readInTurn(disk: Disk, ranges: readonly Range[]): AsyncGenerator<Loaded, void, undefined> {
  const rooms = [createRoom(), createRoom()] as const;
  const read = (at: number): Promise<Loaded> | undefined => {
    const range = ranges[at];
    const loading = range && openSegment(disk, range, range === ranges.at(-1) ? "r+" : "r", rooms[at % 2 ? 1 : 0]);
    // It is asked for when its turn comes.
    loading?.catch(() => undefined);
    return loading;
  };
  let next = read(0);
  try {
    for (let at = 1; next; at++) {
      const loaded = await next;
      next = read(at);
      yield loaded;
    }
  } finally {
    const unused = await next?.catch(() => undefined);
    await unused?.segment.file.close();
  }
}

/** Memory for one segment after another: asked for anew each time, it would be as much as the store until somebody tidies up. */
type Room = (size: number) => Buffer;

function createRoom(): Room {
  let room = Buffer.alloc(0);
  return (size) => {
    if (room.length < size) room = Buffer.alloc(size);
    return room;
  };
}

async function openSegment(disk: Disk, range: Range, flags: "r" | "r+", roomFor: Room): Promise<Loaded> {
  const file = await disk.files.open(pathOf(disk, range), flags);
  try {
    const size = await file.size();
    if (size > LARGEST_SEGMENT) throw corruptError(nameOf(range), LARGEST_SEGMENT, "no segment is that large");
    const bytes = await file.read(0, size, roomFor(size));
    const header = checkedHeader(bytes, range, disk);
    return { segment: { header, file, size, frames: 0, records: 0, live: 0 }, bytes };
  } catch (error) {
    await file.close();
    throw error;
  }
}

function checkedHeader(bytes: Buffer, range: Range, { hash }: Disk): SegmentHeader {
  const header = decodeSegmentHeader(bytes, hash);
  if (!header) throw corruptError(nameOf(range), 0, "the header does not check");
  if ("newer" in header) throw newerFormat(header.newer);
  if (header.first === range.first && header.last === range.last) return header;
  throw corruptError(nameOf(range), 20, "the file has the name of another segment");
}

const newerFormat = (formatVersion: number): StoreError =>
  new StoreError(
    "newer_format",
    `the store has formatVersion ${formatVersion}; this release reads up to ${SEGMENT_FORMAT_VERSION}: update it`,
    { format: "store segment", formatVersion, supported: SEGMENT_FORMAT_VERSION },
  );

/** How far the segments read so far have come. */
interface Reached {
  readonly lastVersion: number;
  /** Whether the last of them says that it is complete. */
  readonly ended: boolean;
  readonly damage?: Damage;
}

function takeRecords(disk: Disk, index: KeyIndex, { segment, bytes }: Loaded, versionBefore: number): Reached {
  const { header } = segment;
  if (header.lowestVersion <= versionBefore)
    throw corruptError(nameOf(header), 32, "its versions were given out before");
  let lastVersion = header.lowestVersion - 1;
  const scan = scanSegment(bytes, header.salt, disk.hash, (record) => {
    const problem = problemOf(record, lastVersion);
    if (problem) throw corruptError(nameOf(header), record.at, problem);
    index.note(record, segment);
    lastVersion = record.version;
  });
  Object.assign(segment, { size: scan.end, frames: scan.frames, records: scan.records });
  return { lastVersion, ended: scan.ended, ...(scan.damage && { damage: scan.damage }) };
}

function problemOf({ key, kind, valueSize, version }: FoundRecord, versionBefore: number): string | undefined {
  if (!isKey(key)) return "a record has a malformed key";
  if (kind !== "value" && valueSize > 0) return "a tombstone has a value";
  return Number.isSafeInteger(version) && version > versionBefore ? undefined : "a version was given out before";
}

function refuseIncomplete({ header, size }: Segment, { ended, damage }: Reached): void {
  if (damage) throw corruptError(nameOf(header), damage.at, damage.problem);
  if (!ended) throw corruptError(nameOf(header), size, "the end of the segment is missing");
}

/** Cuts a torn end off, and makes durable what a process wrote that ended before it could do so itself. */
async function settleLast(disk: Disk, { segment, bytes }: Loaded, { damage }: Reached): Promise<readonly TornTail[]> {
  if (damage && !damage.torn) throw corruptError(nameOf(segment.header), damage.at, damage.problem);
  const torn = damage ? [await keepTail(disk, segment.header, damage.at, bytes.subarray(damage.at))] : [];
  if (damage) await segment.file.truncate(damage.at);
  await segment.file.sync();
  return torn;
}

/** The name says what is in it: a crash between keeping and cutting leaves one copy, not two. */
async function keepTail(disk: Disk, range: Range, at: number, tail: Buffer): Promise<TornTail> {
  const name = `${nameOf(range)}.${at}.${disk.hash(tail).toString(16).padStart(16, "0")}.torn`;
  const copy = await disk.files.create(`${disk.directory}/${name}`);
  await writeAll(copy, tail);
  await disk.files.syncDirectory(disk.directory);
  return { file: name, bytes: tail.length };
}

async function writeAll(file: OpenFile, bytes: Uint8Array): Promise<void> {
  try {
    await file.write(bytes, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function nextSegment(disk: Disk, last: Segment | undefined, lastVersion: number): Promise<Segment> {
  const number = (last?.header.last ?? 0) + 1;
  const segment = await createSegment(disk, { first: number, last: number }, lastVersion + 1);
  await publishSegment(disk, segment);
  return segment;
}
