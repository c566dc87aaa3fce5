import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, normalize } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromUtf8, utf8 } from "../../src/foundation/index.ts";
import { createFileSystemStore } from "../../src/stores/file-system/file-system-store.ts";
import {
  type FileSystemStore,
  type FileSystemStoreOptions,
  fileSystemStore,
  fsckFileSystemStore,
  memoryStore,
  put,
  type Store,
} from "../../src/stores/index.ts";
import { codeOf, rejectionOf } from "../support.ts";
import {
  create,
  type Hooks,
  hookedFunctions,
  keysOf,
  read,
  replace,
  systemError,
  temporaryDirectories,
} from "./surroundings.ts";

const newDirectory = temporaryDirectories();

const hookedStore = (directory: string, hooks: Hooks, options: FileSystemStoreOptions = {}): FileSystemStore =>
  createFileSystemStore(directory, options, () => hookedFunctions(hooks));

async function contents(store: Store): Promise<Readonly<Record<string, string | undefined>>> {
  const found: Record<string, string | undefined> = {};
  for (const key of await keysOf(store)) found[key] = await read(store, key);
  return found;
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, at) => at);

describe("a file-system store", () => {
  it("does whatever the store in memory does, closed and opened, compacted and purged at any time", async () => {
    const key = fc.constantFrom("a", "b", "c/1", "c/2");
    const step = fc.oneof(
      {
        weight: 6,
        arbitrary: fc.record({
          do: fc.constant("write"),
          keys: fc.uniqueArray(key, { minLength: 1 }),
          size: fc.nat(2_000),
        }),
      },
      {
        weight: 3,
        arbitrary: fc.record({
          do: fc.constant("delete"),
          keys: fc.uniqueArray(key, { minLength: 1 }),
          size: fc.constant(0),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          do: fc.constantFrom("compact", "reopen", "purge"),
          keys: fc.uniqueArray(key),
          size: fc.constant(0),
        }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        const directory = newDirectory();
        const options = { segmentBytes: 4_096, cacheBytes: 3_000 };
        const model = memoryStore();
        let store = fileSystemStore(directory, options);
        for (const { do: what, keys, size } of steps) {
          if (what === "compact") await store.compact();
          if (what === "reopen") await store.close();
          if (what === "reopen") store = fileSystemStore(directory, options);
          for (const each of [store, model]) {
            if (what === "purge") await each.purge(keys);
            if (what !== "write" && what !== "delete") continue;
            const current = await Promise.all(keys.map((name) => each.get(name)));
            const value = what === "delete" ? "deleted" : utf8("x".repeat(size));
            await each.commit(
              keys.map((name, at) => ({ key: name, value, expected: current[at]?.version ?? "absent" })),
            );
          }
          expect(await contents(store)).toEqual(await contents(model));
        }
        await store.close();
        const { status, value } = await fsckFileSystemStore(directory);
        expect([status, value?.liveKeys]).toEqual(["proven", (await keysOf(model)).length]);
      }),
      { numRuns: 60 },
    );
  });

  it("touches nothing until it is used, and says what it found", async () => {
    const directory = join(newDirectory(), "made", "on", "the", "way");
    const unused = fileSystemStore(directory);
    await unused.close();
    expect(await rejectionOf(readdir(directory))).toBe("ENOENT");
    const store = fileSystemStore(directory);
    expect(await store.open()).toEqual({ created: true, keys: 0, segments: 1, torn: [] });
    await create(store, "k", "v");
    await store.close();
    const again = fileSystemStore(directory);
    expect(await again.open()).toEqual({ created: false, keys: 1, segments: 1, torn: [] });
    await again.close();
  });

  it("makes the names of all directories durable that it had to make", async () => {
    const parent = newDirectory();
    const opened: string[] = [];
    const store = hookedStore(join(parent, "a", "b"), { opened: (path) => opened.push(normalize(path)) });
    await store.open();
    await store.close();
    for (const directory of [join(parent, ".."), parent, join(parent, "a"), join(parent, "a", "b")])
      expect(opened.map((path) => path.replace(/\/$/, ""))).toContain(normalize(directory));
  });

  it("is refused to a second handle in the same process, until the first is closed", async () => {
    const directory = newDirectory();
    const [first, second] = [fileSystemStore(directory), fileSystemStore(directory)];
    await first.open();
    expect(await rejectionOf(second.get("k"))).toBe("store_locked");
    await first.close();
    expect(await second.get("k")).toBeUndefined();
    await second.close();
  });

  it("keeps versions when it is opened again, and gives none out twice", async () => {
    const directory = newDirectory();
    const store = fileSystemStore(directory);
    const first = await create(store, "k", "v");
    const second = await create(store, "l", "v");
    await replace(store, "l", "deleted");
    await store.compact();
    await store.close();
    const again = fileSystemStore(directory);
    expect((await again.get("k"))?.version).toBe(first);
    expect([first, second]).not.toContain(await create(again, "l", "v"));
    await again.close();
  });

  it.each([
    ["segmentBytes", 4_095],
    ["segmentBytes", Number.NaN],
    ["maxValueBytes", 67_108_865],
    ["cacheBytes", -1],
  ])("refuses %s of %d as a program mistake", (name, value) =>
    expect(codeOf(() => fileSystemStore("anywhere", { [name]: value }))).toBe("TypeError"),
  );

  it("refuses a path that is a file, or below one", async () => {
    const directory = newDirectory();
    await writeFile(directory, "");
    for (const path of [directory, join(directory, "below")]) {
      const store = fileSystemStore(path);
      expect(await rejectionOf(store.open())).toBe("store_not_directory");
      await store.close();
    }
  });

  it("refuses a commit that would take too much memory, and more waiting commits than it can hold", async () => {
    const store = fileSystemStore(newDirectory(), { maxValueBytes: 1_000 });
    const value = new Uint8Array(900);
    const many = numbers(5).map((at) => ({ key: `k/${at}`, value, expected: "absent" }));
    expect(await rejectionOf(store.commit(many))).toBe("store_commit_too_large");
    const results = await Promise.allSettled(numbers(100).map((at) => put(store, `k/${at}`, value, "absent")));
    const refused = results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
    expect(refused.length).toBeGreaterThan(50);
    expect(refused[0]).toMatchObject({ code: "store_busy", retryable: true });
    expect(await keysOf(store)).toHaveLength(100 - refused.length);
    await store.close();
  });
});

