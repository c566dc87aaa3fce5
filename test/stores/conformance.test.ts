import { describe, expect, it } from "vitest";
import { utf8 } from "../../src/foundation/index.ts";
import { fileSystemStore, memoryStore, prefixedStore, put, type Store } from "../../src/stores/index.ts";
import { faultyStore } from "../../src/testing/faulty-store.ts";
import { storeConformance } from "../../src/testing/store-conformance.ts";
import { temporaryDirectories } from "./surroundings.ts";

const nextDirectory = temporaryDirectories();

/** Each kind of store, as the suite is to open it: with neighbours where it shares a store. */
const kinds: Readonly<Record<string, () => Promise<Store>>> = {
  "in memory": async () => memoryStore(),
  "in the file system": async () => fileSystemStore(nextDirectory()),
  "in the file system, with the smallest segments and no cache": async () =>
    fileSystemStore(nextDirectory(), { segmentBytes: 4_096, cacheBytes: 0 }),
  "in a corner of another store": async () => {
    const store = memoryStore();
    for (const neighbour of ["a", "corner", "corner0", "z"]) await put(store, neighbour, utf8("v"), "absent");
    return prefixedStore(store, "corner/");
  },
  "in a corner of the file system": async () => {
    const store = fileSystemStore(nextDirectory());
    const corner = prefixedStore(store, "tenants/7/");
    const close = corner.close;
    return Object.assign(corner, {
      async close() {
        await close();
        await store.close();
      },
    });
  },
  "with faults that do not strike": async () => faultyStore(memoryStore(), { slowMs: 0 }),
};

for (const [kind, open] of Object.entries(kinds)) {
  describe(`a store ${kind}`, () => {
    for (const { name, run } of storeConformance) it(name, () => run(open));
  });
}

describe("the suite", () => {
  const failures = async (spoil: (store: Store) => Partial<Store>): Promise<readonly string[]> => {
    const open = async (): Promise<Store> => {
      const store = memoryStore();
      return { ...store, ...spoil(store) };
    };
    const names: string[] = [];
    for (const { name, run } of storeConformance) await run(open).catch(() => names.push(name));
    return names;
  };

  it("finds a store that ignores what writers expect", async () => {
    const found = await failures((store) => ({
      async commit(writes) {
        for (;;) {
          const current = await Promise.all(writes.map(({ key }) => store.get(key)));
          const forced = writes.map((write, at) => ({ ...write, expected: current[at]?.version ?? "absent" }));
          const result = await store.commit(forced);
          if (result.committed) return result;
        }
      },
    }));
    expect(found).toContain("a write expecting a version that was replaced is refused");
    expect(found).toContain(
      "of 50 concurrent writers that expect absence, exactly one wins and the others are told of it",
    );
  });

  it("finds a store that writes half of a commit", async () => {
    const found = await failures((store) => ({
      async commit(writes) {
        for (const write of writes) {
          const result = await store.commit([write]);
          if (!result.committed) return result;
        }
        return { committed: true, versions: writes.map(() => "1") };
      },
    }));
    expect(found).toContain(
      "a conflict in the middle of a commit leaves everything as it was, and names every conflict",
    );
  });

  it("finds a store that hands out its own buffers", async () => {
    const value = utf8("original");
    const found = await failures(() => ({ get: async () => ({ value, version: "1" }) }));
    expect(found).toContain("a caller owns its buffers: changing them afterwards changes nothing stored");
  });
});
