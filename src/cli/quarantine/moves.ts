import type { MoveOrder, MoveResult, PurgeResult, Shelf } from "../../quarantine/index.ts";
import type { Arguments, Command } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { atShelf, idOf, orderOf, orderOptions, shelfOptions } from "./desk.ts";
import { lineOf, notFound } from "./show.ts";

type Move = (shelf: Shelf, id: string, order: MoveOrder) => Promise<MoveResult | PurgeResult>;

const moving = (name: string, move: Move): Command => ({
  positionals: ["ID"],
  options: { ...shelfOptions, ...orderOptions },
  examples: [`countersign quarantine ${name} ID --by erika --reason 'the carrier has confirmed it'`],
  run: (args: Arguments, output: Output): Promise<ExitCode> =>
    atShelf(args, async ({ shelf }) => {
      const id = idOf(args);
      const result = await move(shelf, id, orderOf(args));
      if (result.status === "not_found") return notFound(id, output);
      output.value(result);
      output.line(sentenceOf(result));
      return result.status === "moved" ? exitCodes.done : exitCodes.refuted;
    }),
});

export const release: Command = moving("release", (shelf, id, order) => shelf.release(id, order));
export const discard: Command = moving("discard", (shelf, id, order) => shelf.discard(id, order));
export const annotate: Command = moving("annotate", (shelf, id, order) => shelf.annotate(id, order));
/** Erases one decided event; its digest and its moves stay. */
export const purge: Command = moving("purge", (shelf, id, order) => shelf.purge(id, order));

function sentenceOf(result: Exclude<MoveResult | PurgeResult, { status: "not_found" }>): string {
  if (result.status === "moved") return lineOf(result.record);
  if (result.status === "move_lost") return `not done, it was decided before: ${lineOf(result.winner)}`;
  if (result.status === "still_held") return "not done: it is still held; release, replay or discard it first";
  return `not done: it has ${result.limit} entries, which is the most it takes`;
}
