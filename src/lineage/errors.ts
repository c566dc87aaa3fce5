import { IntegrityError } from "../foundation/index.ts";

/** One failure of lineage per code; `details` holds its facts. */
export interface LineageFailures {
  /** The graph would hold more edges than it may: nothing of the derivation or consumption was recorded. */
  lineage_full: { readonly maxEdges: number; readonly edges: number; readonly needed: number };
  /** One version of a transformation was declared with two digests or two field maps. */
  transformation_changed: {
    readonly name: string;
    readonly version: string;
    readonly member: "digest" | "fields";
  };
}

export class LineageError<Code extends keyof LineageFailures = keyof LineageFailures> extends IntegrityError<
  Code,
  LineageFailures[Code]
> {}

/** Why an answer about lineage is `unknown`: one code per cause. */
export interface LineageReasons {
  /** No derivation and no consumption names the record. */
  record_unknown: Record<string, never>;
  /** Records were used, but nobody recorded where they come from. */
  origin_undeclared: Record<string, never>;
  /** What was recorded before the graph's first sequence is not held any more. */
  retention_cut: Record<string, never>;
  /** More transformations lie beyond `maxDepth`. */
  depth_cut: Record<string, never>;
  /** More links lie beyond `maxVisits`. */
  visits_cut: Record<string, never>;
  /** Records are recorded as made from themselves. */
  cycle_found: Record<string, never>;
  /** An ancestor that was not compared may have changed before the first one that is known to have. */
  change_not_compared: Record<string, never>;
}
