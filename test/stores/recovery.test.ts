import { cp, mkdir, readdir, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type FileSystemStoreOptions, fileSystemStore, fsckFileSystemStore, put } from "../../src/stores/index.ts";
import { create, keysOf, read, replace, temporaryDirectories } from "./surroundings.ts";

const newDirectory = temporaryDirectories();
const FIRST = "0000000001-0000000001.segment";

/** A store with one small commit after another, closed, and where the frame of each one ends. */
async function ledger(): Promise<{ directory: string; ends: readonly number[]; bytes: Buffer }> {
  const directory = newDirectory();
  const store = fileSystemStore(directory);
  const ends: number[] = [];
  for (const key of ["orders/1", "orders/2", "orders/3"]) {
    await create(store, key, '{"quantity":12}');
    ends.push((await store.stats()).bytes);
  }
  await store.close();
  return { directory, ends, bytes: await readFile(join(directory, FIRST)) };
}

async function opening(directory: string, options: FileSystemStoreOptions = {}): Promise<unknown> {
  const store = fileSystemStore(directory, options);
  try {
    const { torn } = await store.open();
    return { keys: await keysOf(store), torn };
  } catch (error) {
    const { code, details } = error as { code: string; details: object };
    return { code, ...details };
  } finally {
    await store.close();
  }
}

const statusOf = async (directory: string) => (await fsckFileSystemStore(directory)).status;
const brokenChecks = async (directory: string) =>
  (await fsckFileSystemStore(directory)).checks.filter(({ status }) => status !== "proven").map(({ code }) => code);

describe("a store whose last write was cut short", () => {
  it("opens without it wherever it was cut, keeps what is left of it, and goes on", async () => {
    const { directory, ends, bytes } = await ledger();
    const [, secondEnd = 0, thirdEnd = 0] = ends;
    for (let size = secondEnd + 1; size < thirdEnd; size++) {
      const copy = newDirectory();
      await cp(directory, copy, { recursive: true });
      await truncate(join(copy, FIRST), size);
      expect(await brokenChecks(copy)).toEqual(["tail_whole"]);
      const store = fileSystemStore(copy);
      const { torn } = await store.open();
      expect(torn).toEqual([
        { file: expect.stringMatching(`^${FIRST}.${secondEnd}.[0-9a-f]{16}.torn$`), bytes: size - secondEnd },
      ]);
      expect(await readFile(join(copy, torn[0]?.file ?? ""))).toEqual(bytes.subarray(secondEnd, size));
      expect(await keysOf(store)).toEqual(["orders/1", "orders/2"]);
      await create(store, "orders/3", "again");
      await store.close();
      expect(await opening(copy)).toEqual({ keys: ["orders/1", "orders/2", "orders/3"], torn: [] });
      expect(await statusOf(copy)).toBe("proven");
    }
  });

  it.each([1, 23, 24, 100, 5_000])("treats %i zeros at the end as what is left of a write", async (zeros) => {
    const { directory, bytes } = await ledger();
    await writeFile(join(directory, FIRST), Buffer.concat([bytes, Buffer.alloc(zeros)]));
    expect(await brokenChecks(directory)).toEqual(["tail_whole"]);
    expect(await opening(directory)).toMatchObject({
      keys: ["orders/1", "orders/2", "orders/3"],
      torn: [{ bytes: zeros }],
    });
  });

  it("treats a last frame with zeros in it, and after it, as unfinished", async () => {
    const { directory, ends, bytes } = await ledger();
    bytes.fill(0, (ends[1] ?? 0) + 60);
    await writeFile(join(directory, FIRST), Buffer.concat([bytes, Buffer.alloc(500)]));
    expect(await brokenChecks(directory)).toEqual(["tail_whole"]);
    expect(await opening(directory)).toMatchObject({
      keys: ["orders/1", "orders/2"],
      torn: [{ file: expect.anything() }],
    });
  });
});

