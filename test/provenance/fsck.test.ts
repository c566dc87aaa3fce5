import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { canonicalJson, utf8 } from "../../src/foundation/index.ts";
import { createLog, fsckLog, type Log, trustedKeys } from "../../src/provenance/index.ts";
import { memoryStore, type Store } from "../../src/stores/index.ts";
import { type KeyHolder, keyHolder } from "./keys.ts";

const origin = "example.com/log";
let logKey: KeyHolder;
beforeAll(async () => {
  logKey = await keyHolder("house log", "log", { sources: [origin] });
});

const open = (store: Store, holder = logKey): Log =>
  createLog({ store, origin, signer: holder.signer, publicKey: holder.publicKey });
const entries = (from: number, to: number, word = "entry"): Uint8Array[] =>
  Array.from({ length: to - from }, (_, at) => utf8(`${word} ${from + at}`));
/** 600 entries in two full bundles, and 88 loose ones in two parts. */
const written = async (word?: string): Promise<Store> => {
  const store = memoryStore();
  await open(store).append(entries(0, 520, word));
  await open(store).append(entries(520, 600, word));
  return store;
};
const headOf = async (store: Store): Promise<string> => (await open(store).head()).checkpoint ?? "";
const outcome = async (store: Store, known: readonly string[] = []) => {
  const { status, checks } = await fsckLog(store, { trustedKeys: trustedKeys([logKey.entry]), known });
  return {
    status,
    faults: checks.filter((check) => check.status !== "proven").map(({ code, sentence }) => `${code}: ${sentence}`),
  };
};

type Change = (value: Uint8Array) => Uint8Array | "deleted";
const change = async (store: Store, key: string, to: Change): Promise<void> => {
  const stored = await store.get(key);
  if (!stored) throw new Error(`no ${key}`);
  await store.commit([{ key, value: to(stored.value), expected: stored.version }]);
};
const [bundle0, bundle1] = ["log/entries/0000000000000000", "log/entries/0000000000000001"] as const;
const [pending0, pending1] = ["log/pending/0000000000000512", "log/pending/0000000000000520"] as const;
const [tile0, tile1] = ["log/tile/0/0000000000000000", "log/tile/0/0000000000000001"] as const;
const drop: Change = () => "deleted";
const flip =
  (at: number): Change =>
  (value) =>
    value.with(at, value[at]! ^ 1);
/** Entries of a bundle, for whoever moves them about. */
const split = (bytes: Uint8Array): Uint8Array[] => {
  const parts: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 2 + ((bytes[at]! << 8) | bytes[at + 1]!);
    parts.push(bytes.slice(at, end));
    at = end;
  }
  return parts;
};
const swap =
  (one: number, other: number): Change =>
  (value) => {
    const parts = split(value);
    return Buffer.concat(parts.with(one, parts[other]!).with(other, parts[one]!));
  };
const without =
  (...places: number[]): Change =>
  (value) =>
    Buffer.concat(split(value).filter((_, at) => !places.includes(at)));

type Fault = readonly [fault: string, key: string, to: Change, found: readonly string[]];
const faults: readonly Fault[] = [
  [
    "bit rot in an entry",
    bundle1,
    flip(4),
    ["log_entry_changed: not as they were signed: entries 256", "log_tile_changed: hash 0"],
  ],
  ["bit rot in the length of an entry", bundle1, flip(0), ["log_unreadable: the entries from 257 on"]],
  [
    "bit rot in one of the last entries",
    pending0,
    flip(4),
    ["log_entry_changed: not as they were signed: one of the entries 512 to 599"],
  ],
  ["bit rot in a stored hash", tile0, flip(5 * 32), ["log_tile_changed: hash 5 of `log/tile/0/0000000000000000`"]],
  ["a tile that was cut off", tile1, (value) => value.slice(0, 100), ["log_tile_changed"]],
  ["a tile that is gone", tile1, drop, ["log_tile_count: 1 tiles of hashes are stored, and there should be 2"]],
  ["truncation", pending1, drop, ["log_truncated: entries 520 to 599 are missing: 600 were signed"]],
  ["truncation within a part", pending1, without(79), ["log_truncated: entries 599 to 599"]],
  ["a gap of a whole bundle", bundle0, drop, ["log_gap: entries 0 to 255 are missing"]],
  ["a gap of one entry", bundle0, without(7), ["log_gap: entries 255 to 255 are missing"]],
  ["reorder of two entries", bundle1, swap(3, 200), ["log_reordered: the entries 259, 456 stand in another order"]],
  [
    "reorder among the last entries",
    pending1,
    swap(4, 5),
    ["log_reordered: the entries 524, 525 stand in another order"],
  ],
  [
    "a head of another size than its checkpoint",
    "log/head",
    (value) => utf8(new TextDecoder().decode(value).replace('"size":600', '"size":599')),
    ["log_head: the head and its checkpoint differ in size"],
  ],
  ["bit rot in the head", "log/head", flip(30), ["log_head"]],
];

