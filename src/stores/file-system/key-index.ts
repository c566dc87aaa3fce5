import { createOrderedKeys, type OrderedKeys } from "../ordered-keys.ts";
import type { Segment } from "./segment.ts";
import type { RecordKind } from "./segment-format.ts";

/** Where the last record of a key lies. Of a purged key only the mark is left. */
export interface Entry {
  readonly version: number;
  readonly purged: boolean;
  readonly segment: Segment;
  /** Offset of the record in its segment. */
  readonly at: number;
  /** Bytes of the record, header included. */
  readonly size: number;
}

export interface Noted {
  readonly key: string;
  readonly kind: RecordKind;
  readonly version: number;
  readonly at: number;
  readonly size: number;
}

/** What the segments say now: one entry in memory for each key that has a value or a purge mark. */
export interface KeyIndex {
  /** Keys that have a value. */
  readonly keys: OrderedKeys;
  count(): number;
  /** The entry of a key that has a value. */
  find(key: string): Entry | undefined;
  /** Whether this record is the last of its key, and more than a tombstone. */
  isLive(key: string, version: number): boolean;
  /** Takes in a record that is later than all before, and answers what it takes the place of. */
  note(record: Noted, segment: Segment): Entry | undefined;
  /** The record was copied elsewhere. Nothing happens when it is no longer the last of its key. */
  move(record: Noted, segment: Segment): void;
}

export function createKeyIndex(): KeyIndex {
  const entries = new Map<string, Entry>();
  let withValue = 0;
  let ordered: OrderedKeys | undefined;
  // Put in order when somebody first walks them: while a store is opened, nobody does.
  const keys = (): OrderedKeys => {
    ordered ??= createOrderedKeys([...entries.keys()].filter((key) => entries.get(key)?.purged === false));
    return ordered;
  };

  const drop = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (!entry) return undefined;
    entries.delete(key);
    entry.segment.live -= 1;
    if (entry.purged) return entry;
    withValue -= 1;
    ordered?.remove(key);
    return entry;
  };
  const keep = ({ key, kind, version, at, size }: Noted, segment: Segment): void => {
    entries.set(key, { version, purged: kind === "purged", segment, at, size });
    segment.live += 1;
    if (kind === "purged") return;
    withValue += 1;
    ordered?.add(key);
  };
  const isLive = (key: string, version: number): boolean => entries.get(key)?.version === version;

  return {
    get keys() {
      return keys();
    },
    isLive,
    count: () => withValue,
    find: (key) => {
      const entry = entries.get(key);
      return entry?.purged ? undefined : entry;
    },
    note(record, segment) {
      const replaced = drop(record.key);
      if (record.kind !== "deleted") keep(record, segment);
      return replaced;
    },
    move({ key, version, at, size }, segment) {
      const entry = entries.get(key);
      if (entry?.version !== version) return;
      entry.segment.live -= 1;
      segment.live += 1;
      entries.set(key, { ...entry, segment, at, size });
    },
  };
}
