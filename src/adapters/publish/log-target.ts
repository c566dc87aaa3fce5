import type { LogFile, ReadLogFile } from "../../provenance/index.ts";

/** Where a log is published: a folder, or whatever these two functions reach. */
export interface LogTarget {
  /** What was published before, by its path. */
  read: ReadLogFile;
  /** Writes files, in this order, each whole or not at all; resolves when they will stay. */
  write(files: AsyncIterable<LogFile>): Promise<void>;
}