describe("a store in which one byte was flipped", () => {
  it("does not open, and is found out by fsck, wherever the byte is; in the last write, it is an unfinished one", async () => {
    const { directory, ends, bytes } = await ledger();
    const [firstEnd = 0, secondEnd = 0] = ends;
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ 0x10;
      await writeFile(join(directory, FIRST), flipped);
      const isVersion = at >= 16 && at < 20;
      const offset = at < 64 ? 0 : at < firstEnd ? 64 : firstEnd;
      if (at >= secondEnd) {
        expect(await statusOf(directory)).toBe("unknown");
        continue;
      }
      expect(await statusOf(directory)).toBe(isVersion ? "unknown" : "refuted");
      expect(await opening(directory)).toMatchObject(
        isVersion ? { code: "newer_format", supported: 1 } : { code: "store_corrupt", segment: FIRST, offset },
      );
    }
    expect(await readdir(directory)).toEqual([FIRST]);
  });

  it("says so when the flip happens while it is open", async () => {
    const directory = newDirectory();
    const store = fileSystemStore(directory, { cacheBytes: 0 });
    await create(store, "orders/1", "the amount is 100");
    await create(store, "orders/2", "untouched");
    const bytes = await readFile(join(directory, FIRST));
    bytes[bytes.indexOf("100")] = 0x39;
    await writeFile(join(directory, FIRST), bytes);
    await expect(store.get("orders/1")).rejects.toMatchObject({ code: "store_corrupt" });
    expect(await read(store, "orders/2")).toBe("untouched");
    await store.close();
  });
});

/** A store of several segments, the last of them the only one that is not complete. */
async function library(): Promise<{ directory: string; names: readonly string[] }> {
  const directory = newDirectory();
  const store = fileSystemStore(directory, { segmentBytes: 4_096 });
  for (let book = 0; book < 40; book++) await create(store, `books/${book}`, "x".repeat(400));
  await store.close();
  return { directory, names: (await readdir(directory)).sort() };
}

describe("a store of several segments", () => {
  const damages: readonly (readonly [
    what: string,
    damage: (directory: string, names: readonly string[]) => Promise<unknown>,
    check: string,
  ])[] = [
    ["misses its first segment", (directory, [first = ""]) => rm(join(directory, first)), "segments_complete"],
    ["misses one in the middle", (directory, [, second = ""]) => rm(join(directory, second)), "segments_complete"],
    [
      "has two that changed names",
      async (directory, [first = "", second = ""]) => {
        await rename(join(directory, first), join(directory, "x"));
        await rename(join(directory, second), join(directory, first));
        await rename(join(directory, "x"), join(directory, second));
      },
      "headers_whole",
    ],
    [
      "has one in the middle that misses its end",
      async (directory, [, second = ""]) =>
        truncate(join(directory, second), (await readFile(join(directory, second))).length - 40),
      "ends_whole",
    ],
    [
      "has one in the middle that misses its last byte",
      async (directory, [, second = ""]) =>
        truncate(join(directory, second), (await readFile(join(directory, second))).length - 1),
      "frames_whole",
    ],
    [
      "has one in the middle with something after its end",
      async (directory, [, second = ""]) => writeFile(join(directory, second), "\0", { flag: "a" }),
      "ends_whole",
    ],
    [
      "has a copy of a frame where the next one should begin",
      async (directory, [, second = ""]) => {
        const bytes = await readFile(join(directory, second));
        const frame = bytes.subarray(64, 64 + 24 + bytes.readUInt32LE(68));
        await writeFile(
          join(directory, second),
          Buffer.concat([bytes.subarray(0, 64), frame, frame, bytes.subarray(64 + 2 * frame.length)]),
        );
      },
      "frames_whole",
    ],
    [
      "has an empty one in the middle",
      (directory, [, second = ""]) => truncate(join(directory, second), 0),
      "headers_whole",
    ],
    [
      "has an empty one at the end",
      (directory, names) => truncate(join(directory, names.at(-1) ?? ""), 0),
      "headers_whole",
    ],
    [
      "has a segment that reaches into another",
      async (directory, [first = ""]) =>
        writeFile(join(directory, "0000000002-0000000003.segment"), await readFile(join(directory, first))),
      "headers_whole",
    ],
  ];

  it.each(damages)("that %s does not open, and nothing is guessed", async (_, damage, check) => {
    const { directory, names } = await library();
    expect(names.length).toBeGreaterThan(3);
    expect(await statusOf(directory)).toBe("proven");
    await damage(directory, names);
    const before = (await readdir(directory)).sort();
    expect(await opening(directory)).toMatchObject({ code: "store_corrupt" });
    expect(await brokenChecks(directory)).toContain(check);
    expect((await readdir(directory)).sort()).toEqual(before);
  });

  it("opens when the machine stopped between completing a segment and beginning the next", async () => {
    const { directory, names } = await library();
    await rm(join(directory, names.at(-1) ?? ""));
    const store = fileSystemStore(directory);
    expect((await store.open()).torn).toEqual([]);
    await create(store, "books/new", "v");
    await store.close();
    expect(await statusOf(directory)).toBe("proven");
  });

  it("clears away what a compaction left that did not finish", async () => {
    const { directory, names } = await library();
    await writeFile(join(directory, "0000000001-0000000002.segment.new"), "half");
    await opening(directory);
    expect((await readdir(directory)).sort()).toEqual(names);
  });

  it("leaves other people's files alone", async () => {
    const { directory, names } = await library();
    await writeFile(join(directory, "README.txt"), "ours");
    await opening(directory);
    expect((await readdir(directory)).sort()).toEqual([...names, "README.txt"].sort());
  });

  it("believes a compacted segment, and not those within its numbers", async () => {
    const { directory, names } = await library();
    const old = newDirectory();
    await cp(directory, old, { recursive: true });
    const store = fileSystemStore(directory, { segmentBytes: 65_536 });
    for (let book = 0; book < 39; book++) await replace(store, `books/${book}`, "deleted");
    await store.compact();
    await store.close();
    const compacted = (await readdir(directory)).sort();
    expect(compacted[0]).toBe(`0000000001-${names.at(-1)?.slice(11)}`);
    for (const name of names.slice(0, -1)) await cp(join(old, name), join(directory, name));
    expect(await opening(directory)).toEqual({ keys: ["books/39"], torn: [] });
    expect((await readdir(directory)).sort()).toEqual(compacted);
  });
});

