import type { Stored } from "../store.ts";
import type { BlockCache } from "./block-cache.ts";
import type { Entry, KeyIndex } from "./key-index.ts";
import { type Disk, nameOf } from "./segment.ts";
import { decodeCheckedRecord, valueIn } from "./segment-format.ts";
import { corruptError } from "./system-failures.ts";
import type { ValueCache } from "./value-cache.ts";

/** Reads what is durable now under a key. @throws {StoreError} `store_corrupt` when the bytes no longer check. */
export type ReadKey = (key: string) => Promise<Stored | undefined>;

export function createReader(disk: Disk, index: KeyIndex, cache: ValueCache, blocks: BlockCache): ReadKey {
  return async (key) => {
    const entry = index.find(key);
    if (!entry) return undefined;
    const value = cache.get(entry.version) ?? (await readValue(disk, key, entry, blocks));
    // It may have been deleted or purged while it was read.
    if (index.isLive(key, entry.version)) cache.put(entry.version, value);
    return { value: new Uint8Array(value), version: String(entry.version) };
  };
}

// The read starts before anything is awaited, so compaction, which closes files, waits for it.
async function readValue(
  disk: Disk,
  key: string,
  { segment, at, size, version }: Entry,
  blocks: BlockCache,
): Promise<Uint8Array> {
  const bytes = await blocks.read(segment, at, size);
  const record = decodeCheckedRecord(bytes, at, disk.hash);
  if (record?.key === key && record.version === version) return new Uint8Array(valueIn(bytes, record, at));
  throw corruptError(nameOf(segment.header), at, "a record that was whole no longer checks");
}