/** An open store whose syncs wait, from now on, until each one is released. */
async function heldStore(): Promise<{ store: FileSystemStore; release: () => void; waiting: () => Promise<void> }> {
  const hooks: Hooks = {};
  const store = hookedStore(newDirectory(), hooks);
  await store.open();
  const held: (() => void)[] = [];
  hooks.datasync = async (goOn) => {
    await new Promise<void>((resolve) => held.push(resolve));
    await goOn();
  };
  return {
    store,
    release: () => held.shift()?.(),
    async waiting() {
      while (held.length === 0) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const isSettled = async (promise: Promise<unknown>): Promise<boolean> => {
  const later = new Promise((resolve) => setTimeout(resolve, 20, "later"));
  return (await Promise.race([promise, later])) !== "later";
};

describe("what is not durable yet", () => {
  it("is seen by nobody: not read, not walked, not told to those who lost against it", async () => {
    const { store, release, waiting } = await heldStore();
    const winning = put(store, "k", utf8("first"), "absent");
    await waiting();
    const losing = put(store, "k", utf8("second"), "absent");
    expect(await store.get("k")).toBeUndefined();
    expect(await keysOf(store)).toEqual([]);
    expect([await isSettled(winning), await isSettled(losing)]).toEqual([false, false]);
    release();
    const [won, lost] = await Promise.all([winning, losing]);
    expect([won.committed, lost.committed]).toEqual([true, false]);
    expect(lost.committed === false && fromUtf8(lost.conflicts[0]?.current?.value ?? utf8(""))).toBe("first");
    await store.close();
  });

  it("is what later conditions are judged against, in the order of arrival", async () => {
    const { store, release, waiting } = await heldStore();
    const creating = create(store, "k", "1");
    await waiting();
    release();
    const version = await creating;

    const deleting = put(store, "k", "deleted", version);
    await waiting();
    const second = put(store, "k", utf8("2"), "absent");
    const third = put(store, "k", utf8("3"), "absent");
    release();
    await deleting;
    // The deletion is durable, the second writer is on its way: the key still counts as taken.
    await waiting();
    const fourth = put(store, "k", utf8("4"), "absent");
    release();
    const results = await Promise.all([second, third, fourth]);
    expect(results.map(({ committed }) => committed)).toEqual([true, false, false]);
    expect(await read(store, "k")).toBe("2");
    await store.close();
  });

  it("keeps nobody from reading and walking what is", async () => {
    const { store, release, waiting } = await heldStore();
    const committing = put(store, "k", utf8("v"), "absent");
    await waiting();
    expect(await store.get("other")).toBeUndefined();
    expect(await keysOf(store)).toEqual([]);
    release();
    await committing;
    await store.close();
  });
});

describe("commits that arrive together", () => {
  it("share one sync, and a lonely one has its own", async () => {
    let syncs = 0;
    const hooks: Hooks = {
      datasync: (goOn) => {
        syncs += 1;
        return goOn();
      },
    };
    const store = hookedStore(newDirectory(), hooks);
    await store.open();
    syncs = 0;
    await Promise.all(numbers(256).map((at) => create(store, `together/${at}`, "v")));
    expect(syncs).toBe(1);
    syncs = 0;
    for (const at of numbers(10)) await create(store, `alone/${at}`, "v");
    expect(syncs).toBe(10);
    expect(await store.stats()).toMatchObject({ commits: 266, keys: 266 });
    await store.close();
  });

  it("are written in pieces of a bounded size", async () => {
    let largest = 0;
    const hooks: Hooks = {
      write: (goOn, length) => {
        largest = Math.max(largest, length);
        return goOn(length);
      },
    };
    const store = hookedStore(newDirectory(), hooks);
    const value = new Uint8Array(1_000_000);
    await Promise.all(numbers(20).map((at) => put(store, `k/${at}`, value, "absent")));
    expect(largest).toBeLessThan(4_500_000);
    await store.close();
  });
});

describe("a disk that fails", () => {
  const failures: readonly (readonly [what: string, hooks: (fail: () => boolean) => Hooks, code: string])[] = [
    [
      "a sync fails",
      (fail) => ({ datasync: (goOn) => (fail() ? Promise.reject(systemError("EIO")) : goOn()) }),
      "store_failed",
    ],
    [
      "it is full",
      (fail) => ({ write: (goOn, length) => (fail() ? Promise.reject(systemError("ENOSPC")) : goOn(length)) }),
      "store_full",
    ],
    [
      "it is full after a part of the write",
      (fail) => ({
        async write(goOn, length) {
          if (!fail()) return goOn(length);
          await goOn(length - 7);
          throw systemError("ENOSPC");
        },
      }),
      "store_full",
    ],
    [
      "the quota is used up",
      (fail) => ({ datasync: (goOn) => (fail() ? Promise.reject(systemError("EDQUOT")) : goOn()) }),
      "store_full",
    ],
    [
      "it was mounted read-only",
      (fail) => ({ write: (goOn, length) => (fail() ? Promise.reject(systemError("EROFS")) : goOn(length)) }),
      "store_not_writable",
    ],
  ];

  it.each(failures)(
    "when %s, everybody is told, nothing is tried again, and opening finds no trace",
    async (_, hooksFor, code) => {
      const directory = newDirectory();
      let [failing, failed] = [false, 0];
      const store = hookedStore(
        directory,
        hooksFor(() => {
          if (failing) failed += 1;
          return failing;
        }),
      );
      await create(store, "before", "v");
      failing = true;
      const codes = await Promise.all(numbers(3).map((at) => rejectionOf(create(store, `k/${at}`, "v"))));
      expect(codes).toEqual([code, code, code]);
      failing = false;
      await expect(store.get("before")).rejects.toMatchObject({
        code: "store_failed",
        cause: { code },
        retryable: false,
      });
      for (const call of [
        () => create(store, "later", "v"),
        () => keysOf(store),
        () => store.compact(),
        () => store.purge(["k"]),
      ])
        expect(await rejectionOf(call())).toBe("store_failed");
      expect(failed).toBe(1);
      await store.close();

      const again = fileSystemStore(directory);
      expect(await again.open()).toMatchObject({ keys: 1, torn: [] });
      expect(await keysOf(again)).toEqual(["before"]);
      await again.close();
    },
  );

  it("when it is full during compaction, goes on with what it had", async () => {
    const hooks: Hooks = {};
    const directory = newDirectory();
    const store = hookedStore(directory, hooks, { segmentBytes: 4_096 });
    for (const at of numbers(40)) await create(store, `k/${at}`, "x".repeat(300));
    for (const at of numbers(20)) await replace(store, `k/${at}`, "deleted");
    const before = await contents(store);
    let writes = 0;
    hooks.write = (goOn, length) => (++writes > 4 ? Promise.reject(systemError("ENOSPC")) : goOn(length));
    expect(await rejectionOf(store.compact())).toBe("store_full");
    delete hooks.write;
    expect(await contents(store)).toEqual(before);
    await create(store, "after", "v");
    expect((await store.compact()).reclaimedBytes).toBeGreaterThan(0);
    await store.close();
    expect((await readdir(directory)).filter((name) => !name.endsWith(".segment"))).toEqual([]);
    expect((await fsckFileSystemStore(directory)).status).toBe("proven");
  });
});

describe("a disk that fails while names change", () => {
  it("stops the store, because nobody knows which segments count, and opening tells", async () => {
    const hooks: Hooks = {};
    const directory = newDirectory();
    const store = hookedStore(directory, hooks, { segmentBytes: 4_096 });
    for (const at of numbers(40)) await replace(store, `k/${at % 3}`, `${at} ${"x".repeat(300)}`);
    const before = await contents(store);
    let renames = 0;
    // The first is for the segment that is begun, the second for the one that takes the place of others.
    hooks.rename = (goOn) => (++renames > 1 ? Promise.reject(systemError("EIO")) : goOn());
    const late: Promise<string | undefined>[] = [];
    const compacting = rejectionOf(store.compact());
    while (renames < 2)
      late.push(rejectionOf(replace(store, `late/${late.length}`, "v"))) && (await new Promise(setImmediate));
    expect(await compacting).toBe("store_failed");
    expect(await rejectionOf(store.get("k/1"))).toBe("store_failed");
    const told = await Promise.all(late);
    await store.close();
    const again = fileSystemStore(directory);
    expect(await contents(again)).toMatchObject(before);
    for (const [at, code] of told.entries()) expect(await read(again, `late/${at}`)).toBe(code ? undefined : "v");
    await again.close();
    expect((await fsckFileSystemStore(directory)).status).toBe("proven");
  });
});

describe("compaction", () => {
  it("gives back the room of what was overwritten and deleted, and changes nothing else", async () => {
    const directory = newDirectory();
    const store = fileSystemStore(directory, { segmentBytes: 16_384 });
    for (const round of numbers(20)) {
      for (const at of numbers(20)) await replace(store, `k/${at}`, `${round} ${"x".repeat(100)}`);
    }
    const [before, stats] = [await contents(store), await store.stats()];
    const { version } = (await store.get("k/7")) ?? {};
    const { reclaimedBytes } = await store.compact();
    const after = await store.stats();
    expect(reclaimedBytes).toBeGreaterThan(stats.bytes * 0.8);
    expect(after).toMatchObject({ deadRecords: 0, keys: 20 });
    expect(after.bytes).toBeLessThan(stats.bytes - reclaimedBytes + 200);
    expect(await contents(store)).toEqual(before);
    expect((await store.get("k/7"))?.version).toBe(version);
    expect(await store.compact()).toEqual({ reclaimedBytes: 0 });
    await store.close();
    const again = fileSystemStore(directory);
    expect(await contents(again)).toEqual(before);
    await again.close();
  });

  it("does not bring back what was deleted, however little of a segment is dead", async () => {
    const directory = newDirectory();
    const store = fileSystemStore(directory, { segmentBytes: 4_096 });
    for (const at of numbers(60)) await create(store, `k/${at}`, "x".repeat(300));
    await replace(store, "k/3", "deleted");
    for (const at of numbers(60)) await create(store, `l/${at}`, "x".repeat(300));
    await store.compact();
    await store.close();
    const again = fileSystemStore(directory);
    expect(await again.get("k/3")).toBeUndefined();
    expect(await keysOf(again)).toHaveLength(119);
    await again.close();
  });

  it("goes on beside commits, reads and walks, and loses none of them", async () => {
    const directory = newDirectory();
    const store = fileSystemStore(directory, { segmentBytes: 8_192, cacheBytes: 0 });
    const expected = new Map<string, string>();
    let working = true;
    const compacting = (async () => {
      while (working) {
        await store.compact();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
    })();
    const writers = numbers(8).map(async (writer) => {
      for (const round of numbers(60)) {
        const key = `k/${writer}/${round % 5}`;
        const text = `${round} ${"x".repeat(200)}`;
        await replace(store, key, text);
        expected.set(key, text);
        expect(await read(store, key)).toBe(text);
        if (round % 20 === 0) expect((await keysOf(store, `k/${writer}/`)).length).toBe(Math.min(5, round + 1));
      }
    });
    await Promise.all(writers);
    working = false;
    await compacting;
    expect(await contents(store)).toEqual(Object.fromEntries([...expected].sort()));
    await store.close();
    expect((await fsckFileSystemStore(directory)).status).toBe("proven");
  });

  it("does not undo what is written, deleted and purged while it copies", async () => {
    const hooks: Hooks = {};
    const directory = newDirectory();
    const store = hookedStore(directory, hooks, { cacheBytes: 0 });
    for (const key of ["written", "deleted", "untouched"]) await create(store, key, `old ${"x".repeat(2_000)}`);
    await create(store, "dead", "x");
    await replace(store, "dead", "deleted");
    let [goOn, arrive] = [() => {}, () => {}];
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    hooks.write = async (write, length) => {
      if (length < 5_000) return write(length);
      arrive();
      await new Promise<void>((resolve) => {
        goOn = resolve;
      });
      return write(length);
    };
    const compacting = store.compact();
    await arrived;
    await replace(store, "written", "new");
    await replace(store, "deleted", "deleted");
    goOn();
    await compacting;
    const expected = { untouched: `old ${"x".repeat(2_000)}`, written: "new" };
    expect(await contents(store)).toEqual(expected);
    expect((await store.stats()).deadRecords).toBe(3);
    expect((await store.compact()).reclaimedBytes).toBeGreaterThan(4_000);
    expect(await contents(store)).toEqual(expected);
    await store.close();
    const again = fileSystemStore(directory);
    expect(await contents(again)).toEqual(expected);
    await again.close();
  });

  it("joins small segments, so that their number does not grow for ever", async () => {
    const directory = newDirectory();
    const store = fileSystemStore(directory, { segmentBytes: 65_536 });
    for (const day of numbers(12)) {
      for (const at of numbers(5)) await replace(store, `k/${at}`, `${day}`);
      await store.compact();
    }
    expect((await store.stats()).segments).toBeLessThanOrEqual(2);
    await store.close();
  });
});

describe("purging", () => {
  it("erases a value from every file, old copies and cut-off ends among them, and leaves a mark that stays", async () => {
    const directory = newDirectory();
    await mkdir(directory);
    await writeFile(join(directory, "0000000001-0000000001.segment.64.0000000000000000.torn"), "Erika Mustermann");
    const store = fileSystemStore(directory, { segmentBytes: 4_096 });
    for (const at of numbers(10)) {
      await replace(store, "person/1", `${at} Erika Mustermann ${"x".repeat(1_000)}`);
      await create(store, `order/${at}`, "kept");
    }
    await store.purge(["person/1"]);
    expect(await store.get("person/1")).toBeUndefined();
    const files = async () =>
      Promise.all((await readdir(directory)).map((name) => readFile(join(directory, name), "latin1")));
    expect((await files()).join("")).not.toContain("Mustermann");
    for (const at of numbers(5)) await replace(store, `order/${at}`, "deleted");
    await store.compact();
    expect((await files()).join("")).toContain("person/1");
    expect((await files()).join("")).not.toContain("order/3");
    await store.close();
    const again = fileSystemStore(directory);
    expect(await again.open()).toMatchObject({ keys: 5 });
    await create(again, "person/1", "somebody else");
    await again.close();
    expect((await fsckFileSystemStore(directory)).status).toBe("proven");
  });

  it("refuses a malformed key before it does anything", async () => {
    const store = fileSystemStore(newDirectory());
    await create(store, "k", "v");
    expect(await rejectionOf(store.purge(["k", "a b"]))).toBe("store_key_malformed");
    expect(await read(store, "k")).toBe("v");
    await store.close();
  });
});

describe("a store that is closed", () => {
  it("finishes a compaction under way, ends walks under way, and lets go of its directory", async () => {
    const directory = newDirectory();
    const store = fileSystemStore(directory, { segmentBytes: 4_096 });
    for (const at of numbers(40)) await replace(store, `k/${at % 3}`, "x".repeat(300));
    const walk = store.keys("")[Symbol.asyncIterator]();
    await walk.next();
    const compacting = store.compact();
    await Promise.all([store.close(), store.close()]);
    expect((await compacting).reclaimedBytes).toBeGreaterThan(0);
    expect(await rejectionOf(walk.next())).toBe("store_closed");
    expect((await readdir(directory)).filter((name) => name.startsWith("lock"))).toEqual([]);
  });

  it("finishes a purge under way before it lets go", async () => {
    const directory = newDirectory();
    const store = fileSystemStore(directory);
    await create(store, "person/1", "Erika Mustermann");
    const purging = store.purge(["person/1"]);
    await store.close();
    await purging;
    const [name = ""] = await readdir(directory);
    expect(await readFile(join(directory, name), "latin1")).not.toContain("Mustermann");
    expect((await fsckFileSystemStore(directory)).status).toBe("proven");
  });

  it("may be closed before it was opened, and after opening failed", async () => {
    const file = newDirectory();
    await writeFile(file, "");
    const store = fileSystemStore(file);
    expect(await rejectionOf(store.open())).toBe("store_not_directory");
    await store.close();
    expect(await rejectionOf(store.open())).toBe("store_closed");
  });
});
