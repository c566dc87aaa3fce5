import { userInfo } from "node:os";
import { basename, extname } from "node:path";
import { createDataProfile, inferContract } from "../../contracts/index.ts";
import { isJsonObject, tiers } from "../../foundation/index.ts";
import { type Arguments, type Command, textOf, UsageError } from "../command.ts";
import { CliError } from "../errors.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { recordsOf } from "./rows.ts";
import { writeOut } from "./write-out.ts";

/** A draft of a contract that every record of a file keeps to. */
export const infer: Command = {
  positionals: ["FILE"],
  options: {
    id: { type: "string", value: "NAME", about: "the contract's id; default: the file's name" },
    owner: { type: "string", value: "NAME", about: "who answers for it; default: the user of this machine" },
    tier: { type: "string", value: "TIER", about: `${tiers.join(", ")}; default: low` },
    out: { type: "string", value: "FILE", about: "where it goes; default: standard output" },
  },
  examples: [
    "countersign contract infer orders.csv --owner procurement --out contracts/order.json",
    "countersign contract infer orders.ndjson --id order --tier material",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const [file = ""] = args.positionals;
    const tier = tiers.find((one) => one === (textOf(args, "tier") ?? "low"));
    if (!tier) throw new UsageError(`--tier must be one of ${tiers.join(", ")}`);
    const profile = createDataProfile();
    let records = 0;
    for await (const { record, line } of recordsOf(file, output)) {
      profile.observe(record, line);
      records += 1;
    }
    if (records === 0)
      throw new CliError("rows_unreadable", `\`${file}\` has no records: name a file with some`, {
        file,
        problem: "no rows",
      });
    const options = { id: textOf(args, "id") ?? idOf(file), owner: textOf(args, "owner") ?? userInfo().username, tier };
    const contract = inferContract(profile, { ...options, version: "0.1.0" });
    const fields = Object.keys(isJsonObject(contract.schema.properties) ? contract.schema.properties : {}).length;
    output.note(
      `a draft from ${records} records with ${fields} fields: only people know units, owners, and what must never come`,
    );
    await writeOut(contract, `${JSON.stringify(contract, undefined, 2)}\n`, args, output);
    return exitCodes.done;
  },
};

const idOf = (file: string): string =>
  basename(file, extname(file))
    .replaceAll(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[^A-Za-z0-9]+/, "")
    .slice(0, 100) || "contract";
