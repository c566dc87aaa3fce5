import {
  decodeEnd,
  decodeFrameHeader,
  decodeRecord,
  type FoundRecord,
  FRAME_HEADER_BYTES,
  type FrameHeader,
  findFrameHeader,
  type Hash64,
  SEGMENT_HEADER_BYTES,
} from "./segment-format.ts";

/** Bytes that are no whole frame. */
export interface Damage {
  readonly at: number;
  readonly problem: string;
  /**
   * Whether it can be the write that was under way when the machine stopped: a write waits for the one before to be
   * durable, so nothing can follow it. In the last segment only.
   */
  readonly torn: boolean;
}

export interface Scan {
  readonly frames: number;
  readonly records: number;
  /** Offset after the last whole frame. */
  readonly end: number;
  /** Whether the segment says that it is complete. */
  readonly ended: boolean;
  readonly damage?: Damage;
}

/** Reads the frames of a segment's bytes in order, hands on every record, and stops at the first byte that is wrong. */
export function scanSegment(bytes: Buffer, salt: Uint8Array, hash: Hash64, take: (record: FoundRecord) => void): Scan {
  let [at, frames, records] = [SEGMENT_HEADER_BYTES, 0, 0];
  const stop = (rest: { ended: boolean; damage?: Damage }): Scan => ({ frames, records, end: at, ...rest });

  while (at < bytes.length) {
    const frame = decodeFrameHeader(bytes, { salt, at }, hash);
    const damage = damageOf(bytes, at, salt, frame, hash);
    if (damage || !frame) return stop({ ended: false, ...(damage && { damage }) });
    const payload = bytes.subarray(at + FRAME_HEADER_BYTES, frame.end);
    if (frame.kind === "end") {
      const problem = endProblem(payload, frames, records, bytes.length - frame.end);
      if (problem) return stop({ ended: false, damage: { at, problem, torn: false } });
      at = frame.end;
      return stop({ ended: true });
    }
    const taken = takeRecords(payload, at + FRAME_HEADER_BYTES, take);
    if (taken === undefined)
      return stop({ ended: false, damage: { at, problem: "a record is malformed", torn: false } });
    [at, frames, records] = [frame.end, frames + 1, records + taken];
  }
  return stop({ ended: false });
}

function damageOf(
  bytes: Buffer,
  at: number,
  salt: Uint8Array,
  frame: FrameHeader | undefined,
  hash: Hash64,
): Damage | undefined {
  if (!frame) {
    const torn = findFrameHeader(bytes, at + 1, salt, hash) === undefined;
    return { at, problem: "there is no frame header", torn };
  }
  if (frame.end > bytes.length) return { at, problem: "the file ends inside a frame", torn: true };
  if (hash(bytes.subarray(at + FRAME_HEADER_BYTES, frame.end)) === frame.payloadCheck) return undefined;
  return { at, problem: "the checksum of a frame does not match", torn: onlyZeros(bytes, frame.end) };
}

function onlyZeros(bytes: Buffer, from: number): boolean {
  for (let at = from; at < bytes.length; at++) if (bytes[at] !== 0) return false;
  return true;
}

function endProblem(payload: Buffer, frames: number, records: number, bytesAfter: number): string | undefined {
  const end = decodeEnd(payload);
  if (end?.frames !== frames || end.records !== records) return "the end does not count what lies before it";
  return bytesAfter > 0 ? "there are bytes after the end" : undefined;
}

function takeRecords(payload: Buffer, base: number, take: (record: FoundRecord) => void): number | undefined {
  let offset = 0;
  let taken = 0;
  for (; offset < payload.length; taken++) {
    const record = decodeRecord(payload, offset, base);
    if (!record) return undefined;
    take(record);
    offset += record.size;
  }
  return taken;
}
