import type { Segment } from "./segment.ts";

/** What was written together is often read together: a read takes in what stands around, and keeps it for the next. */
export interface BlockCache {
  /** Bytes of a segment that are durable. */
  read(segment: Segment, at: number, length: number): Promise<Buffer>;
  /** Forgets everything that was read. */
  clear(): void;
}

const BLOCK_BYTES = 16_384;
/** 2 MiB in all; the block read longest ago goes first. */
const MOST_BLOCKS = 128;

interface Block {
  readonly length: number;
  readonly bytes: Promise<Buffer>;
}

export function createBlockCache(): BlockCache {
  const blocks = new Map<Segment, Map<number, Block>>();
  const forgetting: (() => void)[] = [];

  const fetch = (segment: Segment, number: number): Block => {
    const from = number * BLOCK_BYTES;
    // Behind what is durable, bytes may still be changing.
    const length = Math.min(BLOCK_BYTES, segment.size - from);
    const block = { length, bytes: segment.file.read(from, length) };
    keep(segment, number, block);
    return block;
  };
  const keep = (segment: Segment, number: number, block: Block): void => {
    const own = blocks.get(segment) ?? new Map<number, Block>();
    blocks.set(segment, own.set(number, block));
    const forget = (): void => {
      if (own.get(number) === block) own.delete(number);
      if (own.size === 0) blocks.delete(segment);
    };
    block.bytes.catch(forget);
    forgetting.push(forget);
    if (forgetting.length > MOST_BLOCKS) forgetting.shift()?.();
  };

  return {
    // A read starts before anything is awaited: compaction, which closes files, waits for it.
    async read(segment, at, length) {
      const number = Math.floor(at / BLOCK_BYTES);
      const start = at - number * BLOCK_BYTES;
      const end = start + length;
      if (end > BLOCK_BYTES) return segment.file.read(at, length);
      const known = blocks.get(segment)?.get(number);
      // The last block of a segment grows.
      const block = known && known.length >= end ? known : fetch(segment, number);
      return (await block.bytes).subarray(start, end);
    },
    clear() {
      blocks.clear();
      forgetting.length = 0;
    },
  };
}
