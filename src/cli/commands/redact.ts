import { resolve } from "node:path";
import { canonicalJson, type Envelope, isJsonObject, type JsonValue, type Verdict } from "../../foundation/index.ts";
import {
  parseEnvelope,
  parseTrustedKeys,
  redact as redactEnvelope,
  type TrustedKeys,
  trustedKeys,
  verifyEnvelope,
} from "../../provenance/index.ts";
import { type Arguments, type Command, textOf, textsOf, UsageError } from "../command.ts";
import { type ExitCode, exitCodes, toExitCode } from "../exit-codes.ts";
import { readJson, writeFile } from "../files.ts";
import type { Output } from "../output.ts";
import { printChecks } from "../verdict-lines.ts";

/** Writes an envelope without some values of its event: its statement and who vouches for it stay as they are. */
export const redact: Command = {
  positionals: ["FILE"],
  options: {
    pointer: {
      type: "string",
      value: "POINTER",
      about:
        "a value of the data to keep back, such as /iban, as the contract's `redactable` names it; an empty one is all that is not named there; may be given several times",
      multiple: true,
    },
    keys: { type: "string", value: "FILE", about: "trusted keys (JSON): verify the whole envelope, too" },
    out: { type: "string", value: "FILE", about: "where the envelope goes; default: FILE with `.redacted.json`" },
  },
  examples: [
    "countersign redact order.json --pointer /total --pointer /buyer/name --out order.redacted.json",
    "countersign redact order.json --pointer /total --keys trusted-keys.json",
  ],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const [file = ""] = args.positionals;
    const pointers = textsOf(args, "pointer");
    if (pointers.length === 0) throw new UsageError("--pointer is missing: say which values are kept back");
    const out = textOf(args, "out") ?? `${file.replace(/\.json$/, "")}.redacted.json`;
    if (resolve(out) === resolve(file)) throw new UsageError("--out is FILE: what is kept back would be gone for good");
    const keysFile = textOf(args, "keys");
    const trusted = keysFile === undefined ? undefined : parseTrustedKeys(await readJson(keysFile));
    const envelope = await readEnvelope(file);
    const before = await judge(envelope, trusted);
    if (before.status === "refuted") return refused(before, file, output);
    const redacted = redactEnvelope(envelope, pointers);
    await writeFile(out, `${canonicalJson(redacted as unknown as JsonValue)}\n`);
    return told(await judge(redacted, trusted), redacted, out, output);
  },
};

/** @throws {ProvenanceError} `envelope_malformed`, `disclosures_malformed` @throws {FoundationError} `format_malformed`, `newer_format` */
async function readEnvelope(file: string): Promise<Envelope> {
  const value = await readJson(file);
  if (isJsonObject(value) && ("manifest" in value || "bundle" in value))
    throw new UsageError(
      "FILE is evidence, which is signed as a whole: `countersign evidence json KEY --external` makes one for outsiders",
    );
  return parseEnvelope(value);
}

/** Without keys only whether the data is what the statement says: whoever keeps back need not know who signed. */
async function judge(envelope: Envelope, trusted: TrustedKeys | undefined): Promise<Verdict<unknown>> {
  const { value: _, ...verdict } = await verifyEnvelope(envelope, {
    trustedKeys: trusted ?? trustedKeys([]),
    at: new Date(),
  });
  if (trusted) return verdict;
  const checks = verdict.checks.filter(({ code }) => code.endsWith("_match") || code === "statement_readable");
  const status = checks.some((one) => one.status === "refuted") ? "refuted" : "unknown";
  return { status, checks, notChecked: [...verdict.notChecked, "who vouches for it: say --keys"] };
}

/** What is kept back of data that is not the stated data cannot be proven by anybody. */
function refused(verdict: Verdict<unknown>, file: string, output: Output): ExitCode {
  output.value(verdict);
  printChecks(verdict.checks, output);
  output.line(`${output.bold("REFUTED")}  ${file}`);
  output.note("nothing was written: the envelope does not verify as it is");
  return exitCodes.refuted;
}

function told(verdict: Verdict<unknown>, { disclosures }: Envelope, file: string, output: Output): ExitCode {
  const leaves = disclosures?.leaves ?? [];
  const [keptBack, shown] = [leaves.filter((leaf) => "digest" in leaf), leaves.filter((leaf) => "salt" in leaf)];
  const pointersOf = (of: typeof leaves): readonly string[] => of.map(({ pointer }) => pointer);
  output.value({ file, ...verdict, keptBack: pointersOf(keptBack), shown: pointersOf(shown) });
  printChecks(verdict.checks, output);
  for (const line of verdict.notChecked) output.line(output.dim(`  not checked  ${line}`));
  output.line(`${output.bold("REDACTED")}  ${file}: ${keptBack.length} of ${leaves.length} values kept back`);
  return verdict.checks.some(({ status }) => status !== "proven") ? toExitCode(verdict.status) : exitCodes.done;
}
