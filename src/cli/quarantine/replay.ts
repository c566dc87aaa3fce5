import { appendFile } from "node:fs/promises";
import { canonicalJson, type Event } from "../../foundation/index.ts";
import type { Gate } from "../../gate/index.ts";
import { type ReplayProgress, type ReplayReport, readRepairPlan } from "../../quarantine/index.ts";
import { type Arguments, type Command, textOf, UsageError, wholeNumberOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readBytes, unwritable } from "../files.ts";
import type { Output } from "../output.ts";
import { gateOptions, tenantOf, withGate } from "./desk.ts";

/** Sends held events on: as an approved plan makes them, or those that only waited behind others. */
export const replay: Command = {
  positionals: [],
  options: {
    ...gateOptions,
    plan: { type: "string", value: "FILE", about: "the approved plan; default: only what waited behind others" },
    rate: { type: "string", value: "NUMBER", about: "events in a second, at most; default: as fast as it goes" },
    by: { type: "string", value: "NAME", about: "who has it done; default: whoever has approved the plan" },
    "dead-letters": { type: "boolean", about: "read again what could not be read, a bounded number of times each" },
    out: {
      type: "string",
      value: "FILE",
      about: "append each event that goes on, a line of JSON, for the consumer whose effect it is; one may come twice",
    },
  },
  examples: [
    "countersign quarantine replay --plan repair.json --rate 200 --out repaired.ndjson",
    "countersign quarantine replay",
    "countersign quarantine replay --dead-letters",
  ],
  run: (args: Arguments, output: Output): Promise<ExitCode> =>
    withGate(args, async (gate) => {
      if (args.values["dead-letters"]) return readAgain(gate, args, output);
      const [file, out, by] = [textOf(args, "plan"), textOf(args, "out"), textOf(args, "by")];
      const plan = file === undefined ? undefined : readRepairPlan(await readBytes(file));
      const { held } = await (await gate.shelf(tenantOf(args))).room();
      const report = await untilInterrupted((signal) =>
        gate.replay(plan, undefined, {
          ...tenantOf(args),
          ...rateOf(args),
          ...(by !== undefined && { by }),
          ...(out !== undefined && { onPassed: (event) => append(out, event) }),
          onProgress: (progress) => output.progress(`${sumOf(progress)} of ${held} held events sent on …`),
          signal,
        }),
      );
      output.value(report);
      output.line(sentenceOf(report));
      return report.state === "finished" && report.stays + report.failed === 0 ? exitCodes.done : exitCodes.unknown;
    }),
};

/** Whatever reads them was repaired meanwhile: what can be read now goes in, and each attempt that fails is written down. */
async function readAgain(gate: Gate, args: Arguments, output: Output): Promise<ExitCode> {
  const by = textOf(args, "by");
  const report = await gate.retryDeadLetters({ ...tenantOf(args), ...(by !== undefined && { by }) });
  const { sent, failed, exhausted } = report;
  output.value(report);
  output.line(`${sent} read, ${failed} not, ${exhausted} left for a person`);
  return failed + exhausted === 0 ? exitCodes.done : exitCodes.unknown;
}

function rateOf(args: Arguments): { readonly perSecond?: number } {
  if (textOf(args, "rate") === undefined) return {};
  const perSecond = wholeNumberOf(args, "rate", 1);
  if (perSecond < 1) throw new UsageError("--rate must be at least 1");
  return { perSecond };
}

/** Ctrl-C ends it after what is under way. */
async function untilInterrupted(work: (signal: AbortSignal) => Promise<ReplayReport>): Promise<ReplayReport> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once("SIGINT", stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off("SIGINT", stop);
  }
}

async function append(file: string, event: Event): Promise<void> {
  try {
    await appendFile(file, `${canonicalJson(event)}\n`, { mode: 0o600, flush: true });
  } catch (cause) {
    throw unwritable(file, cause);
  }
}

const sumOf = ({ replayed, stays, right, failed }: ReplayProgress): number => replayed + stays + right + failed;

function sentenceOf({ state, replayed, stays, right, failed }: ReplayReport): string {
  const rest = [
    stays > 0 ? `${stays} stay held` : "",
    right > 0 ? `${right} needed nothing and stay held` : "",
    failed > 0 ? `${failed} failed` : "",
  ].filter(Boolean);
  const told = [`${replayed} replayed`, ...rest].join(", ");
  return state === "finished" ? told : `${told}; stopped before the end: the same command goes on`;
}
