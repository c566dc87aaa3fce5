import { type BundleSummary, verifyBundle } from "../../evidence/index.ts";
import type { Check, Verdict } from "../../foundation/index.ts";
import { parseTrustedKeys } from "../../provenance/index.ts";
import { type Arguments, type Command, dateOf, requireText, textOf, UsageError } from "../command.ts";
import { type ExitCode, toExitCode } from "../exit-codes.ts";
import { readBytes, readJson } from "../files.ts";
import { type Output, toJson } from "../output.ts";
import { verdictFormats } from "../verdict-formats/index.ts";

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

/** A line for each check, what was not checked, and the verdict. */
export function printVerdict(
  { status, checks, notChecked, value }: Verdict<BundleSummary>,
  file: string,
  output: Output,
): void {
  for (const check of checks)
    output.line(`  ${output.status(check.status)}  ${check.code.padEnd(18)}  ${check.sentence}`);
  for (const line of notChecked) output.line(output.dim(`  not checked  ${line}`));
  if (value)
    output.line(
      output.dim(`  about \`${value.about}\`, made at ${value.madeAt}: ${value.events} events, ${outcomesOf(value)}`),
    );
  output.line(`${output.bold(status.toUpperCase())}  ${file}`);
}

/** Most lines for checks of one kind that came out the same. */
const MOST_ALIKE = 5;

/** A line for each check; of many that came out alike the first few, and how many more there are. */
export function printChecks(checks: readonly Check[], output: Output): void {
  for (const group of groupAlike(checks)) {
    for (const { status, code, sentence } of group.slice(0, MOST_ALIKE))
      output.line(`  ${output.status(status)}  ${code.padEnd(18)}  ${sentence}`);
    if (group.length > MOST_ALIKE)
      output.line(
        output.dim(
          `           ${group[0]?.code.padEnd(18)}  and ${group.length - MOST_ALIKE} more of the kind: see --json`,
        ),
      );
  }
}

function groupAlike(checks: readonly Check[]): Iterable<readonly Check[]> {
  const alike = new Map<string, Check[]>();
  for (const check of checks) {
    const kind = `${check.status} ${check.code}`;
    const group = alike.get(kind);
    if (group) group.push(check);
    else alike.set(kind, [check]);
  }
  return alike.values();
}

const outcomesOf = ({ outcomes }: BundleSummary): string =>
  Object.entries(outcomes)
    .sort()
    .map(([outcome, count]) => `${count} ${outcome}`)
    .join(", ");
