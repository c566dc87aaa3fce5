import { resolve } from "node:path";
import { sealRenewal, verifyBundle } from "../../evidence/index.ts";
import { createSeal } from "../../provenance/index.ts";
import { type Arguments, type Command, requireText, textOf, UsageError } from "../command.ts";
import { type ExitCode, exitCodes, toExitCode } from "../exit-codes.ts";
import { readBytes, writeFile } from "../files.ts";
import { readHouseKeys } from "../house-keys.ts";
import type { Output } from "../output.ts";
import { printVerdict } from "../verdict-lines.ts";

/** Takes an old file of evidence under a newer signature, while it still verifies. */
export const renew: Command = {
  positionals: ["FILE"],
  options: {
    keys: { type: "string", value: "FOLDER", about: "the keys of whoever renews, with all whom they trust" },
    out: { type: "string", value: "FILE", about: "where the renewed file goes; default: FILE with `.renewed.json`" },
  },
  examples: ["countersign evidence renew case.json --keys archive/keys --out case.renewed.json"],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const [file = ""] = args.positionals;
    const { keys } = await readHouseKeys(requireText(args, "keys"));
    const out = textOf(args, "out") ?? `${file.replace(/\.json$/, "")}.renewed.json`;
    if (resolve(out) === resolve(file)) throw new UsageError("--out is FILE: keep the old file beside the renewed one");
    const bytes = await readBytes(file);
    const at = new Date();
    const verdict = await verifyBundle(bytes, { trustedKeys: keys.trusted, at });
    if (verdict.status !== "proven") {
      output.value(verdict);
      printVerdict(verdict, file, output);
      output.note("not renewed: a renewal would say that it was proven");
      return toExitCode(verdict.status);
    }
    await writeFile(
      out,
      await sealRenewal(bytes, { seal: createSeal([keys.house.signer]), at, status: verdict.status }),
    );
    output.value({ file: out, status: verdict.status });
    output.line(`${output.bold("RENEWED")}  ${out}`);
    output.line("keep it beside the old file, and renew again before this key or its algorithm ends");
    return exitCodes.done;
  },
};
