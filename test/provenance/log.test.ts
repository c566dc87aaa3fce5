import { createHash } from "node:crypto";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Envelope,
  fromBase64,
  fromBase64url,
  fromUtf8,
  type Inclusion,
  toBase64url,
  utf8,
} from "../../src/foundation/index.ts";
import {
  createLog,
  formatLogEntry,
  fsckLog,
  hashLeaf,
  type Log,
  parseCheckpoint,
  receiveEvent,
  rootOf,
  sealEvent,
  toLogEntry,
  trustedKeys,
  verifyConsistency,
  verifyEnvelope,
  verifyInclusion,
} from "../../src/provenance/index.ts";
import { memoryStore, type Store } from "../../src/stores/index.ts";
import { codeOf, rejectionOf } from "../support.ts";
import { type KeyHolder, keyHolder } from "./keys.ts";

const origin = "example.com/log";
const at = new Date("2026-03-31T08:00:00Z");

let logKey: KeyHolder;
let carrier: KeyHolder;
beforeAll(async () => {
  logKey = await keyHolder("house log", "log", { sources: [origin] });
  carrier = await keyHolder("dhl", "source");
});

const open = (store: Store): Log => createLog({ store, origin, signer: logKey.signer, publicKey: logKey.publicKey });
const entry = (index: number): Uint8Array => utf8(`entry ${index}`);
const entries = (from: number, to: number): Uint8Array[] =>
  Array.from({ length: to - from }, (_, at) => entry(from + at));
const fsck = (store: Store) => fsckLog(store, { trustedKeys: trustedKeys([logKey.entry]) });

describe("the tree", () => {
  it.each([...Array.from({ length: 33 }, (_, at) => at + 1), 255, 256, 257, 600])(
    "of %d entries has the root that is defined",
    (size) => {
      const leaves = entries(0, size).map(hashLeaf);
      expect(Buffer.from(rootOf(leaves))).toEqual(definedRoot(leaves));
    },
  );

  it("proves each entry of trees of every small size, and nothing else", () => {
    for (let size = 1; size <= 20; size++) {
      const leaves = entries(0, size).map(hashLeaf);
      const root = rootOf(leaves);
      for (let index = 0; index < size; index++) {
        const proof = naivePath(leaves, index);
        expect(verifyInclusion(leaves[index]!, index, size, proof, root)).toBe(true);
        expect(verifyInclusion(leaves[index]!, (index + 1) % (size + 1), size, proof, root)).toBe(false);
        expect(verifyInclusion(leaves[index]!, index, size, [...proof, root], root)).toBe(false);
      }
    }
  });
});

