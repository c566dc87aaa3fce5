/** A segment's bytes as `docs/formats/store-file.md` lays them out, for fsck alone: it trusts no code of the store. */
export interface SegmentBytes {
  readonly size: number;
  /** A whole number of 1, 2, 4 or 8 bytes. */
  number(at: number, bytes: 1 | 2 | 4 | 8): number;
  text(from: number, to: number): string;
  /** Whether the XXH64 of a range is what the eight bytes at `checkAt` say. */
  checks(from: number, to: number, checkAt: number): boolean;
  onlyZeros(from: number): boolean;
  frameAt(at: number): Frame | undefined;
  /** Whether a whole frame header lies anywhere after an offset. */
  frameFollows(at: number): boolean;
}

export interface Frame {
  readonly isEnd: boolean;
  /** Offset after the frame, which may be beyond the end of the file. */
  readonly end: number;
}

export const SEGMENT_HEADER = 64;
export const FRAME_HEADER = 24;
export const RECORD_HEADER = 24;

const FIRST_LETTER_OF_A_MARK = 0x43;

export function segmentBytes(bytes: Uint8Array, hash: (bytes: Uint8Array) => bigint): SegmentBytes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));

  const frameAt = (at: number): Frame | undefined => {
    const mark = at + FRAME_HEADER <= bytes.length ? text(at, at + 4) : "";
    if (mark !== "CSFR" && mark !== "CSFE") return undefined;
    if (hash(boundHeader(bytes, at)) !== view.getBigUint64(at + 16, true)) return undefined;
    return { isEnd: mark === "CSFE", end: at + FRAME_HEADER + view.getUint32(at + 4, true) };
  };

  return {
    size: bytes.length,
    text,
    frameAt,
    number(at, size) {
      if (size === 8) return Number(view.getBigUint64(at, true));
      if (size === 4) return view.getUint32(at, true);
      return size === 2 ? view.getUint16(at, true) : view.getUint8(at);
    },
    checks: (from, to, checkAt) => hash(bytes.subarray(from, to)) === view.getBigUint64(checkAt, true),
    onlyZeros: (from) => bytes.subarray(from).every((byte) => byte === 0),
    frameFollows(at) {
      for (let next = at + 1; next < bytes.length; next++)
        if (bytes[next] === FIRST_LETTER_OF_A_MARK && frameAt(next)) return true;
      return false;
    },
  };
}

/** What the check of a frame's header is taken over: the segment's salt, the frame's offset, the header's first 16 bytes. */
function boundHeader(bytes: Uint8Array, at: number): Uint8Array {
  const bound = new Uint8Array(32);
  bound.set(bytes.subarray(40, 48));
  new DataView(bound.buffer).setBigUint64(8, BigInt(at), true);
  bound.set(bytes.subarray(at, at + 16), 16);
  return bound;
}
