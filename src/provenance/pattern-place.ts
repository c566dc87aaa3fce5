/** Where a walk through data stands in a set of patterns. Steps that were taken once are remembered. */
export interface PatternPlace {
  /** A pattern ends here. */
  readonly isLeaf: boolean;
  /** A pattern goes on from here. */
  readonly leadsOn: boolean;
  /** One step down, to a member or item; `undefined` where no pattern goes. */
  to(token: string): PatternPlace | undefined;
}

/**
 * The start of a walk.
 *
 * @param rests what is left of each pattern, as tokens; `*` stands for every member and item.
 */
export function patternPlace(rests: readonly (readonly string[])[]): PatternPlace {
  const ahead = rests.filter(({ length }) => length > 0);
  const names = new Set(ahead.map(([token]) => token));
  const steps = new Map<string, PatternPlace | undefined>();
  const stepAlong = (token: string): PatternPlace | undefined => {
    const next = ahead.filter(([first]) => first === "*" || first === token).map((rest) => rest.slice(1));
    return next.length === 0 ? undefined : patternPlace(next);
  };
  return {
    isLeaf: ahead.length < rests.length,
    leadsOn: ahead.length > 0,
    to(token) {
      // Names that no pattern names share one step, so that names from outside fill no memory.
      const key = names.has(token) ? token : "*";
      if (!steps.has(key)) steps.set(key, stepAlong(key));
      return steps.get(key);
    },
  };
}
