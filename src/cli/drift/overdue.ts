import { findOverdue, type Overdue } from "../../gate/index.ts";
import { type Arguments, type Command, dateOf } from "../command.ts";
import { configOption } from "../configuration.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { hasConfiguration } from "../places.ts";
import { tenantOf, withGate } from "../quarantine/desk.ts";
import { atDesk, storeOptions } from "../store-desk.ts";

/** Asks which events did not come that were promised, or that usually do. */
export const overdue: Command = {
  positionals: [],
  options: {
    ...configOption,
    ...storeOptions,
    at: { type: "string", value: "DATE", about: "the moment that is asked about; default: now" },
  },
  examples: ["countersign drift overdue", "countersign drift overdue --store run/store --at 2026-04-07T12:00:00Z"],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const found = await ask(args, dateOf(args, "at") ?? new Date());
    output.value(found);
    for (const { sentence } of found.findings) output.line(sentence);
    output.line(inWords(found));
    return exitOf(found);
  },
};

/** A configuration says which version of a contract promises something by now; a store alone, which one the last event was judged by. */
const ask = (args: Arguments, at: Date): Promise<Overdue> =>
  hasConfiguration(args)
    ? withGate(args, (gate) => gate.overdue({ ...tenantOf(args), at }))
    : atDesk(args, ({ corner }) => findOverdue(corner, { at }));

function inWords({ findings, feeds, young, isFull }: Overdue): string {
  const more = isFull ? "; there are more, which nobody watches" : "";
  const feedsAre = feeds === 1 ? "feed is" : "feeds are";
  return `${findings.length} of ${feeds} ${feedsAre} overdue; ${young} came too rarely to tell${more}`;
}

/** Of those that nobody watches nothing is known. */
function exitOf({ findings, isFull }: Overdue): ExitCode {
  if (findings.length > 0) return exitCodes.refuted;
  return isFull ? exitCodes.unknown : exitCodes.done;
}
