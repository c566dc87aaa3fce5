/** Where "now" comes from. The gate owns one and reads it once for each admission; everything below takes an `at: Date`. */
export interface Clock {
  now(): Date;
}

// Wrapped, not captured: a test that replaces `Date` afterwards is still heard.
/** The clock of the machine. */
export const systemClock: Clock = { now: () => new Date() };
