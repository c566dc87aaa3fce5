import { countHolds, type HoldPrecision } from "../../gate/index.ts";
import type { Arguments, Command } from "../command.ts";
import { configOption } from "../configuration.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { atDesk, storeOptions } from "../store-desk.ts";

/** Counts how often a hold for drift was right. */
export const precision: Command = {
  positionals: [],
  options: { ...configOption, ...storeOptions },
  examples: ["countersign drift precision", "countersign drift precision --store run/store --json"],
  run: (args: Arguments, output: Output): Promise<ExitCode> =>
    atDesk(args, async ({ corner }) => {
      const holds = await countHolds(corner);
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
