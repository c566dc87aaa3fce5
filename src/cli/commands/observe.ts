import type { Command } from "../command.ts";
import { switchOptions, switchStream } from "../stream-switch.ts";

/** Lets one stream be observed again: everything is asked, nothing is blocked. */
export const observe: Command = {
  positionals: ["STREAM"],
  options: switchOptions,
  examples: ["countersign observe carrier-eta"],
  run: (args, output) => switchStream(args, "observe", output),
};
