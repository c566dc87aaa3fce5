import { spawn } from "node:child_process";

/**
 * Runs a program to its end and gives back what it said; it is never run through a shell.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} options
 * @returns {Promise<{ status: number, stdout: string, stderr: string }>} `status` is 1 when it was killed
 */
export function runCommand(program, args, { cwd, env = process.env, timeoutMs = 600_000 }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], timeout: timeoutMs });
    const said = { stdout: [], stderr: [] };
    child.stdout.on("data", (chunk) => said.stdout.push(chunk));
    child.stderr.on("data", (chunk) => said.stderr.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      const [stdout, stderr] = [said.stdout, said.stderr].map((chunks) => Buffer.concat(chunks).toString("utf8"));
      resolve({ status: code ?? 1, stdout, stderr });
    });
  });
}

/** The same for a script that Node runs. */
export const runNode = (args, options) => runCommand(process.execPath, args, options);

/** Lines that say something, without colours. */
export const linesOf = (text) =>
  text
    .replace(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g"), "")
    .split("\n")
    .map((line) => line.trimEnd())
    .filter((line) => line.trim() !== "");
