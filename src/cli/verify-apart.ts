import { spawn } from "node:child_process";
import type { BundleSummary } from "../evidence/index.ts";
import type { Verdict } from "../foundation/index.ts";
import { CliError } from "./errors.ts";

/** Verifies a bundle in a process of its own, which has the file and the public keys and nothing else of this one. */
export async function verifyApart(bundle: string, keys: string): Promise<Verdict<BundleSummary>> {
  const args = [process.argv[1] ?? "", "verify", bundle, "--keys", keys, "--json"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  await new Promise((resolve, reject) => child.on("close", resolve).on("error", reject));
  try {
    return JSON.parse(text) as Verdict<BundleSummary>;
  } catch (cause) {
    const message = `the process that verifies \`${bundle}\` gave no verdict: run \`countersign verify\` on it`;
    throw new CliError("verifier_failed", message, { file: bundle }, { cause });
  }
}
