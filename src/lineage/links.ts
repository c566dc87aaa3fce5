import { type Column, wholeNumbers } from "./columns.ts";

/**
 * Which records each holder (a derivation, a consumption) names, readable from both sides. A link costs sixteen bytes;
 * those of one holder lie together, those of one record are a linked list, newest first.
 */
export interface Links {
  readonly size: number;
  /** Starts the next holder: links that are added now belong to it. */
  open(): void;
  add(record: number, field: number): void;
  ofHolder(holder: number, visit: (record: number, field: number) => void): void;
  ofRecord(record: number, visit: (holder: number, field: number) => void): void;
}

export function createLinks(): Links {
  const starts = wholeNumbers();
  const [records, fields, holders, olders] = [wholeNumbers(), wholeNumbers(), wholeNumbers(), wholeNumbers()];
  /** Number of each record's newest link, plus one; 0 for none. */
  const newest = wholeNumbers();

  return {
    get size() {
      return records.length;
    },
    open: () => starts.push(records.length),
    add(record, field) {
      extend(newest, record + 1);
      records.push(record);
      fields.push(field);
      holders.push(starts.length - 1);
      olders.push(newest.get(record));
      newest.set(record, records.length);
    },
    ofHolder(holder, visit) {
      const end = holder + 1 < starts.length ? starts.get(holder + 1) : records.length;
      for (let link = starts.get(holder); link < end; link++) visit(records.get(link), fields.get(link));
    },
    ofRecord(record, visit) {
      for (let link = newest.get(record); link > 0; link = olders.get(link - 1)) {
        visit(holders.get(link - 1), fields.get(link - 1));
      }
    },
  };
}

function extend(column: Column, length: number): void {
  while (column.length < length) column.push(0);
}
