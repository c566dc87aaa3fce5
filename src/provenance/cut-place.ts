import { appendToken, canonicalJson, parsePointer } from "../foundation/index.ts";
import { type PatternPlace, patternPlace } from "./pattern-place.ts";

/** A place in data that patterns lead to. */
export interface CutPlace {
  readonly pointer: string;
  /** The pointer in canonical JSON. */
  readonly written: string;
  /** A pattern ends here. */
  readonly isLeaf: boolean;
  /** A pattern goes on from here. */
  readonly leadsOn: boolean;
  /** One step down, to a member or item; `undefined` where no pattern goes. */
  to(token: string): CutPlace | undefined;
}

/** As many places are remembered; beyond, each is made again: names and items come from outside. About 1 MB. */
const MOST_PLACES = 4_096;

/**
 * The whole of the data. Places that were reached once are remembered, for data after data has the same ones.
 *
 * @throws {FoundationError} `pointer_malformed`
 */
export function cutPlace(patterns: readonly string[]): CutPlace {
  let remembered = 0;
  return toPlace(patternPlace(patterns.filter((pattern) => pattern !== "").map(parsePointer)), "");

  function toPlace({ isLeaf, leadsOn, to }: PatternPlace, pointer: string): CutPlace {
    const steps = new Map<string, CutPlace>();
    return {
      pointer,
      written: canonicalJson(pointer),
      isLeaf,
      leadsOn,
      to(token) {
        const known = steps.get(token);
        if (known) return known;
        const next = to(token);
        const place = next && toPlace(next, appendToken(pointer, token));
        if (place && remembered < MOST_PLACES) {
          steps.set(token, place);
          remembered++;
        }
        return place;
      },
    };
  }
}
