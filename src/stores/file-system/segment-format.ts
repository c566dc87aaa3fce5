import { utf8 } from "../../foundation/index.ts";

/** The bytes of a segment, as `docs/formats/store-file.md` describes them. All numbers are little-endian. */
export const SEGMENT_FORMAT_VERSION = 1;
export const SEGMENT_HEADER_BYTES = 64;
export const FRAME_HEADER_BYTES = 24;
export const RECORD_HEADER_BYTES = 24;

/** XXH64: finds what the disk broke, not what somebody forged. */
export type Hash64 = (bytes: Uint8Array) => bigint;

export type RecordKind = "value" | "deleted" | "purged";
export type FrameKind = "records" | "end";

/** What a segment says about itself. */
export interface SegmentHeader {
  /** A segment stands for the numbers `first` to `last`: more than one after compaction. */
  readonly first: number;
  readonly last: number;
  /** No version in it, or in any later segment, is smaller. */
  readonly lowestVersion: number;
  /** Eight random bytes, without which nobody can write a value that looks like a frame. */
  readonly salt: Uint8Array;
}

export interface NewRecord {
  readonly kind: RecordKind;
  readonly key: string;
  readonly value: Uint8Array;
  readonly version: number;
}

/** A record and where it lies: `at` is its offset in the segment, `size` its bytes, header included; the value is the last of them. */
export interface FoundRecord extends Omit<NewRecord, "value"> {
  readonly at: number;
  readonly size: number;
  readonly valueSize: number;
}

const segmentMagic = utf8("countersign.seg\n");
const frameMagics: Readonly<Record<FrameKind, number>> = { records: 0x52465343, end: 0x45465343 };
const recordKinds: Readonly<Record<RecordKind, number>> = { value: 1, deleted: 2, purged: 3 };
const kindOfByte = new Map(Object.entries(recordKinds).map(([kind, byte]) => [byte, kind as RecordKind]));
const kindOfMagic = new Map(Object.entries(frameMagics).map(([kind, magic]) => [magic, kind as FrameKind]));
/** What both magics start with. */
const FRAME_MARK = "CSF";

export function encodeSegmentHeader({ first, last, lowestVersion, salt }: SegmentHeader, hash: Hash64): Buffer {
  const bytes = Buffer.alloc(SEGMENT_HEADER_BYTES);
  bytes.set(segmentMagic);
  bytes.writeUInt32LE(SEGMENT_FORMAT_VERSION, 16);
  bytes.writeUInt32LE(first, 20);
  bytes.writeUInt32LE(last, 24);
  writeCount(bytes, lowestVersion, 32);
  bytes.set(salt, 40);
  bytes.writeBigUInt64LE(hash(bytes.subarray(0, 56)), 56);
  return bytes;
}

/** The header, or the number of a newer format, or `undefined` for bytes that are no header. */
export function decodeSegmentHeader(
  bytes: Buffer,
  hash: Hash64,
): SegmentHeader | { readonly newer: number } | undefined {
  if (bytes.length < SEGMENT_HEADER_BYTES || segmentMagic.some((byte, at) => bytes[at] !== byte)) return undefined;
  const formatVersion = bytes.readUInt32LE(16);
  if (formatVersion > SEGMENT_FORMAT_VERSION) return { newer: formatVersion };
  if (bytes.readBigUInt64LE(56) !== hash(bytes.subarray(0, 56))) return undefined;
  return {
    first: bytes.readUInt32LE(20),
    last: bytes.readUInt32LE(24),
    lowestVersion: readCount(bytes, 32),
    salt: Uint8Array.from(bytes.subarray(40, 48)),
  };
}

export const recordSize = ({ key, value }: Pick<NewRecord, "key" | "value">): number =>
  RECORD_HEADER_BYTES + key.length + value.length;

export interface Place {
  readonly salt: Uint8Array;
  /** Offset of the frame in its segment. */
  readonly at: number;
}

/** One frame, and where each record lies in the segment. */
export function encodeRecords(
  records: readonly NewRecord[],
  place: Place,
  hash: Hash64,
): { readonly frame: Buffer; readonly offsets: readonly number[] } {
  const frame = Buffer.alloc(records.reduce((size, record) => size + recordSize(record), FRAME_HEADER_BYTES));
  let end = FRAME_HEADER_BYTES;
  const offsets = records.map((record) => {
    const start = end;
    end = encodeRecord(frame, record, start, hash);
    return place.at + start;
  });
  sealFrame(frame, "records", place, hash);
  return { frame, offsets };
}

function encodeRecord(frame: Buffer, { kind, key, value, version }: NewRecord, at: number, hash: Hash64): number {
  const end = at + RECORD_HEADER_BYTES + key.length + value.length;
  writeCount(frame, version, at + 8);
  frame.writeUInt8(recordKinds[kind], at + 16);
  frame.writeUInt16LE(key.length, at + 18);
  frame.writeUInt32LE(value.length, at + 20);
  frame.write(key, at + RECORD_HEADER_BYTES, "latin1");
  frame.set(value, end - value.length);
  frame.writeBigUInt64LE(hash(frame.subarray(at + 8, end)), at);
  return end;
}

