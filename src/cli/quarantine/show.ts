import { fromUtf8 } from "../../foundation/index.ts";
import { type Capsule, capsuleBytes, type MoveRecord, maskCapsule } from "../../quarantine/index.ts";
import type { Arguments, Command } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { contractOf } from "./contract-of.ts";
import { atShelf, idOf, shelfOptions } from "./desk.ts";
import { seenBy } from "./viewer.ts";

/** Shows one held event, and everything that was done with it. */
export const show: Command = {
  positionals: ["ID"],
  options: {
    ...shelfOptions,
    role: {
      type: "string",
      value: "NAME",
      about: "show what this role may see, as `views` of ./countersign.json says; default: nothing that is classified",
    },
    as: { type: "string", value: "NAME", about: "the same for the roles that this principal's trusted keys have" },
    reveal: { type: "boolean", about: "show the bytes as they came, classified values too" },
  },
  examples: [
    "countersign quarantine show ID",
    "countersign quarantine show ID --role approver",
    "countersign quarantine show ID --reveal",
  ],
  run: (args: Arguments, output: Output): Promise<ExitCode> =>
    atShelf(args, async ({ shelf, ledger }) => {
      const id = idOf(args);
      const shown = await shelf.show(id);
      if (!shown) return notFound(id, output);
      const { state, moves } = shown;
      if (!shown.capsule) {
        output.value({ tombstone: shown.tombstone, state, moves });
        output.line(`${id}: ${state}; its content was erased, its moves are kept`);
      } else {
        const masked = maskCapsule(shown.capsule, await contractOf(shown.capsule, ledger), await seenBy(args));
        const isRevealed = args.values.reveal === true;
        output.value({ ...(isRevealed ? { capsule: shown.capsule } : masked), state, moves });
        for (const line of factsOf(shown.capsule, state)) output.line(line);
        output.line(isRevealed ? fromUtf8(capsuleBytes(shown.capsule)) : JSON.stringify(masked.event ?? "[kept back]"));
      }
      for (const line of moves.map(lineOf)) output.line(line);
      return exitCodes.done;
    }),
};

const factsOf = ({ heldFor, heldAt, key, contract, findings }: Capsule, state: string): readonly string[] => [
  `${state}, held for ${heldFor} at ${heldAt}${key === undefined ? "" : `, key ${key}`}`,
  ...(contract ? [`contract ${contract.id} ${contract.version}`] : []),
  ...findings.map(({ code, sentence }) => `${sentence} [${code}]`),
];

export const lineOf = ({ at, move, by, reason, event, plan, seal }: MoveRecord): string => {
  const more = [event && `as ${event}`, plan && `by plan ${plan.slice(0, 16)}`].filter(Boolean).join(" ");
  return `${at}  ${move}${more === "" ? "" : ` ${more}`} by ${by}: ${reason} (${seal === "unsealed" ? "unsealed" : "sealed"})`;
};

export function notFound(id: string, output: Output): ExitCode {
  output.value({ status: "not_found" });
  output.line(`nothing is held as \`${id.slice(0, 40)}\`: \`countersign quarantine list\` shows what is`);
  return exitCodes.unknown;
}
