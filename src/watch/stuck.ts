/** How often readings of one source are the same as the one before, and how long they have been so now. */
export interface Stuck {
  /** Takes the next reading; answers when it repeats more often than chance allows. */
  readonly take: (value: number) => { readonly repeats: number; readonly odds: number } | undefined;
}

/** Pairs of readings before a verdict. */
const WARM_UP = 30;
/** A run this unlikely, or less likely, is no chance. */
const UNLIKELY = 1e-9;

/** Learns how likely a reading repeats, and finds runs that are too long for that. */
export function createStuck(): Stuck {
  let [pairs, repeats, run] = [0, 0, 0];
  let last: number | undefined;

  const chance = (): number => (repeats + 1) / (pairs + 2);
  const isTooLong = (): boolean => pairs >= WARM_UP && chance() ** run < UNLIKELY;
  /** A run is learned when it has ended, unless it was found to be none of the usual ones. */
  const endRun = (): void => {
    if (!isTooLong()) [pairs, repeats] = [pairs + run, repeats + run];
    [pairs, run] = [pairs + 1, 0];
  };
  return {
    take(value) {
      if (last !== undefined && value === last) run += 1;
      else if (last !== undefined) endRun();
      last = value;
      return isTooLong() ? { repeats: run, odds: Number((1 / chance() ** run).toPrecision(2)) } : undefined;
    },
  };
}
