import * as fileFunctions from "node:fs/promises";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemRandom } from "../../src/foundation/index.ts";
import { createFiles } from "../../src/stores/file-system/files.ts";
import { acquireLock, type Lock } from "../../src/stores/file-system/lock.ts";
import { createProcesses, type Processes } from "../../src/stores/file-system/processes.ts";
import { rejectionOf } from "../support.ts";
import { type Hooks, hookedFunctions, temporaryDirectories } from "./surroundings.ts";

const newDirectory = temporaryDirectories();
const DEAD = 1_000;

/** A machine where process 1,000 and those from 9,000 on are dead. */
const processes = (pid: number): Processes => ({
  own: async () => ({ pid, host: "here" }),
  isRunning: async (process) => process.pid !== DEAD && process.pid < 9_000,
});

const acquire = (directory: string, pid: number, hooks: Hooks = {}): Promise<Lock> =>
  acquireLock(directory, {
    files: createFiles(hookedFunctions(hooks)),
    processes: processes(pid),
    random: systemRandom,
  });

const holderOf = async (directory: string): Promise<unknown> =>
  (JSON.parse(await readFile(join(directory, "lock"), "utf8")) as { pid: number }).pid;

async function deadStore(): Promise<string> {
  const directory = newDirectory();
  await mkdir(directory);
  await acquire(directory, DEAD);
  return directory;
}

describe("the lock of a dead process", () => {
  it("is taken over, and leaves nothing behind", async () => {
    const directory = await deadStore();
    const lock = await acquire(directory, 1);
    expect(await holderOf(directory)).toBe(1);
    expect(await rejectionOf(acquire(directory, 2))).toBe("store_locked");
    await lock.release();
    expect(await readdir(directory)).toEqual([]);
  });

  it("goes to one taker only, even when another one comes back to it late", async () => {
    const directory = await deadStore();
    let [goOn, arrive] = [() => {}, () => {}];
    const released = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const late = acquire(directory, 2, {
      async link(link, name) {
        if (name.endsWith("lock")) return link();
        arrive();
        await released;
        await link();
      },
    });
    await arrived;
    await acquire(directory, 1);
    goOn();
    expect(await rejectionOf(late)).toBe("store_locked");
    expect(await holderOf(directory)).toBe(1);
    expect(await readdir(directory)).toEqual(["lock"]);
  });

  it("can be taken over when its taker died half-way, too, any number of times", async () => {
    const directory = await deadStore();
    for (const pid of [9_001, 9_002, 9_003]) {
      const dying: Hooks = { rename: () => new Promise(() => undefined) };
      void acquire(directory, pid, dying);
      while ((await readdir(directory)).filter((name) => name.startsWith("lock.")).length < pid - 9_000)
        await new Promise((resolve) => setTimeout(resolve, 2));
    }
    expect(await holderOf(directory)).toBe(DEAD);
    await acquire(directory, 1);
    expect(await holderOf(directory)).toBe(1);
    expect((await readdir(directory)).filter((name) => !name.startsWith("lock-draft"))).toEqual(["lock"]);
  });

  it("goes to one of fifty who want it at once", async () => {
    const directory = await deadStore();
    const codes = await Promise.all(Array.from({ length: 50 }, (_, at) => rejectionOf(acquire(directory, at + 1))));
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === "store_locked")).toHaveLength(49);
    expect(await readdir(directory)).toEqual(["lock"]);
  });

  it("is not released by somebody who has lost it", async () => {
    const directory = newDirectory();
    await mkdir(directory);
    const lock = await acquire(directory, 1);
    const other = (await readFile(join(directory, "lock"), "utf8")).replace(/"token":"../, '"token":"ab');
    await writeFile(join(directory, "lock"), other);
    await lock.release();
    expect(await readdir(directory)).toEqual(["lock"]);
  });
});

describe("a process", () => {
  const { readFile: read } = fileFunctions;
  it("knows itself to be running", async () => {
    const here = createProcesses(hostname(), read);
    expect(await here.isRunning(await here.own())).toBe(true);
  });

  // proc_pid_stat(5): the name may hold spaces and parentheses.
  const stat = (state: string, start: number) => `7 (a) b (c) ${state} ${"0 ".repeat(18)}${start} 0`;
  const machine = (content: string | undefined) =>
    createProcesses("here", (async (path: string) => {
      if (content === undefined) throw new Error("there is no /proc");
      return path.includes("boot_id") ? "boot\n" : content;
    }) as never);
  const itself = { pid: process.pid, host: "here", processStart: "boot/500" };

  it.each([
    ["with the same start is the same", stat("S", 500), itself, true],
    ["with another start is another one", stat("S", 501), itself, false],
    ["of an earlier start of the machine is gone", stat("S", 500), { ...itself, processStart: "before/500" }, false],
    ["that nobody has buried is dead", stat("Z", 500), itself, false],
    ["on another machine cannot be judged", stat("S", 501), { ...itself, host: "there" }, true],
    ["whose start is not known cannot be judged", undefined, itself, true],
    ["that did not say when it started cannot be judged", stat("S", 500), { pid: process.pid, host: "here" }, true],
    ["with a number that no process has is dead", stat("S", 500), { pid: 2 ** 30, host: "here" }, false],
  ])("%s", async (_, content, identity, running) => expect(await machine(content).isRunning(identity)).toBe(running));
});
