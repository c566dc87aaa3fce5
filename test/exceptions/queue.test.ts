import { describe, expect, it } from "vitest";
import { createExceptionQueue, type Exception, exceptionId, type Occurrence } from "../../src/exceptions/index.ts";
import { parseEvent, parseJson, seededRandom, utf8 } from "../../src/foundation/index.ts";
import { createSeal, statementOf, trustedKeys, verifyEnvelope } from "../../src/provenance/index.ts";
import { type Reconciliation, reconcile } from "../../src/reconcile/index.ts";
import { memoryStore, type Store } from "../../src/stores/index.ts";
import { keyHolder } from "../provenance/keys.ts";
import { rejectionOf } from "../support.ts";
import { at, because, desk, HOUR, order, stopped } from "./support.ts";

const later = (ms: number): Date => new Date(at.getTime() + ms);
const only = async (queue: ReturnType<typeof desk>["queue"]): Promise<Exception> => {
  const all = await queue.export({ states: ["open", "claimed", "snoozed", "resolved"] });
  expect(all).toHaveLength(1);
  return all[0] as Exception;
};

describe("one exception for each cause", () => {
  it("joins what is stopped for the same reason, and keeps a few examples", async () => {
    const { queue } = desk();
    await queue.open(Array.from({ length: 12 }, (_, row) => stopped(`${row}`, { at: later(row) })));
    const item = await only(queue);
    expect(item).toMatchObject({
      kind: "held_event",
      state: "open",
      tier: "low",
      moves: 1,
      members: {
        waiting: 12,
        total: 12,
        firstAt: "2026-03-31T08:00:00.000Z",
        lastAt: "2026-03-31T08:00:00.011Z",
      },
    });
    expect(item.examples.map(({ key }) => key)).toEqual(["SHP-0", "SHP-1", "SHP-2", "SHP-3", "SHP-4"]);
    const page = await queue.members(item.id, { limit: 10 });
    expect(page.members).toHaveLength(10);
    expect((await queue.members(item.id, { after: page.next ?? "" })).members.map(({ ref }) => ref)).toEqual([
      "10",
      "11",
    ]);
  });

  const others: readonly [what: string, change: Partial<Occurrence>][] = [
    ["kind", { kind: "dead_letter" }],
    ["stream", { cause: { ...stopped("").cause, stream: "other" } }],
    ["code", { cause: { ...stopped("").cause, code: "other" } }],
    ["field", { cause: { ...stopped("").cause, place: "/data/shipment" } }],
  ];
  it.each(others)("tells causes apart by %s", async (_, change) => {
    const { queue } = desk();
    await queue.open([stopped("1"), stopped("2", change)]);
    expect((await queue.list()).total).toBe(2);
  });

  it("takes a field of all lines of a list for one field", async () => {
    const { queue } = desk();
    const inLine = (line: number): Occurrence =>
      stopped(`${line}`, { cause: { ...stopped("").cause, place: `/data/lines/${line}/price` } });
    await queue.open([inLine(1), inLine(22)]);
    expect((await only(queue)).cause.place).toBe("/data/lines/*/price");
  });

  it("has an id that is known before it is opened, and says nothing of the data", async () => {
    const { queue } = desk();
    await queue.open([stopped("1")]);
    expect((await only(queue)).id).toBe(exceptionId("held_event", stopped("").cause));
  });

  it("counts a thing once, however often it is told", async () => {
    const { queue } = desk();
    await queue.open([stopped("1"), stopped("1")]);
    await queue.open([stopped("1", { at: later(5) })]);
    expect((await only(queue)).members).toMatchObject({ waiting: 1, total: 1 });
  });

  it("sums what is at stake for each currency, exactly, and takes it away again", async () => {
    const { queue, store } = desk();
    const worth = (ref: string, amount: string, currency: string): Occurrence =>
      stopped(ref, { values: [{ amount, currency }] });
    await queue.open([worth("1", "0.10", "EUR"), worth("2", "0.20", "EUR"), worth("3", "7", "USD")]);
    expect((await only(queue)).values).toEqual([
      { amount: "0.30", currency: "EUR" },
      { amount: "7", currency: "USD" },
    ]);
    await store.commit(queue.writesForDeparture({ ref: "3", at: later(1) }));
    expect((await only(queue)).values).toEqual([{ amount: "0.30", currency: "EUR" }]);
  });

  it("ends by itself when nothing of it waits any longer, also when the leaving is heard of first", async () => {
    const { queue, store } = desk();
    await queue.open([stopped("1"), stopped("2")]);
    await store.commit(queue.writesForDeparture({ ref: "1", at: later(1) }));
    expect((await only(queue)).members.waiting).toBe(1);
    await store.commit(queue.writesForDeparture({ ref: "2", at: later(2) }));
    expect(await only(queue)).toMatchObject({
      state: "resolved",
      resolution: "passed",
      members: { waiting: 0, total: 2 },
    });

    const other = desk();
    await other.store.commit(other.queue.writesForDeparture({ ref: "1", at }));
    await other.queue.list();
    await other.queue.open([stopped("1")]);
    expect(await only(other.queue)).toMatchObject({ state: "resolved", members: { waiting: 0, total: 1 } });
  });

  it("opens again when the cause comes again, and counts anew what waits", async () => {
    const { queue } = desk();
    await queue.open([stopped("1"), stopped("2")]);
    const { id } = await only(queue);
    await queue.claim(id, order);
    await queue.resolve(id, { ...order, how: "repaired" });
    await queue.open([stopped("3", { at: later(HOUR), owner: "transport" })]);
    const item = await only(queue);
    expect(item).toMatchObject({ state: "open", owner: "transport", members: { waiting: 1, total: 3 } });
    expect(item).not.toHaveProperty("resolution");
    const shown = await queue.show(id);
    expect(shown?.moves.map(({ move }) => move)).toEqual(["opened", "claimed", "resolved", "reopened"]);
  });

  it("can be opened and passed again and again, and still be worked on", async () => {
    const { queue, store } = desk();
    for (let n = 0; n < 520; n++)
      await store.commit([
        ...queue.writesFor(stopped(`${n}`, { at: later(2 * n) })),
        ...queue.writesForDeparture({ ref: `${n}`, at: later(2 * n + 1) }),
      ]);
    await queue.open([stopped("last", { at: later(HOUR) })]);
    const { id, moves } = await only(queue);
    expect(moves).toBe(1_041);
    expect(await queue.claim(id, order)).toMatchObject({ status: "moved" });
    expect((await queue.show(id))?.moves).toHaveLength(1_000);
  });

  it("takes so many moves, and then says so", async () => {
    const { queue } = desk();
    await queue.open([stopped("1")]);
    const { id } = await only(queue);
    for (let n = 0; n < 1_000; n++) await queue.note(id, order);
    expect(await queue.note(id, order)).toEqual({ status: "moves_full", limit: 1_000 });
  });

  it("keeps what is due first, the widest impact, and what waiting costs", async () => {
    const { queue } = desk();
    await queue.open([
      stopped("1", { dueAt: later(9 * HOUR) }),
      stopped("2", { dueAt: later(HOUR), tier: "critical", costPerDay: { amount: "120.00", currency: "EUR" } }),
      stopped("3"),
    ]);
    expect(await only(queue)).toMatchObject({
      tier: "critical",
      dueAt: "2026-03-31T09:00:00.000Z",
      costPerDay: { amount: "120.00", currency: "EUR" },
    });
  });
});

