import { IntegrityError } from "../foundation/index.ts";

/** One failure of a store per code; `details` holds its facts. */
export interface StoreFailures {
  /** The store was closed: open another one. */
  store_closed: Record<string, never>;
  /** A key, or the start of one, is not printable ASCII without spaces, or too long. */
  store_key_malformed: { readonly key: string; readonly limit: number };
  /** A value is larger than the limit, in bytes: nothing was written. */
  store_value_too_large: { readonly key: string; readonly size: number; readonly limit: number };
  /** A commit is larger than the limit, in bytes: nothing was written. */
  store_commit_too_large: { readonly size: number; readonly limit: number };
  /** More is waiting to be written than the limit, in bytes: nothing was written. */
  store_busy: { readonly queuedBytes: number; readonly limit: number };
  /** The disk, the quota or the memory set aside is used up. */
  store_full: { readonly operation: string; readonly path: string };
  /** This user may not read or write there. */
  store_not_writable: { readonly operation: string; readonly path: string };
  /** The path is a file, or lies below one. */
  store_not_directory: { readonly operation: string; readonly path: string };
  /** Another store has the directory open, in this process or in another one. */
  store_locked: { readonly directory: string; readonly pid?: number; readonly host?: string };
  /** Bytes that were once durable do not check, or are missing. */
  store_corrupt: { readonly segment: string; readonly offset: number; readonly problem: string };
  /** Reading or writing failed. After a failed write the store answers nothing else. */
  store_failed: { readonly operation: string; readonly path: string; readonly reason: string };
  /** The platform has no file system. */
  store_unsupported: { readonly operation: string };
  /** The store was written by a newer version: it can be neither read nor called broken. */
  newer_format: { readonly format: string; readonly formatVersion: number; readonly supported: number };
}

export class StoreError<Code extends keyof StoreFailures = keyof StoreFailures> extends IntegrityError<
  Code,
  StoreFailures[Code]
> {}

export const closedError = (): StoreError =>
  new StoreError("store_closed", "the store is closed: open another one", {});
