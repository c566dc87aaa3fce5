import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type Outcome, toOutcome } from "./outcome.ts";
import { at } from "./scenes.ts";

/** Why the second verifier cannot be asked here; `undefined` when it can. */
export function whyNoSecondVerifier(): string | undefined {
  const missing = [
    ["python3", "--version"],
    ["openssl", "version"],
  ].find(([command = "", argument = ""]) => spawnSync(command, [argument]).status !== 0);
  return missing && `there is no \`${missing[0]}\` here: the second verifier was not asked`;
}

/** What a program of a few lines prints that uses the second verifier's own files. */
export function askPython(program: string, input: string, ...args: readonly string[]): readonly string[] {
  const env = { ...process.env, PYTHONPATH: join(process.cwd(), "tools") };
  const { stdout, stderr, status } = spawnSync("python3", ["-c", program, ...args], {
    input,
    env,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout.trimEnd().split("\n");
}

/** `tools/verify-bundle.py --batch`, running: a file in, an outcome out, in the same order. */
export interface SecondVerifier {
  verify(bytes: Uint8Array): Promise<Outcome>;
  close(): void;
}

export function startSecondVerifier(keys: string): SecondVerifier {
  const folder = mkdtempSync(join(tmpdir(), "countersign-second-"));
  const keysFile = join(folder, "keys.json");
  writeFileSync(keysFile, keys);
  const script = join(process.cwd(), "tools/verify-bundle.py");
  const child = spawn("python3", [script, "--batch", "--keys", keysFile, "--at", at.toISOString()], {
    stdio: ["pipe", "pipe", "pipe"],
  });
  const waiting = answersOf(child);
  let asked = 0;
  return {
    verify(bytes) {
      const file = join(folder, `${asked++}.json`);
      writeFileSync(file, bytes);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject, file });
        child.stdin?.write(`${file}\n`);
      });
    },
    close() {
      child.stdin?.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

interface Waiting {
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: Error) => void;
  readonly file: string;
}

function answersOf(child: ChildProcess): Waiting[] {
  const waiting: Waiting[] = [];
  let complaint = "";
  child.stderr?.on("data", (chunk) => {
    complaint += chunk;
  });
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
    const next = waiting.shift();
    if (!next) return;
    unlinkSync(next.file);
    next.resolve(toOutcome(JSON.parse(line)));
  });
  child.on("close", () => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`the second verifier ended: ${complaint}`));
  });
  return waiting;
}
