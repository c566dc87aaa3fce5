import { describe, expect, it } from "vitest";
import { digestJson, parseJson, utf8 } from "../../src/foundation/index.ts";
import { createSeal, statementOf, trustedKeys, verifyEnvelope } from "../../src/provenance/index.ts";
import {
  type Capsule,
  createCapsule,
  createShelf,
  type MoveRecord,
  type Shelf,
  type ShelfOptions,
} from "../../src/quarantine/index.ts";
import { memoryStore, type Store } from "../../src/stores/index.ts";
import { keyHolder } from "../provenance/keys.ts";
import { rejectionOf } from "../support.ts";
import { at, holdEvent } from "./support.ts";

const order = { by: "erika", reason: "the carrier has confirmed it", at };

const capsuleAt = (minute: number, more: object = {}): Capsule =>
  createCapsule({
    admission: "a",
    heldFor: "quarantine",
    at: new Date(at.getTime() + minute * 60_000),
    bytes: utf8(`{"minute":${minute}}`),
    ...more,
  });

async function shelfWith(
  capsules: readonly Capsule[],
  options: ShelfOptions = {},
): Promise<{ shelf: Shelf; store: Store }> {
  const store = memoryStore();
  const shelf = createShelf(store, options);
  for (const capsule of capsules) await store.commit(shelf.writesFor(capsule));
  return { shelf, store };
}

/** Changes a stored document behind the shelf's back. */
async function tamper(store: Store, key: string, change: (text: string) => string): Promise<void> {
  const stored = await store.get(key);
  if (!stored) throw new Error(`there is no ${key}`);
  const value = utf8(change(new TextDecoder().decode(stored.value)));
  await store.commit([{ key, value, expected: stored.version }]);
}

describe("a held event", () => {
  it("is put on the shelf by the commit of its admission, once", async () => {
    const capsule = holdEvent({ etaMinutes: -5 });
    const { shelf, store } = await shelfWith([capsule]);
    expect(await shelf.show(capsule.id)).toEqual({ capsule, state: "held", moves: [] });
    expect(await store.commit(shelf.writesFor(capsule))).toMatchObject({ committed: false });
    expect(await shelf.list()).toEqual({
      items: [
        {
          formatVersion: 1,
          id: capsule.id,
          heldFor: "quarantine",
          heldAt: "2026-03-31T08:00:00.000Z",
          key: "SHP-1",
          codes: ["value_out_of_range"],
        },
      ],
    });
  });

  it.each([
    ["released", "release"],
    ["discarded", "discard"],
  ] as const)("can be %s, and stays where it is", async (state, verb) => {
    const capsule = capsuleAt(0);
    const { shelf } = await shelfWith([capsule]);
    const moved = await shelf[verb](capsule.id, order);
    const record = {
      formatVersion: 1,
      capsule: capsule.id,
      sequence: 1,
      move: state,
      seal: "unsealed",
      ...order,
      at: "2026-03-31T08:00:00.000Z",
    };
    expect(moved).toEqual({ status: "moved", record });
    expect(await shelf.show(capsule.id)).toEqual({ capsule, state, moves: [record] });
    expect(await shelf.list()).toEqual({ items: [] });
  });

  it("is moved by one person only: the second learns who was first", async () => {
    const capsule = capsuleAt(0);
    const { shelf } = await shelfWith([capsule]);
    await shelf.release(capsule.id, order);
    const late = await shelf.discard(capsule.id, { ...order, by: "max" });
    expect(late).toMatchObject({ status: "move_lost", winner: { by: "erika", move: "released" } });
  });

  it("is moved by one of many who try at once", async () => {
    const capsule = capsuleAt(0);
    const { shelf, store } = await shelfWith([capsule]);
    const others = createShelf(store);
    const tries = Array.from({ length: 10 }, (_, at) =>
      (at % 2 ? shelf : others)[at % 3 ? "release" : "discard"](capsule.id, { ...order, by: `person-${at}` }),
    );
    const results = await Promise.all(tries);
    const winners = results.flatMap((result) => (result.status === "moved" ? [result.record] : []));
    expect(winners).toHaveLength(1);
    for (const result of results) if (result.status === "move_lost") expect(result.winner).toEqual(winners[0]);
    expect(await shelf.show(capsule.id)).toMatchObject({ state: winners[0]?.move, moves: [winners[0]] });
  });

  it("takes notes before and after the decision, also from several at once", async () => {
    const capsule = capsuleAt(0);
    const { shelf } = await shelfWith([capsule]);
    await Promise.all(["one", "two", "three"].map((reason) => shelf.annotate(capsule.id, { ...order, reason })));
    await shelf.release(capsule.id, order);
    await shelf.annotate(capsule.id, { ...order, reason: "four" });
    const shown = await shelf.show(capsule.id);
    expect(shown?.state).toBe("released");
    expect(shown?.moves.map(({ sequence, move }) => [sequence, move])).toEqual([
      [1, "annotated"],
      [2, "annotated"],
      [3, "annotated"],
      [4, "released"],
      [5, "annotated"],
    ]);
  });

  it.each(["", "x", "../../state", "A".repeat(22), "a b", "\u0000".repeat(22), "x".repeat(10_000)])(
    "is not found by `%s`",
    async (id) => {
      const { shelf } = await shelfWith([capsuleAt(0)]);
      expect(await shelf.show(id)).toBeUndefined();
      expect(await shelf.release(id, order)).toEqual({ status: "not_found" });
    },
  );

  it.each([
    { by: "" },
    { reason: "" },
    { reason: "x".repeat(2_001) },
    { by: 7 },
    { at: new Date(Number.NaN) },
    { by: "\ud800" },
  ])("is moved by nobody who does not say who and why: %j", async (change) => {
    const capsule = capsuleAt(0);
    const { shelf } = await shelfWith([capsule]);
    expect(await rejectionOf(shelf.release(capsule.id, { ...order, ...change } as never))).toBe("TypeError");
    expect(await shelf.show(capsule.id)).toMatchObject({ state: "held" });
  });
});

