/** A text, how often it came, and where it came first. */
export interface CountedValue {
  readonly value: string;
  readonly count: number;
  /** Line, or number, of the first record with it. */
  readonly line: number;
  /** A text as it stood there, where `value` stands for several. */
  readonly example: string;
}

/** Counts of the first distinct texts; beyond the limit only how many others came. */
export interface ValueCounts {
  add(value: string, line: number, example?: string): void;
  /** Most frequent first. */
  list(): readonly CountedValue[];
  /** Whether every text that came is in the list. */
  isComplete(): boolean;
}

/** Longest text that is kept. */
const MAX_LENGTH = 200;

export function createValueCounts(limit: number): ValueCounts {
  const counts = new Map<string, { value: string; count: number; line: number; example: string }>();
  let others = 0;
  return {
    add(value, line, example = value) {
      const counted = counts.get(value);
      if (counted) counted.count += 1;
      else if (counts.size < limit && value.length <= MAX_LENGTH)
        counts.set(value, { value, count: 1, line, example: example.slice(0, MAX_LENGTH) });
      else others += 1;
    },
    list: () => [...counts.values()].sort((a, b) => b.count - a.count || a.line - b.line),
    isComplete: () => others === 0,
  };
}