describe("the list", () => {
  const euro = (amount: string) => [{ amount, currency: "EUR" }];
  it("has the most pressing first: impact, value, due time, age; and what stops nothing last", async () => {
    const { queue } = desk();
    await queue.open([
      stopped("1", { cause: because("observed"), kind: "observed", tier: "critical" }),
      stopped("2", { cause: because("young"), at: later(5) }),
      stopped("3", { cause: because("old") }),
      stopped("4", { cause: because("due"), dueAt: later(HOUR) }),
      stopped("5", { cause: because("nine"), values: euro("9") }),
      stopped("6", { cause: because("eighty"), values: euro("80.5") }),
      stopped("7", { cause: because("dollars"), values: [{ amount: "1000000", currency: "USD" }] }),
      stopped("8", { cause: because("critical"), tier: "critical", at: later(9) }),
    ]);
    const codes = async (currency?: string) =>
      (await queue.list({ ...(currency && { currency }) })).exceptions.map(({ cause }) => cause.code);
    expect(await codes()).toEqual(["critical", "eighty", "nine", "due", "old", "dollars", "young", "observed"]);
    expect((await codes("USD")).slice(0, 2)).toEqual(["critical", "dollars"]);
  });

  it("is read page by page, and goes on after one that went meanwhile", async () => {
    const { queue } = desk();
    await queue.open(Array.from({ length: 25 }, (_, n) => stopped(`${n}`, { cause: because(`c${n}`), at: later(n) })));
    const first = await queue.list({ limit: 10 });
    expect(first).toMatchObject({ total: 25 });
    await queue.resolve(first.exceptions[9]?.id ?? "", { ...order, how: "no_fault" });
    const second = await queue.list({ limit: 10, ...(first.next !== undefined && { after: first.next }) });
    expect(second.exceptions[0]?.cause.code).toBe("c10");
    const third = await queue.list({ limit: 10, ...(second.next !== undefined && { after: second.next }) });
    expect([third.exceptions.length, third.next]).toEqual([5, undefined]);
  });

  it("is filtered by state, kind and owner", async () => {
    const { queue } = desk();
    await queue.open([stopped("1"), stopped("2", { kind: "dead_letter" })]);
    const [item] = (await queue.list({ kinds: ["dead_letter"] })).exceptions;
    await queue.claim(item?.id ?? "", order);
    expect((await queue.list({ owner: "erika" })).total).toBe(1);
    expect((await queue.list({ states: ["claimed"] })).total).toBe(1);
    expect((await queue.list({ owner: "max" })).total).toBe(0);
  });

  it("leaves out what sleeps, and shows it again when it wakes", async () => {
    const { queue, clock } = desk();
    await queue.open([stopped("1")]);
    const { id } = await only(queue);
    await queue.snooze(id, { ...order, until: later(HOUR) });
    expect(await queue.list()).toMatchObject({ total: 0 });
    expect(await only(queue)).toMatchObject({ state: "snoozed", until: "2026-03-31T09:00:00.000Z" });
    clock.advance(HOUR);
    expect((await queue.list()).exceptions).toMatchObject([{ state: "open" }]);
    expect((await queue.list()).exceptions[0]).not.toHaveProperty("until");
  });

  it.each([0, 1.5, 1_001])("has no pages of %s", async (limit) => {
    expect(await rejectionOf(desk().queue.list({ limit }))).toBe("TypeError");
  });
});

