import { type CompiledContract, compileContract, parseContract } from "../../contracts/index.ts";
import { isJsonObject, type JsonValue } from "../../foundation/index.ts";
import { type Capsule, parseCapsule, type Rerun, rerunCapsule } from "../../quarantine/index.ts";
import { type Arguments, type Command, requireText } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readJson } from "../files.ts";
import type { Output } from "../output.ts";
import { contractOf } from "./contract-of.ts";
import { atShelf, idOf, shelfOptions } from "./desk.ts";
import { notFound } from "./show.ts";

/** Judges a held event again from its capsule alone, and compares what is found. */
export const rerun: Command = {
  positionals: ["ID|FILE"],
  options: {
    ...shelfOptions,
    contract: { type: "string", value: "FILE", about: "with a file: the contract that the event was held against" },
  },
  examples: [
    "countersign quarantine rerun ID",
    "countersign quarantine show ID --reveal --json > held.json",
    "countersign quarantine rerun held.json --contract contract.json",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const target = idOf(args);
    if (target.endsWith(".json")) return told(...(await readHeldFile(target, args)), output);
    return atShelf(args, async ({ shelf, ledger }) => {
      const capsule = (await shelf.show(target))?.capsule;
      if (!capsule) return notFound(target, output);
      const contract = await contractOf(capsule, ledger);
      return contract ? told(capsule, compileContract(contract), output) : unjudged(output);
    });
  },
};

/** A capsule by itself, or as `show --reveal --json` wrote it. */
async function readHeldFile(file: string, args: Arguments): Promise<readonly [Capsule, CompiledContract]> {
  const value: JsonValue = await readJson(file);
  const capsule = parseCapsule(isJsonObject(value) && Object.hasOwn(value, "capsule") ? value.capsule : value);
  return [capsule, compileContract(parseContract(await readJson(requireText(args, "contract"))))];
}

function told(capsule: Capsule, compiled: CompiledContract, output: Output): ExitCode {
  const result = rerunCapsule(capsule, compiled);
  output.value(result);
  for (const line of linesOf(result, capsule)) output.line(line);
  return result.notRecorded.length === 0 ? exitCodes.done : exitCodes.refuted;
}

function linesOf({ notRepeated, notRecorded }: Rerun, { findings }: Capsule): readonly string[] {
  return [
    `${findings.length - notRepeated.length} of ${findings.length} found again`,
    ...notRepeated.map(({ code, sentence }) => `not asked again: ${sentence} [${code}]`),
    ...notRecorded.map(({ code, sentence }) => `not found when it was held: ${sentence} [${code}]`),
  ];
}

function unjudged(output: Output): ExitCode {
  output.value({ status: "no_contract" });
  output.line("it was held under no contract: nothing can be found again");
  return exitCodes.unknown;
}
