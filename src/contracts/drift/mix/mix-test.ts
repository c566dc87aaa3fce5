/**
 * A sequential test of whether symbols still come in the shares that they came in: Page's cumulative sum over a bet that is
 * placed before each symbol, on what came lately. Under unchanged shares no bet gains on average, so that a sum reaches `h`
 * by mistake once in e^h symbols or more seldom (Shin, Ramdas, Rinaldo, "E-detectors", 2022, theorem 3.4).
 */
export interface MixTest {
  /** How often each symbol came, all in all, and since the sum was zero last. */
  readonly counts: number[];
  readonly recent: number[];
  total: number;
  lately: number;
  /** The last symbol, and how often one was as near to the one before as `reach`: the same, or next to it. */
  previous: number;
  repeats: number;
  readonly reach: number;
  /** How many independent symbols one is worth: asked now and then, because it changes slowly. */
  pace: number;
  /** How much speaks for other shares, as a natural logarithm. */
  score: number;
}

/** Symbols assumed to have come already, spread evenly. */
const PRIOR = 2;
/** The bet is the old shares, as if so many symbols had lately come in them, and what lately came. */
const CAUTION = 12;
/** Above this the past is halved, so that the last few thousand values count. */
const MOST_TOTAL = 4_096;
/** Where one symbol depends on the one before by more than this, shares say little: the series wanders. */
const MOST_DEPENDENCE = 0.6;
const PACE_EVERY = 16;

export const startMixTest = (symbols: number, reach: number): MixTest => ({
  counts: new Array<number>(symbols).fill(0),
  recent: new Array<number>(symbols).fill(0),
  total: 0,
  lately: 0,
  previous: -1,
  repeats: 0,
  reach,
  pace: 1,
  score: 0,
});

/** Learns a symbol without asking. */
export function countSymbol(test: MixTest, symbol: number): void {
  test.counts[symbol] = (test.counts[symbol] as number) + 1;
  test.total += 1;
  if (test.previous >= 0 && Math.abs(symbol - test.previous) <= test.reach) test.repeats += 1;
  test.previous = symbol;
  if (test.total > MOST_TOTAL) halve(test);
  if (test.total % PACE_EVERY === 0) test.pace = paceOf(test);
}

/** Bets on a symbol, then learns it. */
export function stepMixTest(test: MixTest, symbol: number): void {
  const { recent, lately } = test;
  const usual = shareOf(test, symbol);
  const bet = ((recent[symbol] as number) + CAUTION * usual) / (lately + CAUTION);
  test.score += test.pace * Math.log(bet / usual);
  if (test.score <= 0) restart(test);
  recent[symbol] = (recent[symbol] as number) + 1;
  test.lately += 1;
  countSymbol(test, symbol);
}

/** What came lately says nothing of those that come. */
export function restart(test: MixTest): void {
  test.score = 0;
  if (test.lately === 1) test.recent[test.previous] = 0;
  else if (test.lately > 0) test.recent.fill(0);
  test.lately = 0;
}

/** The share that a symbol came in before those that came lately. */
export function shareBefore({ counts, recent, total, lately }: MixTest, symbol: number): number {
  return ((counts[symbol] as number) - (recent[symbol] as number)) / Math.max(1, total - lately);
}

const shareOf = ({ counts, total }: MixTest, symbol: number): number =>
  ((counts[symbol] as number) + PRIOR / counts.length) / (total + PRIOR);

/** How many independent symbols one is worth, by how much likelier than by chance it comes again: (1 - r) / (1 + r); none where it wanders. */
function paceOf({ counts, total, repeats, reach }: MixTest): number {
  let pairs = 0;
  for (let at = 0; at < counts.length; at++)
    for (let near = Math.max(0, at - reach); near <= at + reach && near < counts.length; near++)
      pairs += (counts[at] as number) * (counts[near] as number);
  const chance = pairs / (total * total);
  const dependence = chance < 1 ? Math.max(0, (repeats / total - chance) / (1 - chance)) : 0;
  return dependence > MOST_DEPENDENCE ? 0 : (1 - dependence) / (1 + dependence);
}

function halve(test: MixTest): void {
  const { counts, recent } = test;
  let total = 0;
  for (let at = 0; at < counts.length; at++) {
    const lately = recent[at] as number;
    const count = lately + (((counts[at] as number) - lately) >> 1);
    counts[at] = count;
    total += count;
  }
  test.total = total;
  test.repeats >>= 1;
}
