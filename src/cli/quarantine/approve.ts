import { formatInstant } from "../../foundation/index.ts";
import { toKeyHolder } from "../../gate/index.ts";
import { approvalPredicate, createSeal, predicateType } from "../../provenance/index.ts";
import { readRepairPlan, tellRepairPlan } from "../../quarantine/index.ts";
import { type Arguments, type Command, requireText, textOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { readBytes, readJson } from "../files.ts";
import type { Output } from "../output.ts";
import { gateOptions, idOf, tenantOf, withGate } from "./desk.ts";

/** Records a plan, and signs an approval of it with a person's own key. */
export const approve: Command = {
  positionals: ["FILE"],
  options: {
    ...gateOptions,
    key: {
      type: "string",
      value: "FILE",
      about: "the approver's private key, as `countersign keys add --role approver` made it",
    },
    reject: { type: "boolean", about: "say no" },
    reason: { type: "string", value: "TEXT", about: "why" },
  },
  examples: ["countersign quarantine approve repair.json --key transport.jwk.json"],
  run: (args: Arguments, output: Output): Promise<ExitCode> =>
    withGate(args, async (gate) => {
      const plan = readRepairPlan(await readBytes(idOf(args)));
      const { signer } = toKeyHolder(await readJson(requireText(args, "key")));
      const repairs = await gate.repairs(tenantOf(args));
      const { statement } = await repairs.submit(plan);
      const reason = textOf(args, "reason");
      const envelope = await createSeal([signer])(
        predicateType(approvalPredicate),
        [{ name: "statement", digest: { sha256: statement } }],
        {
          formatVersion: 1,
          verdict: args.values.reject === true ? "reject" : "approve",
          role: "approver",
          approvedAt: formatInstant(new Date()),
          ...(reason !== undefined && { reason }),
        },
      );
      const submitted = await repairs.approve(envelope);
      output.value(submitted);
      const waits =
        submitted.missing.length === 0 ? "it may be replayed" : `it waits for ${submitted.missing.join(" and ")}`;
      output.line(`${tellRepairPlan(plan)}: heard ${submitted.approvedBy.join(" and ")}; ${waits}`);
      return submitted.missing.length === 0 ? exitCodes.done : exitCodes.unknown;
    }),
};
