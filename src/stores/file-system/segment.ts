import type { Random } from "../../foundation/index.ts";
import type { Files, OpenFile } from "./files.ts";
import {
  encodeEnd,
  encodeRecords,
  encodeSegmentHeader,
  type Hash64,
  type NewRecord,
  SEGMENT_HEADER_BYTES,
  type SegmentHeader,
} from "./segment-format.ts";

/** Where the segments of one store lie, and what is needed to write them. */
export interface Disk {
  readonly directory: string;
  readonly files: Files;
  readonly hash: Hash64;
  readonly random: Random;
}

/** An open segment. All but the last of a store are complete and never written again. */
export interface Segment {
  readonly header: SegmentHeader;
  readonly file: OpenFile;
  /** Bytes that are whole and durable. */
  size: number;
  frames: number;
  records: number;
  /** Records that still count. */
  live: number;
}

/** The numbers that a segment stands for. */
export type Range = Pick<SegmentHeader, "first" | "last">;

const DRAFT = ".new";
const segmentName = /^(\d{10})-(\d{10})\.segment$/;

export const nameOf = ({ first, last }: Range): string => `${padded(first)}-${padded(last)}.segment`;
const padded = (number: number): string => String(number).padStart(10, "0");

export function rangeOf(name: string): Range | undefined {
  const match = segmentName.exec(name);
  return match ? { first: Number(match[1]), last: Number(match[2]) } : undefined;
}

export const isDraft = (name: string): boolean => name.endsWith(`.segment${DRAFT}`);
export const isTornTail = (name: string): boolean => name.endsWith(".torn");
export const pathOf = (disk: Disk, range: Range): string => `${disk.directory}/${nameOf(range)}`;

/** An empty segment that does not count yet: see {@link publishSegment}. */
export async function createSegment(disk: Disk, range: Range, lowestVersion: number): Promise<Segment> {
  const header = { ...range, lowestVersion, salt: disk.random.bytes(8) };
  const path = pathOf(disk, range);
  const file = await disk.files.create(path + DRAFT, path);
  const segment = { header, file, size: SEGMENT_HEADER_BYTES, frames: 0, records: 0, live: 0 };
  return finishing(disk, segment, async () => {
    await file.write(encodeSegmentHeader(header, disk.hash), 0);
    await file.sync();
    return segment;
  });
}

/** Makes a segment count, in one step: in the place of one with the same numbers, and instead of those within its numbers. */
export const publishSegment = (disk: Disk, segment: Segment): Promise<void> =>
  finishing(disk, segment, async () => {
    await disk.files.rename(pathOf(disk, segment.header) + DRAFT, pathOf(disk, segment.header));
    await disk.files.syncDirectory(disk.directory);
  });

/** Does something to a segment that does not count yet; if that fails, nothing is left of it, as far as the disk obeys. */
export async function finishing<Result>(
  disk: Disk,
  { header, file }: Segment,
  task: () => Promise<Result>,
): Promise<Result> {
  try {
    return await task();
  } catch (error) {
    await file.close().catch(() => undefined);
    await disk.files.remove(pathOf(disk, header) + DRAFT).catch(() => undefined);
    throw error;
  }
}

/** Writes records as one frame and resolves when they are durable, with the offset of each. */
export async function appendRecords(
  disk: Disk,
  segment: Segment,
  records: readonly NewRecord[],
): Promise<readonly number[]> {
  const { frame, offsets } = encodeRecords(records, placeIn(segment), disk.hash);
  await appendFrame(segment, frame);
  segment.frames += 1;
  segment.records += records.length;
  return offsets;
}

/** Completes a segment: from here on, a missing byte at its end is seen. */
export const appendEnd = (disk: Disk, segment: Segment): Promise<void> =>
  appendFrame(segment, encodeEnd(segment.frames, segment.records, placeIn(segment), disk.hash));

const placeIn = ({ header, size }: Segment): { salt: Uint8Array; at: number } => ({ salt: header.salt, at: size });

async function appendFrame(segment: Segment, frame: Uint8Array): Promise<void> {
  await segment.file.write(frame, segment.size);
  await segment.file.sync();
  segment.size += frame.length;
}
