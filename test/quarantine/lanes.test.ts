import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Classification } from "../../src/contracts/index.ts";
import { utf8 } from "../../src/foundation/index.ts";
import { createSeal } from "../../src/provenance/index.ts";
import {
  type Capsule,
  createCapsule,
  createDeadLetters,
  createShelf,
  maskCapsule,
  purgeDecided,
  retryDeadLetters,
  type Shelf,
} from "../../src/quarantine/index.ts";
import { fileSystemStore, memoryStore, type Store } from "../../src/stores/index.ts";
import { keyHolder } from "../provenance/keys.ts";
import { rejectionOf } from "../support.ts";
import { at, compiled, holdEvent } from "./support.ts";

const order = { by: "erika", reason: "looked at it", at };

const capsuleOf = (nr: number, more: object = {}): Capsule =>
  createCapsule({ admission: "a", heldFor: "quarantine", at, bytes: utf8(`{"nr":${nr}}`), key: "SHP-1", ...more });

const idsIn = async (shelf: Shelf, key = "SHP-1"): Promise<readonly string[]> => {
  const found: string[] = [];
  for await (const id of shelf.lane(key)) found.push(id);
  return found;
};

async function put(store: Store, shelf: Shelf, capsules: readonly Capsule[]): Promise<void> {
  for (const [place, capsule] of capsules.entries())
    expect(await store.commit(shelf.writesFor(capsule, String(place).padStart(16, "0")))).toMatchObject({
      committed: true,
    });
}

describe("a lane", () => {
  it("keeps the events of one business key in the order of their places, until each is decided", async () => {
    const store = memoryStore();
    const shelf = createShelf(store);
    const capsules = [1, 2, 3, 4].map((nr) => capsuleOf(nr));
    const [first, second, third, fourth] = capsules.map(({ id }) => id) as [string, string, string, string];
    await put(store, shelf, [...capsules, capsuleOf(5, { key: "SHP-2" })]);
    expect(await idsIn(shelf)).toEqual([first, second, third, fourth]);
    await shelf.annotate(first, order);
    await shelf.release(second, order);
    await shelf.replayed(first, { ...order, event: "e-2" });
    await shelf.supersede(third, { ...order, event: "e-3" });
    expect(await idsIn(shelf)).toEqual([fourth]);
    const lanes: string[] = [];
    for await (const { lane } of shelf.lanes()) lanes.push(lane);
    expect(lanes).toHaveLength(2);
    expect(await shelf.firstInLane(lanes.find((lane) => lane !== "") ?? "")).toBeDefined();
  });

  it.each(["deadline", "unavailable", "dead-letter"] as const)("has nothing that is held for %s", async (heldFor) => {
    const store = memoryStore();
    const shelf = createShelf(store);
    await put(store, shelf, [capsuleOf(1, { heldFor })]);
    expect(await idsIn(shelf)).toEqual([]);
  });
});

