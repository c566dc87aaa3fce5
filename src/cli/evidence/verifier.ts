import { sha256Hex } from "../../foundation/index.ts";
import { type Arguments, type Command, textOf } from "../command.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { writeFile } from "../files.ts";
import type { Output } from "../output.ts";
import { readPackageFile } from "../package-file.ts";

/** The page that verifies any evidence: it belongs to the release, and not to a case. */
export const verifier: Command = {
  positionals: [],
  options: { out: { type: "string", value: "FILE", about: "where the page goes; default: verifier.html" } },
  examples: ["countersign evidence verifier --out verifier.html"],
  async run(args: Arguments, output: Output): Promise<ExitCode> {
    const file = textOf(args, "out") ?? "verifier.html";
    const page = await readPackageFile("dist/verifier.html");
    const sha256 = sha256Hex(page);
    await writeFile(file, page);
    output.value({ file, sha256 });
    output.line(`${sha256}  ${file}`);
    output.line(
      "compare this SHA-256 with the one that the release names; the page opens any evidence, without a network",
    );
    return exitCodes.done;
  },
};
