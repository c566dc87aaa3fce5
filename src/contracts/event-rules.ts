import { type Event, eventTime, formatInstant, type JsonValue, parseDuration } from "../foundation/index.ts";
import type { ContractsFinding } from "./errors.ts";
import type { QualityRule } from "./quality/rule.ts";
import { watchRules } from "./quality/watch.ts";
import type { CompiledContract } from "./validate.ts";

/** What a contract promises besides the shape of the data, as far as a single event can break it. It keeps nothing of an event. */
export interface EventRules {
  /** Quality rules that one record breaks alone, given what the contract had to say about it. Paths point into the data. */
  readonly quality: (data: JsonValue, findings: readonly ContractsFinding[]) => readonly ContractsFinding[];
  /** Whether the event came later than the promised freshness allows. Paths point into the event. */
  readonly freshness: (event: Event, receivedAt: Date) => readonly ContractsFinding[];
}

const none: readonly ContractsFinding[] = [];
const keep = (): readonly ContractsFinding[] => none;

/** Makes a contract's `sla` and `quality` ready to judge events; `undefined` where no single event can break them. */
export function createEventRules({ contract }: CompiledContract): EventRules | undefined {
  const rules = (contract.quality ?? []).filter(isBrokenByOne).map((rule) => ({ ...rule, window: 1 }));
  const freshness = contract.sla?.freshness;
  if (rules.length === 0 && freshness === undefined) return undefined;
  return {
    quality: rules.length === 0 ? keep : watchRules(rules, contract).observe,
    freshness: freshness === undefined ? keep : lateAfter(freshness),
  };
}

/** A rule that lets no value pass, or counts one record at a time. Of what is invalid the schema has told already. */
const isBrokenByOne = ({ metric, atMostPercent, window }: QualityRule): boolean =>
  metric !== "invalidValues" && (window === 1 || /^0(?:\.0+)?$/.test(atMostPercent));

function lateAfter(freshness: string): EventRules["freshness"] {
  const allowedMs = parseDuration(freshness) as number;
  return (event, receivedAt) => {
    const happened = eventTime(event);
    // The clock of the source may be as much behind as it says.
    const isLate = happened.status === "proven" && receivedAt.getTime() - happened.value.latest > allowedMs;
    return isLate ? [describe(event.time as string, formatInstant(receivedAt), freshness)] : none;
  };
}

const describe = (time: string, receivedAt: string, freshness: string): ContractsFinding => ({
  code: "event_late",
  severity: "warning",
  path: "/time",
  sentence: `it happened at ${time}, and came at ${receivedAt}: the contract allows ${freshness}`,
  facts: { time, receivedAt, freshness },
});
