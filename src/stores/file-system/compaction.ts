import type { Journal } from "./journal.ts";
import type { KeyIndex, Noted } from "./key-index.ts";
import {
  appendEnd,
  appendRecords,
  createSegment,
  type Disk,
  finishing,
  nameOf,
  pathOf,
  publishSegment,
  type Segment,
} from "./segment.ts";
import { type FoundRecord, type NewRecord, recordSize, valueIn } from "./segment-format.ts";
import { scanSegment } from "./segment-scan.ts";
import { corruptError } from "./system-failures.ts";

export interface CompactionParts {
  readonly disk: Disk;
  readonly segments: Segment[];
  readonly index: KeyIndex;
  readonly segmentBytes: number;
  readonly journal: Pick<Journal, "rotate" | "fail">;
}

const FRAME_BYTES = 1_048_576;

/**
 * Copies the live records of complete segments, oldest first, into segments that take their place; commits go on
 * meanwhile. Each replacement is one rename: whenever the machine stops, the old or the new segment counts.
 *
 * Oldest first is what allows a tombstone to be left behind: when its segment is rewritten, whatever it hides is gone.
 */
export async function compactSegments(parts: CompactionParts): Promise<{ readonly reclaimedBytes: number }> {
  if (!parts.segments.some(hasDead)) return { reclaimedBytes: 0 };
  await parts.journal.rotate();
  let reclaimedBytes = 0;
  for (const group of groupsOf(parts.segments.slice(0, -1), parts.segmentBytes)) {
    if (group.length > 1 || group.some(hasDead)) reclaimedBytes += await replaceGroup(group, parts);
  }
  return { reclaimedBytes };
}

const hasDead = ({ records, live }: Segment): boolean => records > live;

/** Neighbours whose live bytes, estimated, fit into one segment together. */
function groupsOf(segments: readonly Segment[], segmentBytes: number): readonly (readonly Segment[])[] {
  const groups: Segment[][] = [];
  let room = 0;
  for (const segment of segments) {
    const bytes = (segment.size * segment.live) / Math.max(1, segment.records);
    if (groups.length === 0 || bytes > room) {
      groups.push([]);
      room = segmentBytes;
    }
    groups[groups.length - 1]?.push(segment);
    room -= bytes;
  }
  return groups;
}

async function replaceGroup(group: readonly Segment[], parts: CompactionParts): Promise<number> {
  const replacement = await createSegment(parts.disk, ...headerFor(group));
  const moved = await finishing(parts.disk, replacement, () => copyLive(group, replacement, parts));
  await publish(replacement, parts);
  for (const record of moved) parts.index.move(record, replacement);
  parts.segments.splice(parts.segments.indexOf(group[0] as Segment), group.length, replacement);
  await removeReplaced(group, replacement, parts.disk);
  return group.reduce((bytes, { size }) => bytes + size, 0) - replacement.size;
}

function headerFor(group: readonly Segment[]): [range: { first: number; last: number }, lowestVersion: number] {
  const [first, last] = [group[0] as Segment, group[group.length - 1] as Segment];
  return [{ first: first.header.first, last: last.header.last }, first.header.lowestVersion];
}

/** If this fails, nobody knows which segments count: only opening the store again can tell. */
async function publish(replacement: Segment, { disk, journal }: CompactionParts): Promise<void> {
  try {
    await publishSegment(disk, replacement);
  } catch (error) {
    throw journal.fail(error);
  }
}

async function copyLive(
  group: readonly Segment[],
  replacement: Segment,
  { disk, index }: CompactionParts,
): Promise<readonly Noted[]> {
  const moved: Noted[] = [];
  for (const segment of group) {
    for (const records of inFrames(await liveRecords(segment, disk, index))) {
      const offsets = await appendRecords(disk, replacement, records);
      records.forEach(({ key, kind, version, size }, place) => {
        moved.push({ key, kind, version, size, at: offsets[place] ?? 0 });
      });
    }
  }
  await appendEnd(disk, replacement);
  return moved;
}

/** A record with its value, and how large it is. */
type LiveRecord = NewRecord & Pick<FoundRecord, "size">;

async function liveRecords(segment: Segment, disk: Disk, index: KeyIndex): Promise<readonly LiveRecord[]> {
  const live: LiveRecord[] = [];
  const bytes = await segment.file.read(0, segment.size);
  const scan = scanSegment(bytes, segment.header.salt, disk.hash, (record) => {
    if (index.isLive(record.key, record.version)) live.push({ ...record, value: valueIn(bytes, record) });
  });
  if (!scan.ended) throw corruptError(nameOf(segment.header), scan.end, scan.damage?.problem ?? "the end is missing");
  return live;
}

function* inFrames(records: readonly LiveRecord[]): Generator<readonly LiveRecord[]> {
  let [start, bytes] = [0, 0];
  for (const [at, record] of records.entries()) {
    bytes += recordSize(record);
    if (bytes < FRAME_BYTES) continue;
    yield records.slice(start, at + 1);
    [start, bytes] = [at + 1, 0];
  }
  if (start < records.length) yield records.slice(start);
}

/** Closing waits for the reads under way. A name that the replacement took over holds the replacement now. */
async function removeReplaced(group: readonly Segment[], replacement: Segment, disk: Disk): Promise<void> {
  for (const { file } of group) await file.close();
  const names = group.map(({ header }) => header).filter((header) => nameOf(header) !== nameOf(replacement.header));
  for (const header of names) await disk.files.remove(pathOf(disk, header));
  await disk.files.syncDirectory(disk.directory);
}
