import { listOf, readShape } from "../../foundation/shape.ts";
import type { Contract } from "../contract.ts";
import { type Consumer, consumerShape } from "../registry/consumer.ts";
import { quote } from "../text.ts";
import { type DirectionReport, type Judged, judgeDirection } from "./judge.ts";
import { createPace } from "./pace.ts";
import { projectSchema } from "./project.ts";
import type { CompatibilityRules, ConsumerVerdict } from "./report.ts";
import type { ContractOrCompiled, Sides } from "./sides.ts";

/**
 * Reads a list of consumers that somebody else wrote.
 *
 * @throws {FoundationError} `format_malformed`
 */
export const parseConsumers = (json: unknown): readonly Consumer[] =>
  readShape("list of consumers", listOf(consumerShape), json);

interface ConsumerOptions {
  readonly consumers?: readonly Consumer[];
  readonly budget?: number;
  readonly sides: Sides;
  readonly rules?: CompatibilityRules;
  readonly signal?: AbortSignal;
}

/**
 * Which consumers, written for the version before, can read what is written by the new one. Each is a reader of its own:
 * of the old contract's rules only those for what it reads are left. The verdict is as good as what it registered.
 */
export async function checkConsumers(
  before: Contract,
  after: ContractOrCompiled,
  options: ConsumerOptions,
): Promise<readonly ConsumerVerdict[]> {
  const verdicts: ConsumerVerdict[] = [];
  for (const consumer of options.consumers ?? []) verdicts.push(await checkConsumer(consumer, before, after, options));
  return verdicts;
}

async function checkConsumer(
  consumer: Consumer,
  before: Contract,
  after: ContractOrCompiled,
  { budget = 20_000, sides, rules, signal }: ConsumerOptions,
): Promise<ConsumerVerdict> {
  const judged: Judged = {
    direction: "forward",
    against: before.version,
    isTidy: rules === "lenient",
    writer: sides.plain(after),
    reader: sides.reader({ ...before, schema: projectSchema(before.schema, consumer) }),
  };
  const { counterexamples, isCompatible } = await judgeDirection(
    judged,
    createPace({ budget, isTidy: judged.isTidy, signal }),
  );
  return tell(consumer.name, counterexamples[0], isCompatible);
}

function tell(
  name: string,
  found: DirectionReport["counterexamples"][number] | undefined,
  isCompatible: boolean,
): ConsumerVerdict {
  if (found) {
    const { key: _, ...counterexample } = found;
    return { name, verdict: "broken", counterexample, sentence: `${quote(name)} breaks: ${counterexample.sentence}` };
  }
  return isCompatible
    ? { name, verdict: "compatible", sentence: `${quote(name)} reads nothing that changed for it` }
    : { name, verdict: "unknown", sentence: `whether ${quote(name)} breaks could not be decided` };
}
