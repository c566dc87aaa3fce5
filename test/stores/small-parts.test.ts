import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromUtf8, utf8 } from "../../src/foundation/index.ts";
import { createValueCache } from "../../src/stores/file-system/value-cache.ts";
import {
  isCompactable,
  isPurgeable,
  memoryStore,
  prefixedStore,
  put,
  type Store,
  type StoreError,
} from "../../src/stores/index.ts";
import { createOrderedKeys } from "../../src/stores/ordered-keys.ts";
import { faultyStore } from "../../src/testing/faulty-store.ts";
import { codeOf, rejectionOf, stopwatch } from "../support.ts";
import { create, keysOf, read } from "./surroundings.ts";

describe("ordered keys", () => {
  it("are what a sorted set would be, in any order of adding and removing", () => {
    const change = fc.record({ key: fc.string({ maxLength: 2 }), adds: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), fc.string({ maxLength: 2 }), (changes, bound) => {
        const [keys, model] = [createOrderedKeys(), new Set<string>()];
        for (const { key, adds } of changes) {
          if (adds) keys.add(key);
          else keys.remove(key);
          if (adds) model.add(key);
          else model.delete(key);
        }
        expect(keys.ceiling(bound)).toBe([...model].sort().find((key) => key >= bound));
      }),
    );
  });

  it("stay quick when there are many", () => {
    const keys = createOrderedKeys();
    const spent = stopwatch();
    for (let at = 0; at < 200_000; at++) keys.add(`k/${(at * 7_919) % 200_003}`);
    for (let at = 0; at < 200_000; at += 2) keys.remove(`k/${(at * 7_919) % 200_003}`);
    expect(keys.ceiling("k/")).toBeDefined();
    expect(spent()).toBeLessThan(5_000);
  });
});

describe("the cache of values", () => {
  it("lets go of what was used longest ago, and never holds more than its limit", () => {
    const cache = createValueCache(10_000);
    const value = new Uint8Array(900);
    for (let version = 1; version <= 10; version++) cache.put(version, value);
    expect(cache.get(1)).toBe(value);
    cache.put(11, value);
    expect([cache.get(1), cache.get(2)]).toEqual([value, undefined]);
    for (let version = 100; version < 1_000; version++) cache.put(version, new Uint8Array(0));
    const held = Array.from({ length: 900 }, (_, at) => cache.get(100 + at)).filter(Boolean).length;
    expect(held).toBe(100);
  });
  it("does not let one large value push out all others", () => {
    const cache = createValueCache(1_000);
    cache.put(1, new Uint8Array(1));
    cache.put(2, new Uint8Array(900));
    expect([cache.get(1)?.length, cache.get(2)]).toEqual([1, undefined]);
  });
  it("can be switched off", () => {
    const cache = createValueCache(0);
    cache.put(1, new Uint8Array(0));
    expect(cache.get(1)).toBeUndefined();
  });
});

describe("a store in memory", () => {
  it("refuses more than it was given room for, and takes it again after a deletion", async () => {
    const store = memoryStore({ maxBytes: 100 });
    const version = await create(store, "a", "x".repeat(90));
    expect(await rejectionOf(create(store, "b", "x".repeat(50)))).toBe("store_full");
    await put(store, "a", "deleted", version);
    await create(store, "b", "x".repeat(50));
    expect(await keysOf(store)).toEqual(["b"]);
  });
  it("says what it can do", () => {
    const store = memoryStore();
    expect([isPurgeable(store), isCompactable(store)]).toEqual([true, false]);
  });
  it.each([{ maxBytes: -1 }, { maxValueBytes: 1.5 }])("refuses %j as a program mistake", (options) =>
    expect(codeOf(() => memoryStore(options))).toBe("TypeError"),
  );
});

describe("a corner of another store", () => {
  it("sees nothing of its neighbours, nor they of it, and its closing leaves the store open", async () => {
    const store = memoryStore();
    const [north, south] = [prefixedStore(store, "north/"), prefixedStore(store, "south/")];
    await create(north, "k", "n");
    await create(south, "k", "s");
    expect([await read(north, "k"), await read(south, "k"), await keysOf(store)]).toEqual([
      "n",
      "s",
      ["north/k", "south/k"],
    ]);
    await north.close();
    expect(await rejectionOf(north.get("k"))).toBe("store_closed");
    expect(await read(south, "k")).toBe("s");
  });
  it("purges its own keys only, and does not offer what its store cannot do", async () => {
    const store = memoryStore();
    const corner = prefixedStore(store, "c/");
    await create(store, "k", "outer");
    await create(corner, "k", "inner");
    if (isPurgeable(corner)) await corner.purge(["k"]);
    expect([await read(corner, "k"), await read(store, "k")]).toEqual([undefined, "outer"]);
    const { purge: _, ...unpurgeable } = store;
    expect([isPurgeable(prefixedStore(unpurgeable, "c/")), isCompactable(corner)]).toEqual([false, false]);
  });
  it("tells of conflicts in its own words", async () => {
    const corner = prefixedStore(memoryStore(), "c/");
    await create(corner, "k", "v");
    const result = await put(corner, "k", utf8("w"), "absent");
    expect(result.committed === false && result.conflicts.map(({ key }) => key)).toEqual(["k"]);
  });
  it.each(["", "a b", "\u00e9", "x".repeat(65)])("refuses the prefix `%s` as a program mistake", (prefix) =>
    expect(codeOf(() => prefixedStore(memoryStore(), prefix))).toBe("TypeError"),
  );
});

describe("a faulty store", () => {
  const first = async (store: Store): Promise<string | undefined> => rejectionOf(create(store, "k", "v"));

  it("fails as many calls as it was told, and is retryable", async () => {
    const store = faultyStore(memoryStore(), { failingCalls: 2 });
    expect([await first(store), await rejectionOf(store.get("k")), await first(store)]).toEqual([
      "store_failed",
      "store_failed",
      undefined,
    ]);
  });
  it("makes a commit and loses the answer, so that nobody knows", async () => {
    const store = faultyStore(memoryStore(), { lostAnswers: 1 });
    expect(await first(store)).toBe("store_failed");
    expect(await read(store, "k")).toBe("v");
  });
  it("loses races, and tells the truth about what is there", async () => {
    const store = faultyStore(memoryStore(), { lostRaces: 1 });
    expect(await put(store, "k", utf8("v"), "absent")).toEqual({
      committed: false,
      conflicts: [{ key: "k", current: undefined }],
    });
    expect((await put(store, "k", utf8("v"), "absent")).committed).toBe(true);
  });
  it("is full until it is mended", async () => {
    const store = faultyStore(memoryStore(), { full: true });
    expect([await first(store), await first(store)]).toEqual(["store_full", "store_full"]);
    store.setFaults({});
    expect(await first(store)).toBeUndefined();
  });
  it("is slow", async () => {
    const store = faultyStore(memoryStore(), { slowMs: 30 });
    const started = performance.now();
    await store.get("k");
    expect(performance.now() - started).toBeGreaterThan(25);
  });
});

describe("messages", () => {
  it("are one line, and show no more than a part of what came from outside", async () => {
    const key = `a\n${"b".repeat(1_000)}`;
    const error = (await memoryStore()
      .get(key)
      .catch((thrown: unknown) => thrown)) as StoreError;
    expect(error.message).toBe(
      `\`a?${"b".repeat(58)}…\` is no key: use 1 to 512 bytes of printable ASCII without spaces`,
    );
    expect(fromUtf8(utf8(JSON.stringify(error))).length).toBeLessThan(400);
  });
});