describe("the log", () => {
  it("proves every entry under one checkpoint, whatever the sizes of the appends", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (sizes, reopen) => {
          const store = memoryStore();
          let log = open(store);
          let size = 0;
          for (const count of sizes) {
            expect(await log.append(entries(size, size + count))).toBe(size);
            size += count;
            if (reopen) log = open(store);
          }
          const checkpoint = parseCheckpoint((await log.head()).checkpoint ?? "");
          expect(checkpoint).toMatchObject({ origin, size });
          expect(checkpoint.root).toEqual(rootOf(entries(0, size).map(hashLeaf)));
          for (const index of [0, size - 1, Math.floor(size / 2), Math.min(size - 1, 256)]) {
            const inclusion = await log.prove(index);
            expect(fromUtf8(fromBase64url(inclusion.entry))).toBe(`entry ${index}`);
            expect(
              verifyInclusion(hashLeaf(entry(index)), index, size, inclusion.proof.map(fromBase64), checkpoint.root),
            ).toBe(true);
          }
          expect((await fsck(store)).status).toBe("proven");
        },
      ),
      { numRuns: 25 },
    );
  });

  it("grows past a tile of tiles, and opens again in the middle of one", async () => {
    const store = memoryStore();
    const size = 256 * 256 + 300;
    await open(store).append(entries(0, size - 10));
    const log = open(store);
    await log.append(entries(size - 10, size));
    const { root } = parseCheckpoint((await log.head()).checkpoint ?? "");
    expect(root).toEqual(rootOf(entries(0, size).map(hashLeaf)));
    for (const index of [0, 65_535, 65_536, size - 1]) {
      const { proof } = await log.prove(index);
      expect(verifyInclusion(hashLeaf(entry(index)), index, size, proof.map(fromBase64), root)).toBe(true);
    }
    expect((await fsck(store)).status).toBe("proven");
  });

  it("proves that it has only been appended to, from every size to every other", async () => {
    const store = memoryStore();
    const size = 23;
    await open(store).append(entries(0, size));
    const log = open(store);
    const roots = Array.from({ length: size + 1 }, (_, at) => rootOf(entries(0, at).map(hashLeaf)));
    for (let to = 1; to <= size; to++) {
      for (let from = 1; from <= to; from++) {
        const proof = (await log.proveConsistency(from, to)).map(fromBase64);
        expect(verifyConsistency(from, to, proof, roots[from]!, roots[to]!)).toBe(true);
        expect(verifyConsistency(from, to, proof, roots[from - 1]!, roots[to]!)).toBe(false);
        expect(verifyConsistency(from, to, [...proof, roots[1]!], roots[from]!, roots[to]!)).toBe(false);
      }
    }
    expect(await log.proveConsistency(0)).toEqual([]);
    expect(verifyConsistency(0, 5, [], roots[0]!, roots[5]!)).toBe(false);
  });

  it("proves consistency across tiles of tiles, reading only a few tiles", async () => {
    const store = memoryStore();
    const size = 256 * 256 + 700;
    await open(store).append(entries(0, size));
    const log = open(store);
    const leaves = entries(0, size).map(hashLeaf);
    for (const from of [257, 65_537]) {
      const proof = (await log.proveConsistency(from)).map(fromBase64);
      expect(verifyConsistency(from, size, proof, rootOf(leaves.slice(0, from)), rootOf(leaves))).toBe(true);
    }
  });

  it("goes on when its store could not be read once", async () => {
    const store = memoryStore();
    await open(store).append([entry(0)]);
    let fails = true;
    const get: Store["get"] = async (key) => {
      if (fails) throw new Error("the disk is away");
      return store.get(key);
    };
    const log = open({ ...store, get });
    await expect(log.append([entry(1)])).rejects.toThrow("the disk is away");
    await expect(log.prove(0)).rejects.toThrow("the disk is away");
    fails = false;
    expect(await log.append([entry(1)])).toBe(1);
    expect((await fsck(store)).status).toBe("proven");
  });

  it("proves an entry under an earlier checkpoint of its own, and under none that it never had", async () => {
    const log = open(memoryStore());
    await log.append(entries(0, 5));
    const earlier = (await log.head()).checkpoint ?? "";
    await log.append(entries(5, 300));
    const { size, root } = parseCheckpoint(earlier);
    const inclusion = await log.prove(3, earlier);
    expect(inclusion.checkpoint).toBe(earlier);
    expect(verifyInclusion(hashLeaf(entry(3)), 3, size, inclusion.proof.map(fromBase64), root)).toBe(true);
    expect(await rejectionOf(log.prove(5, earlier))).toBe("log_incomplete");
    const other = open(memoryStore());
    await other.append(entries(1, 6));
    expect(await rejectionOf(log.prove(3, (await other.head()).checkpoint))).toBe("checkpoint_foreign");
  });

  it("refuses to prove consistency with sizes that it never had", async () => {
    const log = open(memoryStore());
    await log.append(entries(0, 5));
    for (const [from, to] of [[6], [-1], [1.5], [3, 2], [3, 6]] as const)
      expect(await rejectionOf(log.proveConsistency(from, to))).toBe("log_incomplete");
  });

  it("proves the entries of an append before it is committed, under the same checkpoint", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 600 }), fc.integer({ min: 1, max: 300 }), async (before, count) => {
        const store = memoryStore();
        if (before > 0) await open(store).append(entries(0, before));
        const log = open(store);
        const plan = await log.plan(entries(before, before + count));
        const early = Array.from({ length: count }, (_, at) => plan.prove(before + at));
        const result = await store.commit(plan.writes);
        if (result.committed) plan.accept(result.versions);
        for (const at of [0, count - 1, count >> 1]) expect(early[at]).toEqual(await log.prove(before + at));
        expect(codeOf(() => plan.prove(before - 1))).toBe("log_incomplete");
      }),
      { numRuns: 25 },
    );
  });

  it("lets one of two writers append, and the other read on and try again", async () => {
    const store = memoryStore();
    const [first, second] = [open(store), open(store)];
    await Promise.all([first.head(), second.head()]);
    await first.append(entries(0, 3));
    expect(await rejectionOf(second.append(entries(3, 4)))).toBe("log_contended");
    expect(await second.append(entries(3, 4))).toBe(3);
    expect((await fsck(store)).status).toBe("proven");
  });

  it("keeps its name: it is not gone on with under another one", async () => {
    const store = memoryStore();
    await open(store).append(entries(0, 3));
    const renamed = createLog({ store, origin: "example.com/other", ...logKey });
    expect(await rejectionOf(renamed.append(entries(3, 4)))).toBe("checkpoint_foreign");
    expect(await rejectionOf(renamed.enter(entries(3, 4)))).toBe("checkpoint_foreign");
    expect(await open(store).append(entries(3, 4))).toBe(3);
  });

  it("refuses an entry that a tiled log cannot hold, an index that is not there, a name that no note can bear", async () => {
    const log = open(memoryStore());
    expect(await rejectionOf(log.append([new Uint8Array(65_536)]))).toBe("log_entry_too_large");
    expect(await rejectionOf(log.prove(0))).toBe("log_incomplete");
    expect(
      codeOf(() =>
        createLog({ store: memoryStore(), origin: "my log", signer: logKey.signer, publicKey: logKey.publicKey }),
      ),
    ).toBe("TypeError");
  });
});