describe("the list of held events", () => {
  const capsules = Array.from({ length: 25 }, (_, minute) => capsuleAt(minute));

  it("goes from the longest held to the latest, page by page", async () => {
    const { shelf } = await shelfWith(capsules.toReversed());
    const seen: string[] = [];
    for (let after: string | undefined, more = true; more; ) {
      const page = await shelf.list({ limit: 10, ...(after !== undefined && { after }) });
      seen.push(...page.items.map(({ id }) => id));
      after = page.next;
      more = after !== undefined;
    }
    expect(seen).toEqual(capsules.map(({ id }) => id));
  });

  it("goes on after an event that was moved meanwhile", async () => {
    const { shelf } = await shelfWith(capsules);
    const first = await shelf.list({ limit: 10 });
    await shelf.discard(capsules[9]?.id ?? "", order);
    const second = await shelf.list({ limit: 10, ...(first.next !== undefined && { after: first.next }) });
    expect(second.items[0]?.id).toBe(capsules[10]?.id);
  });

  it.each([0, -1, 1.5, 1_001, Number.NaN])("has no pages of %s", async (limit) => {
    const { shelf } = await shelfWith([]);
    expect(await rejectionOf(shelf.list({ limit }))).toBe("TypeError");
  });
});

describe("a full shelf", () => {
  it("says so, and has room again after a move", async () => {
    const capsules = [capsuleAt(0), capsuleAt(1), capsuleAt(2)] as const;
    const { shelf, store } = await shelfWith(capsules.slice(0, 2), { maxHeld: 3 });
    expect(await shelf.room()).toEqual({ status: "free", held: 2, limit: 3 });
    await store.commit(shelf.writesFor(capsules[2]));
    expect(await shelf.room()).toEqual({ status: "shelf_full", held: 3, limit: 3 });
    await shelf.release(capsules[0].id, order);
    expect(await shelf.room()).toEqual({ status: "free", held: 2, limit: 3 });
  });

  it("is counted again when it seems full, because a commit may have failed", async () => {
    const { shelf } = await shelfWith([], { maxHeld: 2 });
    await shelf.room();
    shelf.writesFor(capsuleAt(0));
    shelf.writesFor(capsuleAt(1));
    expect(await shelf.room()).toEqual({ status: "free", held: 0, limit: 2 });
  });

  it.each([0, 1.5, Number.NaN])("cannot be made for %s events", async (maxHeld) => {
    expect(await rejectionOf(shelfWith([], { maxHeld }))).toBe("TypeError");
  });
});