describe("of several people", () => {
  it("who claim the same at once, one gets it and the others are told who", async () => {
    const { queue, store } = desk();
    await queue.open([stopped("1")]);
    const { id } = await only(queue);
    const other = createExceptionQueue(store, { random: seededRandom(2) });
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) => (n % 2 ? queue : other).claim(id, { ...order, by: `person-${n}` })),
    );
    const winners = results.flatMap((result) => (result.status === "moved" ? [result.record] : []));
    expect(winners).toHaveLength(1);
    for (const result of results)
      if (result.status !== "moved") expect(result).toEqual({ status: "move_lost", winner: winners[0] });
    expect(await only(queue)).toMatchObject({ state: "claimed", owner: winners[0]?.by });
  });

  it("who gather the same arrivals at once, each counts", async () => {
    const store = memoryStore();
    const queues = [1, 2, 3].map((seed) => desk({ random: seededRandom(seed) }, store).queue);
    await Promise.all(
      queues.flatMap((queue, q) => Array.from({ length: 40 }, (_, n) => queue.open([stopped(`${q}-${n}`)]))),
    );
    expect((await only(queues[0] as (typeof queues)[0])).members).toMatchObject({ waiting: 120, total: 120 });
  });

  it("what one has taken is theirs until it is assigned to another", async () => {
    const { queue } = desk();
    await queue.open([stopped("1")]);
    const { id } = await only(queue);
    await queue.claim(id, order);
    const max = { by: "max", reason: "mine" };
    expect(await queue.resolve(id, { ...max, how: "repaired" })).toMatchObject({
      status: "move_lost",
      winner: { by: "erika" },
    });
    expect(await queue.snooze(id, { ...max, until: later(HOUR) })).toMatchObject({ status: "move_lost" });
    expect(await queue.note(id, max)).toMatchObject({ status: "moved" });
    expect(await queue.assign(id, { ...max, to: "max" })).toMatchObject({
      status: "moved",
      exception: { owner: "max" },
    });
    expect(await queue.resolve(id, { ...max, how: "repaired" })).toMatchObject({ status: "moved" });
    expect(await queue.assign(id, { ...order, to: "erika" })).toMatchObject({
      status: "move_lost",
      winner: { move: "resolved" },
    });
  });

  it("nobody does what they have not seen", async () => {
    const { queue } = desk();
    await queue.open([stopped("1")]);
    const { id, moves } = await only(queue);
    await queue.note(id, order);
    expect(await queue.resolve(id, { ...order, how: "no_fault", seenMoves: moves })).toMatchObject({
      status: "changed_meanwhile",
    });
  });

  it.each(["", "x", "../../head", "A".repeat(22), "a b", "x".repeat(5_000)])("finds nothing under `%s`", async (id) => {
    const { queue } = desk();
    expect(await queue.show(id)).toBeUndefined();
    expect(await queue.claim(id, order)).toEqual({ status: "not_found" });
    expect(await queue.members(id)).toEqual({ members: [] });
  });

  const wrong: readonly [what: string, change: object][] = [
    ["nobody", { by: "" }],
    ["no reason", { reason: "" }],
    ["half a character", { by: "\ud800" }],
    ["a long reason", { reason: "x".repeat(2_001) }],
    ["no way to end", { how: "passed" }],
  ];
  it.each(wrong)("is refused as a mistake of the program: %s", async (_, change) => {
    const { queue } = desk();
    await queue.open([stopped("1")]);
    const { id } = await only(queue);
    expect(await rejectionOf(queue.resolve(id, { ...order, how: "repaired", ...change } as never))).toBe("TypeError");
    expect(await only(queue)).toMatchObject({ state: "open", moves: 1 });
  });
});

