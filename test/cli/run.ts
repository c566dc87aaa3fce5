import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The built command line, as it is installed. */
export const program = fileURLToPath(new URL("../../dist/esm/cli/main.js", import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function run(
  args: readonly string[],
  { cwd, input }: { readonly cwd?: string; readonly input?: string } = {},
): Ran {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd,
    input,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
    maxBuffer: 2 ** 28,
  });
  return { code: status, stdout, stderr };
}

/** Starts a command and kills it without warning after a while; answers whether it was still running. */
export function killAfter(args: readonly string[], cwd: string, ms: number): Promise<boolean> {
  const child = spawn(process.execPath, [program, ...args], { cwd, stdio: "ignore" });
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), ms);
    child.on("close", (_, signal) => {
      clearTimeout(timer);
      resolve(signal === "SIGKILL");
    });
  });
}
