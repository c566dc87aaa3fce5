import { verifyBundle } from "../../evidence/index.ts";
import { parseTrustedKeys } from "../../provenance/index.ts";
import { type Arguments, type Command, dateOf, requireText, textOf, UsageError } from "../command.ts";
import { type ExitCode, toExitCode } from "../exit-codes.ts";
import { readBytes, readJson } from "../files.ts";
import { type Output, toJson } from "../output.ts";
import { verdictFormats } from "../verdict-formats/index.ts";
import { printVerdict } from "../verdict-lines.ts";

/** Verifies a file of evidence with nothing but the public keys. */
export const verify: Command = {
  positionals: ["FILE"],
  options: {
    keys: { type: "string", value: "FILE", about: "trusted keys (JSON): who is believed, and for what" },
    at: { type: "string", value: "DATE", about: "the date of the verification; default: now" },
    format: {
      type: "string",
      value: "FORMAT",
      about: "text, json, junit (XML for build servers) or html (one page); default: text",
    },
  },
  examples: [
    "countersign verify evidence.json --keys trusted-keys.json",
    "countersign verify evidence.json --keys trusted-keys.json --at 2027-03-31 --json",
    "countersign verify evidence.json --keys trusted-keys.json --format junit > verdict.xml",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const [file = ""] = args.positionals;
    const keysFile = requireText(args, "keys");
    const at = dateOf(args, "at") ?? new Date();
    const format = formatOf(args);
    const options = { trustedKeys: parseTrustedKeys(await readJson(keysFile)), at };
    const bundle = await readBytes(file);
    const verdict = await verifyBundle(bundle, options);
    output.value(verdict);
    if (format === "json" && !output.json) output.document(`${toJson(verdict)}\n`);
    else if (format === "text") printVerdict(verdict, file, output);
    else output.document((await verdictFormats[format]?.({ verdict, file, bundle, options })) ?? "");
    return toExitCode(verdict.status);
  },
};

const formats: readonly string[] = ["text", "json", ...Object.keys(verdictFormats)];

function formatOf(args: Arguments): string {
  const format = textOf(args, "format") ?? "text";
  if (!formats.includes(format)) throw new UsageError(`--format is one of ${formats.join(", ")}`);
  return format;
}