describe("every move", () => {
  it("is a signed statement without the reason in the clear, and verified with the key that made it", async () => {
    const key = await keyHolder("gate", "receiver");
    const { queue } = desk({ seal: createSeal([key.signer]) });
    await queue.open([stopped("1")]);
    const { id } = await only(queue);
    await queue.claim(id, order);
    for (const { seal } of (await queue.show(id))?.moves ?? []) {
      if (seal === "unsealed") throw new Error("it has no seal");
      expect((await verifyEnvelope(seal, { trustedKeys: trustedKeys([key.entry]), at })).status).toBe("proven");
      expect(statementOf(seal).predicateType).toBe("urn:countersign:predicate:exception-move:1");
      expect(JSON.stringify(statementOf(seal))).not.toContain(order.reason);
      expect(JSON.stringify(statementOf(seal))).not.toContain("-5");
    }
  });

  const tamper = async (store: Store, key: string, change: (text: string) => string): Promise<void> => {
    const stored = await store.get(key);
    if (!stored) throw new Error(`there is no ${key}`);
    const value = utf8(change(new TextDecoder().decode(stored.value)));
    await store.commit([{ key, value, expected: stored.version }]);
  };
  const rows: readonly [what: string, key: (id: string) => string, change: (text: string) => string, code: string][] = [
    [
      "another person",
      (id) => `exceptions/move/${id}/000002`,
      (text) => text.replace('"erika"', '"max"'),
      "exception_altered",
    ],
    [
      "another reason",
      (id) => `exceptions/move/${id}/000002`,
      (text) => text.replace("look", "hook"),
      "exception_altered",
    ],
    ["no JSON", (id) => `exceptions/item/${id}`, () => "{", "exception_altered"],
    [
      "a stranger's member",
      (id) => `exceptions/item/${id}`,
      (text) => text.replace("{", '{"extra":1,'),
      "exception_altered",
    ],
    [
      "a format of tomorrow",
      (id) => `exceptions/item/${id}`,
      (text) => text.replace('"formatVersion":1', '"formatVersion":2'),
      "newer_format",
    ],
    [
      "a move of tomorrow",
      (id) => `exceptions/move/${id}/000002`,
      (text) => text.replace('"formatVersion":1', '"formatVersion":2'),
      "newer_format",
    ],
  ];
  it.each(rows)("that was changed behind the queue's back is told: %s", async (_, key, change, code) => {
    const holder = await keyHolder("gate", "receiver");
    const { queue, store } = desk({ seal: createSeal([holder.signer]) });
    await queue.open([stopped("1")]);
    const { id } = await only(queue);
    await queue.claim(id, order);
    await tamper(store, key(id), change);
    expect(await rejectionOf(queue.show(id))).toBe(code);
  });
});