describe("a value that is made to look like frames of a store", () => {
  it("is a value, whole or cut short", async () => {
    const { directory, bytes } = await ledger();
    const copy = newDirectory();
    const store = fileSystemStore(copy);
    await put(store, "k", bytes.subarray(64), "absent");
    const { bytes: size } = await store.stats();
    await put(store, "l", bytes, "absent");
    await store.close();
    expect(await statusOf(copy)).toBe("proven");
    const file = await readFile(join(copy, FIRST));
    file.fill(0, size, size + 24);
    await writeFile(join(copy, FIRST), file);
    expect(await opening(copy)).toMatchObject({ keys: ["k"], torn: [{ file: expect.anything() }] });
    expect(await statusOf(directory)).toBe("proven");
  });
});

describe("the check of a store", () => {
  it("counts what it saw", async () => {
    const { directory, bytes } = await ledger();
    const { status, value, notChecked } = await fsckFileSystemStore(directory);
    expect({ status, value }).toEqual({
      status: "proven",
      value: { segments: 1, frames: 3, records: 3, liveKeys: 3, bytes: bytes.length },
    });
    expect(notChecked).toContain("whether whole segments were removed from the end");
  });

  it("proves nothing where there is nothing", async () => {
    const { directory } = await library();
    for (const name of await readdir(directory)) await rm(join(directory, name));
    expect(await statusOf(directory)).toBe("unknown");
    await expect(fsckFileSystemStore(join(directory, "nowhere"))).rejects.toMatchObject({ code: "store_failed" });
  });

  it("tells of a hundred broken places one by one, and counts the others", async () => {
    const directory = newDirectory();
    await mkdir(directory);
    for (let number = 1; number <= 300; number++) {
      const padded = String(number).padStart(10, "0");
      await writeFile(join(directory, `${padded}-${padded}.segment`), "x");
    }
    const { status, checks, notChecked } = await fsckFileSystemStore(directory);
    expect(status).toBe("refuted");
    expect(checks.filter((check) => check.status === "refuted")).toHaveLength(100);
    expect(notChecked).toContain("200 more problems");
  });
});

describe("the bytes of a store", () => {
  it("hold keys and values as they are, for `grep` to find", async () => {
    const { bytes } = await ledger();
    expect(bytes.toString("latin1")).toContain('orders/2{"quantity":12}');
  });
});