describe("fsck finds and names", () => {
  it.each(faults)("%s", async (_, key, to, found) => {
    const store = await written();
    expect(await outcome(store)).toEqual({ status: "proven", faults: [] });
    await change(store, key, to);
    const { status, faults: named } = await outcome(store);
    expect(status).toBe("refuted");
    for (const one of found) expect(named.join("\n")).toContain(one);
  });

  it("entries that were never signed", async () => {
    const store = await written();
    await store.commit([{ key: "log/pending/0000000000000600", value: new Uint8Array([0, 1, 7]), expected: "absent" }]);
    expect((await outcome(store)).faults[0]).toContain("log_surplus: entries 600 to 600");
  });

  it("a checkpoint that another key signed, or that nobody known can have signed", async () => {
    const store = await written();
    const stranger = await keyHolder("stranger", "log", { sources: [origin] });
    const by = async (holder: KeyHolder, sources = [origin]) =>
      (await fsckLog(store, { trustedKeys: trustedKeys([{ ...holder.entry, sources }]) })).status;
    expect([await by(stranger), await by(logKey, ["another.example/log"])]).toEqual(["refuted", "unknown"]);
    expect((await outcome(memoryStore())).status).toBe("unknown");
  });

  it("rollback, by a checkpoint that was kept elsewhere", async () => {
    const store = memoryStore();
    await open(store).append(entries(0, 300));
    const before = new Map<string, Uint8Array>();
    for await (const key of store.keys("")) before.set(key, (await store.get(key))!.value);
    await open(store).append(entries(300, 310));
    const published = await headOf(store);
    const restored = memoryStore();
    await restored.commit([...before].map(([key, value]) => ({ key, value, expected: "absent" as const })));
    expect((await outcome(restored)).status).toBe("proven");
    expect((await outcome(restored, [published])).faults).toEqual([
      expect.stringContaining(
        "log_rolled_back: the known checkpoint of 310 entries is ahead of the log, which has 300",
      ),
    ]);
    expect(await outcome(store, [published])).toEqual({ status: "proven", faults: [] });
  });

  it("a fork, by a checkpoint that was kept elsewhere, of any earlier size", async () => {
    const store = await written();
    for (const size of [1, 5, 256, 300, 600]) {
      const other = memoryStore();
      await open(other).append([...entries(0, size - 1), utf8("another story")]);
      expect((await outcome(store, [await headOf(other)])).faults).toEqual([expect.stringContaining("log_fork")]);
      const honest = memoryStore();
      await open(honest).append(entries(0, size));
      expect((await outcome(store, [await headOf(honest)])).status).toBe("proven");
    }
  });

  it("nothing by checkpoints that say nothing of this log", async () => {
    const store = await written();
    const foreign = memoryStore();
    const { signer, publicKey } = logKey;
    await createLog({ store: foreign, origin: "other.example/log", signer, publicKey }).append(entries(0, 2));
    const forged = memoryStore();
    await open(forged, await keyHolder("stranger", "log")).append(entries(1, 2));
    for (const note of [await headOf(foreign), await headOf(forged), "no note", ""])
      expect(await outcome(store, [note])).toMatchObject({
        status: "unknown",
        faults: [expect.stringContaining("log_known")],
      });
  });

  it("a log that was written anew as a whole, unless the log's own key signed it", async () => {
    const [store, rewritten] = [await written(), await written("other")];
    for (const key of [bundle0, bundle1, pending0, pending1, tile0, tile1])
      await change(store, key, () => new Uint8Array());
    for (const key of [bundle0, bundle1, pending0, pending1, tile0, tile1]) {
      const value = (await rewritten.get(key))!.value;
      await change(store, key, () => value);
    }
    expect((await outcome(store)).faults.join()).toContain("log_entry_changed");
  });

  it("any single bit that is changed anywhere in a log", async () => {
    const keys = [bundle0, pending0, pending1, tile0, "log/head"];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...keys), fc.nat(), fc.nat(7), async (key, place, bit) => {
        const store = await written();
        await change(store, key, (value) =>
          value.with(place % value.length, value[place % value.length]! ^ (1 << bit)),
        );
        expect((await outcome(store)).status).not.toBe("proven");
      }),
      { numRuns: 60 },
    );
  });

  it("with code of its own: none of the log's files is imported", () => {
    const folder = new URL("../../src/provenance/fsck/", import.meta.url);
    const imports = readdirSync(folder).flatMap((file) =>
      [...readFileSync(new URL(file, folder), "utf8").matchAll(/from "(\.\.\/[^"]+)"/g)].map(([, path]) => path),
    );
    expect([...new Set(imports)].sort()).toEqual([
      "../../foundation/index.ts",
      "../../runtime/index.ts",
      "../../stores/index.ts",
      "../key.ts",
      "../trusted-keys.ts",
    ]);
    expect(canonicalJson(imports)).not.toContain("log/");
  });
});