/** The frame that says: this segment is complete, with so many frames and records before. */
export function encodeEnd(frames: number, records: number, place: Place, hash: Hash64): Buffer {
  const frame = Buffer.alloc(FRAME_HEADER_BYTES + 16);
  writeCount(frame, frames, FRAME_HEADER_BYTES);
  writeCount(frame, records, FRAME_HEADER_BYTES + 8);
  sealFrame(frame, "end", place, hash);
  return frame;
}

function sealFrame(frame: Buffer, kind: FrameKind, place: Place, hash: Hash64): void {
  const payload = frame.subarray(FRAME_HEADER_BYTES);
  frame.writeUInt32LE(frameMagics[kind], 0);
  frame.writeUInt32LE(payload.length, 4);
  frame.writeBigUInt64LE(hash(payload), 8);
  frame.writeBigUInt64LE(headerCheck(frame, place, hash), 16);
}

/** Bound to the segment and to the place in it: bytes that were copied from elsewhere are no frame. */
function headerCheck(header: Buffer, { salt, at }: Place, hash: Hash64): bigint {
  const bytes = Buffer.alloc(32);
  bytes.set(salt, 0);
  writeCount(bytes, at, 8);
  bytes.set(header.subarray(0, 16), 16);
  return hash(bytes);
}

export interface FrameHeader {
  readonly kind: FrameKind;
  /** Offset of the first byte after the frame, whether the file reaches that far or not. */
  readonly end: number;
  readonly payloadCheck: bigint;
}

/** The header of the frame at a place of a whole segment's bytes, `undefined` when none lies there. */
export function decodeFrameHeader(bytes: Buffer, place: Place, hash: Hash64): FrameHeader | undefined {
  const header = bytes.subarray(place.at, place.at + FRAME_HEADER_BYTES);
  const kind = header.length === FRAME_HEADER_BYTES ? kindOfMagic.get(header.readUInt32LE(0)) : undefined;
  if (kind === undefined || header.readBigUInt64LE(16) !== headerCheck(header, place, hash)) return undefined;
  return {
    kind,
    end: place.at + FRAME_HEADER_BYTES + header.readUInt32LE(4),
    payloadCheck: header.readBigUInt64LE(8),
  };
}

/** Where the next whole frame header lies, from an offset on; `undefined` when there is none. */
export function findFrameHeader(bytes: Buffer, from: number, salt: Uint8Array, hash: Hash64): number | undefined {
  for (let at = bytes.indexOf(FRAME_MARK, from, "latin1"); at >= 0; at = bytes.indexOf(FRAME_MARK, at + 1, "latin1")) {
    if (decodeFrameHeader(bytes, { salt, at }, hash)) return at;
  }
  return undefined;
}

export const decodeEnd = (payload: Buffer): { readonly frames: number; readonly records: number } | undefined =>
  payload.length === 16 ? { frames: readCount(payload, 0), records: readCount(payload, 8) } : undefined;

/** The record at an offset of a buffer that starts at `base` in the segment; `undefined` when it does not fit in. Its check is not looked at. */
export function decodeRecord(bytes: Buffer, offset: number, base: number): FoundRecord | undefined {
  const keyAt = offset + RECORD_HEADER_BYTES;
  if (keyAt > bytes.length) return undefined;
  const kind = kindOfByte.get(bytes.readUInt8(offset + 16));
  const valueAt = keyAt + bytes.readUInt16LE(offset + 18);
  const valueSize = bytes.readUInt32LE(offset + 20);
  const end = valueAt + valueSize;
  if (kind === undefined || end > bytes.length) return undefined;
  return {
    kind,
    key: bytes.toString("latin1", keyAt, valueAt),
    version: readCount(bytes, offset + 8),
    at: base + offset,
    size: end - offset,
    valueSize,
  };
}

/** The value of a record, in bytes that start at `base` in the segment: asked for by itself, because opening a store needs none. */
export function valueIn(bytes: Buffer, { at, size, valueSize }: FoundRecord, base = 0): Buffer {
  const end = at + size - base;
  return bytes.subarray(end - valueSize, end);
}

/** One record read by itself, checked; `undefined` when it is not whole. */
export function decodeCheckedRecord(bytes: Buffer, base: number, hash: Hash64): FoundRecord | undefined {
  const record = decodeRecord(bytes, 0, base);
  if (record?.size !== bytes.length) return undefined;
  return bytes.readBigUInt64LE(0) === hash(bytes.subarray(8)) ? record : undefined;
}

// Counts stay below 2^53, so two halves of 32 bits say them without a BigInt.
function writeCount(bytes: Buffer, count: number, at: number): void {
  bytes.writeUInt32LE(count % 2 ** 32, at);
  bytes.writeUInt32LE(Math.floor(count / 2 ** 32), at + 4);
}

const readCount = (bytes: Buffer, at: number): number => bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
