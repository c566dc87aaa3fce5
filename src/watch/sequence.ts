/** How a number stands to those before it; nothing to say of one that simply follows. */
export type SequenceCode = "sequence_gap" | "sequence_out_of_order" | "sequence_repeated";

/** The numbers of one source. */
export interface Sequence {
  readonly highest: () => bigint | undefined;
  /** Takes the next number that came. */
  readonly take: (number: bigint) => SequenceCode | undefined;
}

type Range = readonly [from: bigint, to: bigint];

/** Most gaps that are remembered; of numbers in older ones it is only known that they came late. */
const MAX_GAPS = 1_000;

/** Memory: the gaps, at most 1,000. */
export function createSequence(): Sequence {
  let [lowest, highest]: [bigint | undefined, bigint | undefined] = [undefined, undefined];
  let gaps: readonly Range[] = [];

  const remember = (gap: Range): void => {
    gaps = [...gaps, gap];
    if (gaps.length <= MAX_GAPS) return;
    const [forgotten, ...kept] = gaps;
    gaps = kept;
    lowest = (forgotten as Range)[1] + 1n;
  };
  const advance = (number: bigint, before: bigint): SequenceCode | undefined => {
    highest = number;
    if (number === before + 1n) return undefined;
    remember([before + 1n, number - 1n]);
    return "sequence_gap";
  };
  const fill = (number: bigint): SequenceCode => {
    const gap = gaps.find(([from, to]) => from <= number && number <= to);
    if (!gap) return "sequence_repeated";
    gaps = gaps.flatMap((one) => (one === gap ? without(one, number) : [one]));
    return "sequence_out_of_order";
  };
  return {
    highest: () => highest,
    take(number) {
      if (highest === undefined || lowest === undefined) {
        [lowest, highest] = [number, number];
        return undefined;
      }
      if (number > highest) return advance(number, highest);
      return number < lowest ? "sequence_out_of_order" : fill(number);
    },
  };
}

const without = ([from, to]: Range, number: bigint): readonly Range[] =>
  (
    [
      [from, number - 1n],
      [number + 1n, to],
    ] as const
  ).filter(([low, high]) => low <= high);