describe("events", () => {
  it("tell what opened, grew, changed and ended, each with the same id whenever it is read", async () => {
    const { queue, store } = desk();
    await queue.open([stopped("0")]);
    for (let n = 1; n < 9; n++) await queue.open([stopped(`${n}`)]);
    const { id } = await only(queue);
    await queue.claim(id, order);
    await queue.resolve(id, { ...order, how: "repaired" });
    const { events, after } = await queue.events();
    expect(events.map(({ type }) => type)).toEqual([
      "exception.opened",
      ...Array.from({ length: 3 }, () => "exception.changed"),
      "exception.changed",
      "exception.resolved",
    ]);
    expect(events.map((event) => parseEvent(event))).toEqual(events);
    expect(new Set(events.map((event) => event.id)).size).toBe(6);
    expect(await createExceptionQueue(store).events()).toEqual({ events, after });
    expect(await queue.events({ after })).toEqual({ events: [], after });
    expect((await queue.events({ after: 2, limit: 2 })).events).toEqual(events.slice(2, 4));
  });

  it("reach each receiver at least once, in order, also when it fails in between", async () => {
    const { queue } = desk();
    await queue.open([stopped("1", { cause: because("a") }), stopped("2", { cause: because("b") })]);
    const heard: string[] = [];
    let failures = 1;
    const deliver = async ({ id }: { id: string }): Promise<void> => {
      heard.push(id);
      if (heard.length === 2 && failures-- > 0) throw new Error("the receiver is down");
    };
    expect(await rejectionOf(queue.forward("jira", deliver))).toBe("Error");
    expect(await queue.forward("jira", deliver)).toBe(1);
    expect(await queue.forward("jira", deliver)).toBe(0);
    expect(await queue.forward("servicenow", async () => undefined)).toBe(2);
    expect(heard).toHaveLength(3);
    expect(heard[1]).toBe(heard[2]);
  });
});

