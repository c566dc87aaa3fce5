import type { ShelfItem } from "../../quarantine/index.ts";
import { type Arguments, type Command, textOf, UsageError, wholeNumberOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { formatTable, type Output } from "../output.ts";
import { atShelf, shelfOptions } from "./desk.ts";

/** Lists what is held, the longest held first. */
export const list: Command = {
  positionals: [],
  options: {
    ...shelfOptions,
    limit: { type: "string", value: "NUMBER", about: "how many are listed; default 50, at most 1000" },
    after: { type: "string", value: "PLACE", about: "go on where the page before ended" },
  },
  examples: ["countersign quarantine list", "countersign quarantine list --dead-letters --json"],
  run: (args: Arguments, output: Output): Promise<ExitCode> =>
    atShelf(args, async ({ shelf }) => {
      const [limit, after] = [wholeNumberOf(args, "limit", 50), textOf(args, "after")];
      if (limit < 1 || limit > 1_000) throw new UsageError("--limit must be from 1 to 1000");
      const page = await shelf.list({ limit, ...(after !== undefined && { after }) });
      output.value(page);
      const { held } = await shelf.room();
      output.line(output.bold(`${held} held`));
      for (const line of tableOf(page.items)) output.line(line);
      if (page.next !== undefined) output.line(`and more: --after ${page.next}`);
      return exitCodes.done;
    }),
};

function tableOf(items: readonly ShelfItem[]): readonly string[] {
  if (items.length === 0) return [];
  const rows = items.map(({ id, heldAt, heldFor, key = "", codes }) => [id, heldAt, heldFor, key, codes.join(", ")]);
  return formatTable([["id", "held at", "for", "key", "why"], ...rows], ["left", "left", "left", "left", "left"]);
}
