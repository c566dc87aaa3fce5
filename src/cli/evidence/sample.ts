import { type AuditSample, parseBundle, verifyBundle } from "../../evidence/index.ts";
import { formatInstant, parsePointer } from "../../foundation/index.ts";
import { type Arguments, beginOf, type Command, isDay, requireText, textOf, wholeNumberOf } from "../command.ts";
import { type ExitCode, toExitCode } from "../exit-codes.ts";
import { readText, writeFile } from "../files.ts";
import type { Output } from "../output.ts";
import { printChecks } from "../verdict-lines.ts";
import { askHouse, audienceOf, CHECKPOINT_ABOUT, houseOptions } from "./house.ts";

const DAY_MS = 86_400_000;

/** Draws an audit sample of a period by a checkpoint that outsiders have seen after it. */
export const sample: Command = {
  positionals: [],
  options: {
    type: { type: "string", value: "TYPE", about: "which events: their type, such as purchase.order.placed" },
    from: { type: "string", value: "DATE", about: "first day of the period (UTC), or the moment it begins" },
    to: { type: "string", value: "DATE", about: "last day of the period (UTC), or the moment it ends" },
    n: { type: "string", value: "COUNT", about: "how many events to draw; default: 25" },
    "by-value": { type: "string", value: "POINTER", about: "draw in proportion to the amount there, such as /total" },
    checkpoint: { type: "string", value: "FILE", about: `${CHECKPOINT_ABOUT}, of after the period: it decides` },
    out: { type: "string", value: "FILE", about: "where the sample goes; default: sample.json" },
    ...houseOptions,
  },
  examples: [
    "countersign evidence sample --type purchase.order.placed --from 2026-01-01 --to 2026-03-31 --n 25 --checkpoint cosigned.txt",
    "countersign evidence sample --type purchase.order.placed --from 2026-01-01 --to 2026-03-31 --by-value /total --checkpoint cosigned.txt",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const plan = planOf(args);
    const options = { audience: audienceOf(args), checkpoint: await readText(requireText(args, "checkpoint")) };
    const out = textOf(args, "out") ?? "sample.json";
    output.stage("drawing");
    const found = await askHouse(args, async (gate) => ({
      bundle: await gate.evidenceSample(plan, options),
      trustedKeys: await gate.trustedKeys(),
    }));
    const verdict = await verifyBundle(found.bundle, { trustedKeys: found.trustedKeys, at: new Date() });
    await writeFile(out, found.bundle);
    const { drawn, population, total, seed } = sampleIn(found.bundle);
    output.value({ file: out, status: verdict.status, population, ...(total !== undefined && { total }), drawn, seed });
    printChecks(verdict.checks, output);
    if (population === 0)
      output.note(`no event of the type \`${plan.type}\` was admitted then: is it spelled as events spell it?`);
    output.line(`${output.bold(verdict.status.toUpperCase())}  ${out}: ${drawn.length} of ${population} events`);
    return toExitCode(verdict.status);
  },
};

const sampleIn = (bundle: Uint8Array): AuditSample =>
  parseBundle(bundle).parts.find(({ kind }) => kind === "sample")?.value as unknown as AuditSample;

function planOf(args: Arguments) {
  const byValue = textOf(args, "by-value");
  if (byValue !== undefined) parsePointer(byValue);
  return {
    type: requireText(args, "type"),
    from: formatInstant(required(args, "from")),
    to: formatInstant(endOf(args, "to")),
    count: wholeNumberOf(args, "n", 25),
    ...(byValue !== undefined && { byValue }),
  };
}

function required(args: Arguments, name: string): Date {
  requireText(args, name);
  return beginOf(args, name) as Date;
}

/** A day ends where the next one begins. */
function endOf(args: Arguments, name: string): Date {
  const begin = required(args, name);
  return isDay(requireText(args, name)) ? new Date(begin.getTime() + DAY_MS) : begin;
}