describe("a sealed move", () => {
  const sealed = async () => {
    const key = await keyHolder("gate", "receiver");
    const capsule = holdEvent({ etaMinutes: -5 });
    const { shelf, store } = await shelfWith([capsule], { seal: createSeal([key.signer]) });
    return { key, capsule, shelf, store };
  };

  it("is a signed statement about the capsule, without its values or the reason", async () => {
    const { capsule, shelf } = await sealed();
    const moved = await shelf.release(capsule.id, order);
    const record = (moved as { record: MoveRecord }).record;
    if (record.seal === "unsealed") throw new Error("it has no seal");
    const statement = statementOf(record.seal);
    expect(statement).toMatchObject({
      predicateType: "urn:countersign:predicate:quarantine-move:1",
      subject: [{ name: "capsule", digest: digestJson(capsule) }],
      predicate: {
        formatVersion: 1,
        capsule: capsule.id,
        sequence: 1,
        move: "released",
        by: "erika",
        at: "2026-03-31T08:00:00.000Z",
      },
    });
    expect(JSON.stringify(statement)).not.toContain(capsule.sha256);
    expect(JSON.stringify(statement)).not.toContain(order.reason);
  });

  it("is verified with the key that made it", async () => {
    const { key, capsule, shelf } = await sealed();
    await shelf.discard(capsule.id, order);
    const [record] = (await shelf.show(capsule.id))?.moves ?? [];
    if (!record || record.seal === "unsealed") throw new Error("it has no seal");
    const verdict = await verifyEnvelope(record.seal, { trustedKeys: trustedKeys([key.entry]), at });
    expect(verdict.status).toBe("proven");
  });

  const tampering: readonly [what: string, key: (id: string) => string, change: (text: string) => string][] = [
    ["the reason", (id) => `quarantine/move/${id}/000001`, (text) => text.replace("confirmed", "denied")],
    ["the person", (id) => `quarantine/move/${id}/000001`, (text) => text.replace('"by":"erika"', '"by":"max"')],
    ["the decision", (id) => `quarantine/move/${id}/000001`, (text) => text.replace('"released"', '"discarded"')],
    ["the findings", (id) => `quarantine/capsule/${id}`, (text) => text.replace("value_out_of_range", "nothing_much")],
    ["the state", (id) => `quarantine/state/${id}`, (text) => text.replace('"released"', '"held"')],
    ["the number of moves", (id) => `quarantine/state/${id}`, (text) => text.replace('"moves":1', '"moves":0')],
    [
      "the statement",
      (id) => `quarantine/move/${id}/000001`,
      (text) => text.replace(/"payload":"[^"]*"/, '"payload":""'),
    ],
    ["the record into something else", (id) => `quarantine/move/${id}/000001`, () => "[]"],
  ];
  it.each(tampering)("shows that somebody changed %s afterwards", async (_, key, change) => {
    const { capsule, shelf, store } = await sealed();
    await shelf.release(capsule.id, order);
    await tamper(store, key(capsule.id), change);
    expect(await rejectionOf(shelf.show(capsule.id))).toBe("record_altered");
  });

  it("shows changed bytes even unsealed", async () => {
    const capsule = capsuleAt(0);
    const { shelf, store } = await shelfWith([capsule]);
    await tamper(store, `quarantine/capsule/${capsule.id}`, (text) => {
      const changed = parseJson(text) as unknown as Capsule;
      return JSON.stringify({ ...changed, bytes: btoa("{}") });
    });
    expect(await rejectionOf(shelf.show(capsule.id))).toBe("capsule_altered");
  });

  it("does not happen when the seal cannot be made", async () => {
    const capsule = capsuleAt(0);
    const seal = () => Promise.reject(new TypeError("the key is out of reach"));
    const { shelf } = await shelfWith([capsule], { seal });
    expect(await rejectionOf(shelf.release(capsule.id, order))).toBe("TypeError");
    expect(await shelf.show(capsule.id)).toMatchObject({ state: "held", moves: [] });
  });
});
