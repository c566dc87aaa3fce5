import { join } from "node:path";
import type { BundleSummary } from "../evidence/index.ts";
import type { Verdict } from "../foundation/index.ts";
import type { Gate } from "../gate/index.ts";
import { formatTrustedKeys } from "../provenance/index.ts";
import { openFileSpool } from "./file-spool.ts";
import { writeFile } from "./files.ts";
import type { Output } from "./output.ts";
import { printVerdict } from "./verdict-lines.ts";

/** What a run leaves in its folder. */
export interface RunFiles {
  readonly evidence: string;
  readonly trustedKeys: string;
  readonly exceptions: string;
  /** The page that people open first. */
  readonly report: string;
  /** The house's keys, for evidence that is asked for later. */
  readonly keys: string;
  readonly store: string;
}

export const runFilesIn = (folder: string): RunFiles => ({
  evidence: join(folder, "evidence.json"),
  trustedKeys: join(folder, "trusted-keys.json"),
  exceptions: join(folder, "exceptions.json"),
  report: join(folder, "report.html"),
  keys: join(folder, "keys"),
  store: join(folder, "store"),
});

/** Everything that the gate knows about the run, and the public keys that it is verified with. @throws {CliError} `file_unwritable` */
export async function writeEvidence(files: RunFiles, about: string, gate: Gate): Promise<void> {
  const spool = await openFileSpool(`${files.evidence}.${process.pid}.parts`);
  try {
    await writeFile(files.evidence, gate.evidenceOfRunInPieces(about, spool));
  } finally {
    await spool.close();
  }
  await writeFile(files.trustedKeys, `${JSON.stringify(formatTrustedKeys(await gate.trustedKeys()), undefined, 2)}\n`);
}

/** What another process says about the evidence, and where to look further. */
export function printEvidence(
  verdict: Verdict<BundleSummary>,
  files: RunFiles,
  { done, output }: { readonly done: string; readonly output: Output },
): void {
  output.line();
  output.line(output.bold("Evidence, verified by another process that had only the file and the public keys"));
  printVerdict(verdict, files.evidence, output);
  output.line();
  output.line(`${done}. Look further:`);
  output.line(`  ${files.report} shows all of it to people: open it in a browser`);
  output.line(`  countersign verify ${files.evidence} --keys ${files.trustedKeys}`);
  output.line(`  countersign fsck ${files.store} --keys ${files.trustedKeys}`);
  output.line(`  countersign exceptions --store ${files.store}`);
  output.line(`  ${files.exceptions} holds everything that was not accepted, and why`);
}
