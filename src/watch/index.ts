export { type ArrivalWatch, type ArrivalWatchOptions, createArrivalWatch } from "./arrivals.ts";
export type { SequenceFacts, SilenceFacts, WatchFinding, WatchFindings } from "./errors.ts";
export { createReadingWatch, type Reading, type ReadingWatch, type ReadingWatchOptions } from "./readings.ts";
