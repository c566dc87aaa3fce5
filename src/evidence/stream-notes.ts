import type { JsonValue } from "../foundation/index.ts";
import { completeRanges, type StreamStatement, toStreamStatement } from "../provenance/index.ts";
import type { Part } from "./bundle.ts";
import type { CompletenessClaim } from "./check-completeness.ts";
import type { EventRecord } from "./ledger.ts";

/** Most stretches that one bundle claims to be complete. */
const MOST_CLAIMS = 10_000;

/** Notes the places in their streams that statements have, to claim what is held completely. Memory: some hundred bytes for each. */
export interface StreamNotes {
  note(record: EventRecord): void;
  parts(): Iterable<Part>;
}

export function createStreamNotes(): StreamNotes {
  const bySource = new Map<string, StreamStatement[]>();
  return {
    note({ envelope }) {
      const statement = envelope?.event && toStreamStatement(envelope);
      if (!envelope?.event || !statement) return;
      const { source } = envelope.event;
      const known = bySource.get(source);
      if (known) known.push(statement);
      else bySource.set(source, [statement]);
    },
    *parts() {
      const claims = [...bySource.keys()].sort().flatMap((source) => claimsOf(source, bySource.get(source) ?? []));
      if (claims.length === 0) return;
      yield { kind: "completeness", value: { claims: claims.slice(0, MOST_CLAIMS) } as unknown as JsonValue };
    },
  };
}

const claimsOf = (source: string, statements: readonly StreamStatement[]): readonly CompletenessClaim[] =>
  completeRanges(statements).map((range) => ({ source, ...range }));
