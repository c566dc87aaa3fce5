import { formatInstant, parseInstant } from "../foundation/index.ts";
import { type Shape, satisfying } from "../foundation/shape.ts";

/** Longest text that names anything: a subject, a piece of evidence. */
const MAX_TEXT = 256;

const refused = (expected: string): Shape<never> => satisfying<never>(expected, () => false);

export const name: Shape<string> = satisfying(
  `text of 1 to ${MAX_TEXT} characters`,
  (value) => value.length > 0 && value.length <= MAX_TEXT && value.isWellFormed(),
);

export const signalName: Shape<string> = satisfying("a name of lower-case letters, digits and `-`", (value) =>
  /^[a-z][a-z0-9-]{0,39}$/.test(value),
);

export const numberFrom =
  (low: number, high: number): Shape<number> =>
  (value, path) =>
    typeof value === "number" && value >= low && value <= high
      ? value
      : refused(`a number from ${low} to ${high}`)(value, path);

/** The last millisecond that RFC 3339 can write. */
export const LAST_INSTANT: number = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

const time = refused("an RFC 3339 time with a zone, from 1970 to 9999");
/** A time, written as we write it everywhere. */
export const instant: Shape<string> = (value, path) => {
  const read = typeof value === "string" ? (parseInstant(value) ?? -1) : -1;
  return read >= 0 && read <= LAST_INSTANT ? formatInstant(read) : time(value, path);
};

/** A map from names of signals, at most a hundred of them. */
export const bySignal =
  <Value>(entries: Shape<Readonly<Record<string, Value>>>): Shape<Readonly<Record<string, Value>>> =>
  (value, path) => {
    const read = entries(value, path);
    for (const signal of Object.keys(read)) signalName(signal, path);
    return Object.keys(read).length <= 100 ? read : refused("at most 100 signals")(value, path);
  };

/** A list of at most so many items. */
export const shortList =
  <Item>(length: number, list: Shape<readonly Item[]>): Shape<readonly Item[]> =>
  (value, path) =>
    Array.isArray(value) && value.length > length ? refused(`at most ${length} items`)(value, path) : list(value, path);
