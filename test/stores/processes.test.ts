import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileSystemStore, fsckFileSystemStore } from "../../src/stores/index.ts";
import { rejectionOf } from "../support.ts";
import { buildProcess, create, read, startProcess, temporaryDirectories } from "./surroundings.ts";

const newDirectory = temporaryDirectories();
let built: string;
let script: string;
beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), "countersign-process-"));
  await chmod(built, 0o755);
  script = await buildProcess(built);
});
afterAll(() => rm(built, { recursive: true }));

describe("a process that is killed while it writes", () => {
  it("loses nothing that was acknowledged, twenty times over", async () => {
    const directory = newDirectory();
    const acknowledged: number[] = [];
    for (let round = 0; round < 20; round++) {
      const writer = startProcess(script, ["append", directory, `${round * 100_000}`]);
      await writer.wrote(20 + ((round * 67) % 300));
      await writer.kill();
      expect(writer.lines[0]).toBe("open");
      acknowledged.push(...writer.lines.slice(1).map(Number));
      const store = fileSystemStore(directory);
      await store.open();
      for (const number of acknowledged.slice(-200))
        expect(await read(store, `number/${number}`)).toBe(`${number} `.repeat(1 + (number % 300)));
      await store.close();
    }
    const store = fileSystemStore(directory);
    for (const number of acknowledged) expect(await store.get(`number/${number}`)).toBeDefined();
    await store.close();
    expect(acknowledged.length).toBeGreaterThan(1_000);
    expect((await fsckFileSystemStore(directory)).status).toBe("proven");
  });

  it("loses nothing either while it compacts", async () => {
    const directory = newDirectory();
    const counters = new Map<string, number>();
    for (let round = 0; round < 6; round++) {
      const writer = startProcess(script, ["compact", directory]);
      await writer.wrote(100 + ((round * 67) % 300));
      await writer.kill();
      for (const line of writer.lines.slice(1)) counters.set(line.slice(0, 1), Number(line.slice(2)));
      const store = fileSystemStore(directory);
      for (const [name, told] of counters) {
        const found = Number((await read(store, name))?.split(" ")[0]);
        // One more may have been written and not been acknowledged.
        expect([told, told + 1]).toContain(found);
        counters.set(name, found);
      }
      await store.close();
      expect((await fsckFileSystemStore(directory)).status).toBe("proven");
    }
    expect((await readdir(directory)).filter((name) => !name.endsWith(".segment"))).toEqual([]);
  });
});

describe("a store that another process has open", () => {
  it("is refused by name, in words that help, and opens when the other one is done", async () => {
    const directory = newDirectory();
    const holder = startProcess(script, ["hold", directory]);
    await holder.wrote(1);
    const store = fileSystemStore(directory);
    await expect(store.open()).rejects.toMatchObject({
      code: "store_locked",
      retryable: true,
      details: { directory, pid: holder.pid },
      message: expect.stringMatching(`process ${holder.pid} on host .*: close it there`),
    });
    expect(await rejectionOf(create(store, "k", "v"))).toBe("store_locked");
    await holder.end();
    await create(store, "k", "v");
    await store.close();
    expect(await readdir(directory)).toEqual(["0000000001-0000000001.segment"]);
  });

  it("can be checked all the same, and a write under way is not called damage", async () => {
    const directory = newDirectory();
    const writer = startProcess(script, ["append", directory, "0"]);
    for (let lines = 50; lines < 400; lines += 50) {
      await writer.wrote(lines);
      const { status, checks } = await fsckFileSystemStore(directory);
      expect(status, JSON.stringify(checks)).not.toBe("refuted");
    }
    await writer.kill();
  });

  it("is taken over when the other one was killed, by exactly one of many", async () => {
    const directory = newDirectory();
    for (let round = 0; round < 3; round++) {
      const holder = startProcess(script, ["hold", directory]);
      await holder.wrote(1);
      expect(holder.lines).toEqual(["open"]);
      await holder.kill();
      const takers = Array.from({ length: 4 }, () => startProcess(script, ["hold", directory]));
      await Promise.all(takers.map((taker) => taker.wrote(1)));
      expect(takers.map(({ lines }) => lines[0]).sort()).toEqual(["open", ...Array(3).fill("store_locked")]);
      const winner = takers.find(({ lines }) => lines[0] === "open");
      await (round % 2 === 0 ? winner?.end() : winner?.kill());
    }
    expect((await readdir(directory)).filter((name) => name.startsWith("lock"))).toEqual([]);
  });
});

describe("a directory that this user may not write to", () => {
  const nobody = process.getuid?.() === 0 ? { uid: 65_534 } : {};

  it("is refused in words that help", async () => {
    const directory = newDirectory();
    await mkdir(directory);
    await chmod(directory, 0o555);
    const reader = startProcess(script, ["hold", directory], nobody);
    await reader.end();
    expect(reader.lines[0]).toBe("store_not_writable");
    expect(reader.lines[1]).toContain("give this user the right to read and write there");
  });

  it("can be checked when it may be read", async () => {
    const directory = newDirectory();
    const store = fileSystemStore(directory);
    await create(store, "k", "v");
    await store.close();
    await chmod(directory, 0o555);
    expect((await fsckFileSystemStore(directory)).status).toBe("proven");
  });
});

describe("the lock of a process that cannot be judged", () => {
  const lockedBy = async (lock: string): Promise<string | undefined> => {
    const directory = newDirectory();
    await mkdir(directory);
    await writeFile(join(directory, "lock"), lock);
    const store = fileSystemStore(directory);
    const code = await rejectionOf(store.open());
    await store.close();
    return code;
  };
  const lock = { formatVersion: 1, pid: 1, host: "elsewhere", token: "0".repeat(32) };

  it.each([
    ["on another machine", JSON.stringify(lock)],
    ["that wrote a newer format", JSON.stringify({ ...lock, formatVersion: 2 })],
    ["that wrote nothing", ""],
    ["that wrote no JSON", "{"],
    ["that wrote half of it", '{"formatVersion":1,"pid":1}'],
    ["with a token that is a path", JSON.stringify({ ...lock, token: "../../etc/passwd" })],
    ["that succeeds itself for ever", JSON.stringify({ ...lock, pid: -1 })],
  ])("%s counts as held", async (_, written) => expect(await lockedBy(written)).toBe("store_locked"));

  it("is taken over when its number now belongs to another process", async () => {
    const directory = newDirectory();
    const first = fileSystemStore(directory);
    await first.open();
    const own = JSON.parse(await readFile(join(directory, "lock"), "utf8")) as Record<string, unknown>;
    expect(own).toMatchObject({ formatVersion: 1, pid: process.pid });
    // The copy is what the directory of a process looks like that had our number before us.
    const copy = newDirectory();
    await cp(directory, copy, { recursive: true });
    await first.close();
    if (own.processStart === undefined) return;
    await writeFile(join(copy, "lock"), JSON.stringify({ ...own, processStart: "another-boot/1" }));
    const second = fileSystemStore(copy);
    expect((await second.open()).created).toBe(false);
    await second.close();
  });
});
