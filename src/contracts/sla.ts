import { parseDuration } from "../foundation/index.ts";
import { closed, count, type Shape, satisfying } from "../foundation/shape.ts";
import { where } from "./shapes.ts";

/** What is promised about when events come, and how many. Durations are ISO 8601, of days and smaller: `PT15M`. */
export interface Sla {
  /** The longest time without an event of one source. */
  readonly freshness?: string;
  /** At least so many events of one source in each such time. */
  readonly completeness?: { readonly atLeast: number; readonly every: string };
}

const duration: Shape<string> = satisfying(
  "a duration of days or smaller, such as `PT15M` or `P1D`",
  (text) => parseDuration(text) !== undefined,
);

export const slaShape: Shape<Sla> = closed(
  {},
  {
    freshness: duration,
    completeness: closed({ atLeast: where(count, (events) => events > 0, "at least 1"), every: duration }),
  },
);
