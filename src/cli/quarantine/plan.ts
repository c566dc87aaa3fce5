import type { Gate } from "../../gate/index.ts";
import {
  type DryRun,
  formatRepairPlan,
  type RepairPlan,
  type RepairProposal,
  readRepairPlan,
  tellRepairPlan,
} from "../../quarantine/index.ts";
import { type Arguments, type Command, textOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readBytes, writeFile } from "../files.ts";
import type { Output } from "../output.ts";
import { gateOptions, tenantOf, withGate } from "./desk.ts";

/** Says what would repair one cause, and tries it out on everything that is held. */
export const plan: Command = {
  positionals: ["[ID|FILE]"],
  options: {
    ...gateOptions,
    by: { type: "string", value: "NAME", about: "who proposes it, and so may not approve it; default: countersign" },
    "as-is": { type: "boolean", about: "propose to send them on as they are, because they are right" },
    out: { type: "string", value: "FILE", about: "where the plan goes" },
  },
  examples: [
    "countersign quarantine plan EXCEPTION --out repair.json",
    "countersign quarantine plan EXCEPTION --as-is --out repair.json",
    "countersign quarantine plan repair.json",
  ],
  run: (args: Arguments, output: Output): Promise<ExitCode> =>
    withGate(args, async (gate) => {
      const [target = ""] = args.positionals;
      const proposals = target.endsWith(".json") ? [] : await proposalsFor(target, args, gate);
      const chosen = target.endsWith(".json")
        ? readRepairPlan(await readBytes(target))
        : chosenOf(proposals, args)?.plan;
      if (!chosen) return nothingProposed(target, output);
      const onProgress = (looked: number): void => output.progress(`${looked} held events looked at …`);
      const run = await (await gate.repairs(tenantOf(args))).dryRun(chosen, { onProgress });
      output.value({ plan: chosen, proposals, dryRun: run });
      tellProposals(proposals, chosen, output);
      tellRun(chosen, run, output);
      const file = textOf(args, "out");
      if (file !== undefined) await writeFile(file, `${formatRepairPlan(chosen)}\n`);
      return run.passes + run.right === run.selected ? exitCodes.done : exitCodes.unknown;
    }),
};

/** Exceptions that are looked at for one that can be repaired. */
const MOST_CAUSES = 20;

/** For the cause that is named; else for the most urgent one that a repair can be read from. */
async function proposalsFor(id: string, args: Arguments, gate: Gate): Promise<readonly RepairProposal[]> {
  const [repairs, queue] = [await gate.repairs(tenantOf(args)), await gate.exceptions(tenantOf(args))];
  const page = id === "" ? await queue.list({ kinds: ["held_event"], limit: MOST_CAUSES }) : undefined;
  for (const cause of page?.exceptions.map((one) => one.id) ?? [id]) {
    const proposals = await repairs.propose(cause, textOf(args, "by"));
    if (chosenOf(proposals, args)) return proposals;
  }
  return [];
}

const isAsIs = ({ plan: { operations } }: RepairProposal): boolean => operations.length === 0;

/** That values are right is for a person to say: it is never chosen because it is the only way. */
const chosenOf = (proposals: readonly RepairProposal[], { values }: Arguments): RepairProposal | undefined =>
  proposals.find((one) => isAsIs(one) === (values["as-is"] === true));

function nothingProposed(id: string, output: Output): ExitCode {
  output.value({ plan: null, proposals: [], dryRun: null });
  output.line(
    `nothing that was found for \`${id.slice(0, 40)}\` names a repair: it needs a person, or a plan that one has written`,
  );
  return exitCodes.unknown;
}

function tellProposals(proposals: readonly RepairProposal[], chosen: RepairPlan, output: Output): void {
  const best = proposals.find((one) => one.plan === chosen);
  for (const one of proposals.filter((other) => other !== best)) {
    if (isAsIs(one)) output.line(`where they are right, --as-is: ${one.sentence}`);
    else if (one.passes === best?.passes) output.line(`it might as well be: ${one.sentence}`);
  }
}

function tellRun(chosen: RepairPlan, { selected, passes, right, fails, examples }: DryRun, output: Output): void {
  output.line(output.bold(`${tellRepairPlan(chosen)}: would repair ${passes} of ${selected}`));
  if (right > 0)
    output.line(
      `${right} ${right === 1 ? "needs" : "need"} nothing, and would stay held: nothing is found as they came`,
    );
  for (const [code, count] of Object.entries(fails)) output.line(`${count} would stay held: ${code}`);
  output.line(`to be approved by ${chosen.owners.join(" and ")}`);
  for (const { key = "", difference, findings, right: needsNothing } of examples) {
    const changes = difference.flatMap((one) =>
      "value" in one ? [`${one.op} ${one.path} ${JSON.stringify(one.value)}`] : [],
    );
    output.line(`  ${key}  ${needsNothing ? "needs nothing" : (findings[0]?.sentence ?? changes.join(", "))}`);
  }
}
