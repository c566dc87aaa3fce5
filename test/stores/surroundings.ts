import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import * as fileFunctions from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll } from "vitest";
import { fromUtf8, utf8 } from "../../src/foundation/index.ts";
import type { FileFunctions } from "../../src/stores/file-system/files.ts";
import { put, type Store } from "../../src/stores/index.ts";

/** New directories for the tests of one file, removed after them. */
export function temporaryDirectories(): () => string {
  const root = mkdtempSync(join(tmpdir(), "countersign-stores-"));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let made = 0;
  return () => join(root, `store-${made++}`);
}

export async function read(store: Store, key: string): Promise<string | undefined> {
  const stored = await store.get(key);
  return stored && fromUtf8(stored.value);
}

export async function create(store: Store, key: string, text: string): Promise<string> {
  const result = await put(store, key, utf8(text), "absent");
  if (!result.committed) throw new Error(`\`${key}\` was there`);
  return result.versions[0] ?? "";
}

export async function replace(store: Store, key: string, text: string | "deleted"): Promise<void> {
  const current = await store.get(key);
  await put(store, key, text === "deleted" ? text : utf8(text), current?.version ?? "absent");
}

export async function keysOf(store: Store, prefix = ""): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const key of store.keys(prefix)) keys.push(key);
  return keys;
}

type Handle = fileFunctions.FileHandle;

/** What stands between the store and the disk: each hook may wait, count, throw, or go on. */
export interface Hooks {
  datasync?: (goOn: () => Promise<void>) => Promise<void>;
  write?: (goOn: (length: number) => Promise<unknown>, length: number) => Promise<unknown>;
  rename?: (goOn: () => Promise<void>) => Promise<void>;
  link?: (goOn: () => Promise<void>, name: string) => Promise<void>;
  opened?: (path: string) => void;
}

/** Node's own file functions with hooks, which may be changed meanwhile. */
export function hookedFunctions(hooks: Hooks): FileFunctions {
  const open = async (...args: Parameters<FileFunctions["open"]>): Promise<Handle> => {
    hooks.opened?.(String(args[0]));
    const handle = await fileFunctions.open(...args);
    const [datasync, write] = [handle.datasync.bind(handle), handle.write.bind(handle)];
    handle.datasync = () => (hooks.datasync ? hooks.datasync(datasync) : datasync());
    handle.write = ((bytes: Uint8Array, offset: number, length: number, at: number) => {
      const goOn = (some: number) => write(bytes, offset, some, at);
      return hooks.write ? hooks.write(goOn, length) : goOn(length);
    }) as Handle["write"];
    return handle;
  };
  const rename = (from: string, to: string): Promise<void> => {
    const goOn = () => fileFunctions.rename(from, to);
    return hooks.rename ? hooks.rename(goOn) : goOn();
  };
  const link = (from: string, to: string): Promise<void> => {
    const goOn = () => fileFunctions.link(from, to);
    return hooks.link ? hooks.link(goOn, to) : goOn();
  };
  return { ...fileFunctions, open, rename, link } as FileFunctions;
}

export const systemError = (code: string): Error => Object.assign(new Error(code), { code });

/** The script of the other process, built once for a test file. */
export async function buildProcess(directory: string): Promise<string> {
  const outfile = join(directory, "process.mjs");
  const entry = fileURLToPath(new URL("other-process.ts", import.meta.url));
  await build({ entryPoints: [entry], bundle: true, platform: "node", format: "esm", outfile, logLevel: "warning" });
  return outfile;
}

export interface OtherProcess {
  readonly pid: number;
  /** Lines that it has written so far. */
  readonly lines: string[];
  /** Resolves when it has written that many lines, or has ended. */
  wrote(count: number): Promise<void>;
  /** Rejects when it had ended before. */
  kill(): Promise<void>;
  /** Asks it to close its store and end. */
  end(): Promise<void>;
}

export function startProcess(script: string, args: readonly string[], options: { uid?: number } = {}): OtherProcess {
  const child = spawn(process.execPath, [script, ...args], { stdio: ["pipe", "pipe", "inherit"], ...options });
  const lines: string[] = [];
  let rest = "";
  let tell = (): void => undefined;
  let over = false;
  const ended = new Promise<void>((resolve) =>
    child.on("close", () => {
      over = true;
      tell();
      resolve();
    }),
  );
  child.stdout.on("data", (bytes: Buffer) => {
    const parts = (rest + bytes.toString()).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    tell();
  });
  return {
    pid: child.pid ?? 0,
    lines,
    wrote: (count) =>
      new Promise((resolve) => {
        tell = () => {
          if (over || lines.length >= count) resolve();
        };
        tell();
      }),
    async kill() {
      const endedBefore = over;
      child.kill("SIGKILL");
      await ended;
      if (endedBefore) throw new Error(`the process had ended by itself: ${lines.slice(-2).join(" ")}`);
    },
    async end() {
      child.stdin.end();
      await ended;
    },
  };
}
