import type { Command } from "../command.ts";
import { switchOptions, switchStream } from "../stream-switch.ts";

/** Makes the gate's answers bind for one stream. */
export const enforce: Command = {
  positionals: ["STREAM"],
  options: switchOptions,
  examples: [
    "countersign enforce carrier-eta",
    "countersign enforce carrier-eta --by b.berg --config prod/countersign.json",
  ],
  run: (args, output) => switchStream(args, "enforce", output),
};