describe("what was decided can be erased", () => {
  it("and its history still verifies, while nothing of it is left on the disk", async () => {
    const folder = mkdtempSync(join(tmpdir(), "countersign-purge-"));
    const store = fileSystemStore(folder);
    try {
      const key = await keyHolder("gate", "receiver");
      const shelf = createShelf(store, { seal: createSeal([key.signer]) });
      const capsule = capsuleOf(1, { bytes: utf8('{"secret":"DE89370400440532013000"}') });
      await put(store, shelf, [capsule]);
      expect(await shelf.purge(capsule.id, order)).toEqual({ status: "still_held" });
      await shelf.discard(capsule.id, order);
      expect(await shelf.purge(capsule.id, order)).toMatchObject({
        status: "moved",
        record: { move: "purged", formatVersion: 2 },
      });
      const shown = await shelf.show(capsule.id);
      expect(shown).toMatchObject({ state: "discarded", tombstone: { id: capsule.id, heldFor: "quarantine" } });
      expect(shown?.moves.map(({ move }) => move)).toEqual(["discarded", "purged"]);
      expect(JSON.stringify(shown)).not.toContain(capsule.salt);
      expect(await shelf.purge(capsule.id, order)).toEqual({ status: "not_found" });
      const stored = await store.get(`quarantine/move/${capsule.id}/000001`);
      const changed = utf8(new TextDecoder().decode(stored?.value).replace('"by":"erika"', '"by":"max"'));
      await store.commit([
        { key: `quarantine/move/${capsule.id}/000001`, value: changed, expected: stored?.version ?? "absent" },
      ]);
      expect(await rejectionOf(shelf.show(capsule.id))).toBe("record_altered");
      await store.close();
      const left = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((one) => one.isFile())
        .map((one) => readFileSync(join(one.parentPath, one.name), "latin1"));
      expect(left.join("")).not.toContain(capsule.bytes);
    } finally {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("by its class, once it was kept long enough, and never while it is held", async () => {
    const store = memoryStore();
    const shelf = createShelf(store);
    const contract = { id: "shipment-eta", version: "1.0.0", digest: compiled.digest };
    const [known, unknown, held] = [capsuleOf(1, { contract }), capsuleOf(2), capsuleOf(3, { contract })] as const;
    await put(store, shelf, [known, unknown, held]);
    await shelf.discard(known.id, order);
    await shelf.discard(unknown.id, order);
    const contractOf = async (digest: string) => (digest === compiled.digest ? compiled.contract : undefined);
    const purge = (days: number, kept: object) =>
      purgeDecided(shelf, { ...order, at: new Date(at.getTime() + days * 86_400_000), days: kept, contractOf });
    expect(await purge(29, { internal: 30, personal: 30 })).toBe(0);
    expect(await purge(365, {})).toBe(0);
    expect(await purge(30, { internal: 60, personal: 30 })).toBe(1);
    expect((await shelf.show(unknown.id))?.capsule).toBeUndefined();
    expect(await purge(60, { internal: 60 })).toBe(1);
    expect((await shelf.show(held.id))?.state).toBe("held");
  });

  it("not in a store that cannot", async () => {
    const { get, commit, keys, close } = memoryStore();
    const shelf = createShelf({ get, commit, keys, close, [Symbol.asyncDispose]: close });
    expect(await rejectionOf(shelf.purge(capsuleOf(1).id, order))).toBe("purge_unsupported");
  });
});

describe("a capsule for those who may not see everything", () => {
  const schema = {
    properties: { etaMinutes: { type: "number" }, driver: { type: "string", "x-classification": "personal" } },
  };
  it("keeps back what is classified, and everything where no contract tells", () => {
    const capsule = holdEvent({ etaMinutes: 5, driver: "Ada" });
    const masked = maskCapsule(capsule, { ...compiled.contract, schema });
    expect(masked.event).toMatchObject({ id: "e-1", data: { etaMinutes: 5, driver: "[kept back]" } });
    for (const shown of [masked, maskCapsule(capsule, undefined)]) {
      expect(JSON.stringify(shown)).not.toContain("Ada");
      for (const hidden of [capsule.bytes, capsule.sha256, capsule.salt])
        expect(JSON.stringify(shown)).not.toContain(hidden);
    }
    expect(maskCapsule(capsuleOf(1), undefined).event).toBeUndefined();
  });
});

describe("a capsule for a role", () => {
  const schema = {
    properties: {
      price: { type: "number", "x-classification": "confidential" },
      driver: { type: "string", "x-classification": "personal" },
      buyer: {
        type: "object",
        "x-classification": "confidential",
        properties: { group: { type: "string" }, email: { type: "string", "x-classification": "personal" } },
      },
    },
  };
  const capsule = holdEvent({ etaMinutes: 5, price: 9, driver: "Ada", buyer: { group: "A1", email: "a@x" } });
  const seen = (...sees: readonly Classification[]) =>
    maskCapsule(capsule, { ...compiled.contract, schema }, sees).event?.data;
  const KEPT = "[kept back]";

  it("shows the classes that it may see, and keeps back what stands within them in another", () => {
    expect(seen()).toEqual({ etaMinutes: 5, price: KEPT, driver: KEPT, buyer: KEPT });
    expect(seen("confidential")).toMatchObject({ price: 9, driver: KEPT, buyer: { group: "A1", email: KEPT } });
    expect(seen("personal")).toMatchObject({ price: KEPT, driver: "Ada", buyer: KEPT });
    expect(seen("confidential", "personal")).toMatchObject({ driver: "Ada", buyer: { group: "A1", email: "a@x" } });
  });
});

describe("a dead letter", () => {
  it("is read again so many times, each with its cause, and closed when it can be read", async () => {
    const store = memoryStore();
    const shelf = createDeadLetters(store);
    await put(store, shelf, [capsuleOf(1, { heldFor: "dead-letter" })]);
    const retry = (send: () => Promise<{ event: string } | { code: string; sentence: string }>) =>
      retryDeadLetters(shelf, { by: "erika", clock: { now: () => at }, send, maxAttempts: 3 });
    const fails = async () => ({ code: "json_syntax", sentence: "it is no JSON" });
    expect(await retry(fails)).toEqual({ sent: 0, failed: 1, exhausted: 0 });
    expect(await retry(fails)).toEqual({ sent: 0, failed: 1, exhausted: 0 });
    expect(await retry(async () => ({ event: "e-1" }))).toEqual({ sent: 0, failed: 0, exhausted: 1 });
    const { items } = await shelf.list();
    expect((await shelf.show(items[0]?.id ?? ""))?.moves.map(({ reason }) => reason)).toEqual([
      "attempt 2: json_syntax: it is no JSON",
      "attempt 3: json_syntax: it is no JSON",
    ]);
    expect(await createShelf(store).list()).toEqual({ items: [] });
    await put(store, shelf, [capsuleOf(2, { heldFor: "dead-letter" })]);
    expect(await retry(async () => ({ event: "e-2" }))).toEqual({ sent: 1, failed: 0, exhausted: 1 });
  });
});