describe("differences", () => {
  const plan = {
    formatVersion: 1,
    name: "wms-erp",
    sides: { left: "WMS", right: "ERP" },
    key: [{ left: "/order" }],
    fields: [{ left: "/quantity", as: "decimal" as const }],
  };
  const run = (quantities: Readonly<Record<string, string>>, minutes: number): Promise<Reconciliation> =>
    reconcile(
      Array.from("abcdef", (order) => ({ order, quantity: "10" })),
      Array.from("abcdef", (order) => ({ order, quantity: quantities[order] ?? "10" })),
      plan,
      { at: later(minutes * 60_000) },
    );

  it("are one exception for each cause; those that a later run does not find go on, and come back", async () => {
    const { queue } = desk();
    await queue.openDifferences(await run({ a: "3", b: "7" }, 0));
    expect(await only(queue)).toMatchObject({ kind: "difference", state: "open", members: { waiting: 2, total: 2 } });
    await queue.openDifferences(await run({ a: "3" }, 1));
    expect(await only(queue)).toMatchObject({ members: { waiting: 1, total: 2 } });
    await queue.openDifferences(await run({}, 2));
    expect(await only(queue)).toMatchObject({ state: "resolved", resolution: "passed" });
    await queue.openDifferences(await run({ a: "3" }, 3));
    expect(await only(queue)).toMatchObject({ state: "open", members: { waiting: 1, total: 3 } });
  });
});

describe("many", () => {
  it("20,000 things of one cause stay linear, and their exception small", async () => {
    const inner = memoryStore();
    const counted = { writes: 0, bytes: 0, largest: 0 };
    const store: Store = {
      ...inner,
      async commit(writes) {
        counted.writes += writes.length;
        for (const { value } of writes) {
          const size = value === "deleted" ? 0 : value.length;
          counted.bytes += size;
          counted.largest = Math.max(counted.largest, size);
        }
        return inner.commit(writes);
      },
    };
    const { queue } = desk({}, store);
    const perThing: (readonly [number, number])[] = [];
    for (const round of [0, 1, 2, 3]) {
      const before = { ...counted };
      await queue.open(Array.from({ length: 5_000 }, (_, n) => stopped(`${round}-${n}`)));
      perThing.push([(counted.writes - before.writes) / 5_000, (counted.bytes - before.bytes) / 5_000]);
    }
    const [first, last] = [perThing[0] as readonly [number, number], perThing[3] as readonly [number, number]];
    expect(last[0]).toBeLessThanOrEqual(first[0] * 1.02);
    expect(last[1]).toBeLessThanOrEqual(first[1] * 1.02);
    expect(last[0]).toBeLessThan(4.1);
    expect(last[1]).toBeLessThan(1_200);
    expect(counted.largest).toBeLessThan(3_000);
    expect((await only(queue)).members.waiting).toBe(20_000);
  });

  it("causes beyond the limit share one exception for each kind, and none is lost", async () => {
    const { queue } = desk({ maxCauses: 3 });
    await queue.open(Array.from({ length: 10 }, (_, n) => stopped(`${n}`, { cause: because(`made-up-${n}`) })));
    const { exceptions } = await queue.list();
    expect(exceptions).toHaveLength(4);
    expect(exceptions.reduce((sum, { members }) => sum + members.waiting, 0)).toBe(10);
    expect(exceptions.find(({ cause }) => cause.code === "more_causes")?.members.waiting).toBe(7);
  });

  it("very long and hostile texts are cut and kept as text", async () => {
    const { queue } = desk();
    const cause = { code: "c", sentence: "x".repeat(50_000), stream: "s", place: `/${"a".repeat(5_000)}` };
    await queue.open([stopped(`r${"é\ud800".repeat(2_000)}`, { cause, key: "k".repeat(10_000) })]);
    expect(JSON.stringify(await only(queue)).length).toBeLessThan(4_000);
    expect(parseJson(JSON.stringify(await only(queue)))).toBeTruthy();
  });
});