describe("an envelope in the log", () => {
  const event = {
    specversion: "1.0",
    id: "1",
    source: "erp",
    type: "order.placed",
    data: { amount: "10.00" },
  } as const;
  const keys = (...more: KeyHolder[]) => trustedKeys([logKey, ...more].map((holder) => holder.entry));
  const logged = async (envelope: Envelope): Promise<Envelope> => {
    const log = open(memoryStore());
    await log.append([utf8("another"), formatLogEntry(toLogEntry(envelope)), utf8("a third")]);
    return { ...envelope, inclusion: await log.prove(1) };
  };

  it("needs no signature of its own", async () => {
    const envelope = await logged(receiveEvent(event, { channel: { name: "file:orders.csv", method: "none" }, at }));
    expect(await verifyEnvelope(envelope, { trustedKeys: keys(), at })).toMatchObject({
      status: "proven",
      value: { vouchers: [{ by: "log", principal: "house log" }] },
    });
  });

  const received = (): Envelope => receiveEvent(event, { channel: { name: "x", method: "none" }, at });
  const attacks: readonly [attack: string, change: (inclusion: Inclusion) => Partial<Inclusion>][] = [
    ["another index", () => ({ index: 0 })],
    ["another entry", () => ({ entry: toBase64url(utf8("another")) })],
    ["a proof with a hash less", ({ proof }) => ({ proof: proof.slice(1) })],
    ["a checkpoint of another size", ({ checkpoint }) => ({ checkpoint: checkpoint.replace("\n3\n", "\n4\n") })],
    [
      "a checkpoint without a signature",
      ({ checkpoint }) => ({ checkpoint: checkpoint.slice(0, checkpoint.indexOf("\n—")) }),
    ],
  ];
  for (const [attack, change] of attacks) {
    it(`is refuted with ${attack}`, async () => {
      const envelope = await logged(received());
      const inclusion = envelope.inclusion as Inclusion;
      const attacked = { ...envelope, inclusion: { ...inclusion, ...change(inclusion) } };
      expect((await verifyEnvelope(attacked, { trustedKeys: keys(), at })).status).toBe("refuted");
    });
  }

  it("is refuted when its proof belongs to another statement", async () => {
    const { inclusion } = await logged(received());
    expect((await verifyEnvelope({ ...received(), inclusion }, { trustedKeys: keys(), at })).status).toBe("refuted");
  });

  it("is refuted when a signature that the log has seen was taken off", async () => {
    const { signatures: _, ...stripped } = await logged(await sealEvent(event, { signers: [carrier.signer], at }));
    expect((await verifyEnvelope(stripped, { trustedKeys: keys(carrier), at })).status).toBe("refuted");
  });
  it("is unknown to whoever does not know the log", async () => {
    const envelope = await logged(receiveEvent(event, { channel: { name: "x", method: "none" }, at }));
    expect((await verifyEnvelope(envelope, { trustedKeys: trustedKeys([carrier.entry]), at })).status).toBe("unknown");
  });
});

/** RFC 6962 §2.1.1, from all the leaves. */
function naivePath(leaves: readonly Uint8Array[], index: number): Uint8Array[] {
  if (leaves.length <= 1) return [];
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return index < split
    ? [...naivePath(leaves.slice(0, split), index), rootOf(leaves.slice(split))]
    : [...naivePath(leaves.slice(split), index - split), rootOf(leaves.slice(0, split))];
}

/** RFC 6962 §2.1, word for word. */
function definedRoot(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 1) return Buffer.from(leaves[0]!);
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [definedRoot(leaves.slice(0, split)), definedRoot(leaves.slice(split))];
  return createHash("sha256")
    .update(Buffer.concat([Buffer.of(1), left, right]))
    .digest();
}
