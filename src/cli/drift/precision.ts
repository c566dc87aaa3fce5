import type { HoldPrecision } from "../../gate/index.ts";
import { type Arguments, type Command, textOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { gateOptions, withGate } from "../quarantine/desk.ts";

/** Counts how often a hold for drift was right. */
export const precision: Command = {
  positionals: [],
  options: gateOptions,
  examples: ["countersign drift precision", "countersign drift precision --json"],
  run: (args: Arguments, output: Output): Promise<ExitCode> =>
    withGate(args, async (gate) => {
      const tenant = textOf(args, "tenant");
      const holds = await gate.holdPrecision({ ...(tenant !== undefined && { tenant }) });
      output.value(holds);
      output.line(inWords(holds));
      return exitCodes.done;
    }),
};

function inWords({ held, waiting, fine, confirmed, precision: share }: HoldPrecision): string {
  const right =
    share === undefined ? "nothing is decided yet" : `${(100 * share).toFixed(1)} % of those decided were right`;
  return `${held} events held for drift: ${confirmed} confirmed, ${fine} fine, ${waiting} waiting; ${right}`;
}
