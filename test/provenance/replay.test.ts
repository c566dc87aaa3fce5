import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import { type Event, sha256Hex } from "../../src/foundation/index.ts";
import { createReplayLedger, type ReplayLedger, toSighting } from "../../src/provenance/index.ts";
import { memoryStore, type Store } from "../../src/stores/index.ts";
import { eta } from "../gate/support.ts";

let store: Store;
let ledger: ReplayLedger;
beforeEach(() => {
  store = memoryStore();
  ledger = createReplayLedger(store);
});

const CHANNEL = "kafka:shipments for acme";
const STATEMENT = sha256Hex("a statement");
/** Looks, and remembers. */
async function see(event: Event, context = CHANNEL, statement?: string): Promise<string> {
  const { answer, writes } = await ledger.look(toSighting(event, context, statement));
  expect(await store.commit(writes)).toMatchObject({ committed: true });
  return answer;
}

const said = eta({ sequence: "000017" } as never);
const as = (change: Partial<Event>): Event => ({ ...said, ...change }) as Event;

describe("what came before", () => {
  const rows: readonly [what: string, again: Event, context: string, statement: string | undefined, answer: string][] =
    [
      [
        "the same signed event on the same channel is a delivery that was repeated",
        said,
        CHANNEL,
        STATEMENT,
        "duplicate",
      ],
      [
        "the same signed event on another channel is a replay",
        said,
        "https:/hooks/carrier for acme",
        STATEMENT,
        "replayed_elsewhere",
      ],
      [
        "the same signed event for somebody else is a replay",
        said,
        "kafka:shipments for bravo",
        STATEMENT,
        "replayed_elsewhere",
      ],
      ["the same event under a new id is a replay", as({ id: "new" }), CHANNEL, undefined, "replayed_as_new"],
      [
        "a new id and a new time do not make the same number another event",
        as({ id: "new", time: "2026-04-01T00:00:00Z" }),
        CHANNEL,
        undefined,
        "replayed_as_new",
      ],
      [
        "a new trace does not either",
        as({ id: "new", traceparent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` }),
        CHANNEL,
        undefined,
        "replayed_as_new",
      ],
      ["a new idempotency key does not either", as({ idempotencykey: "again" }), CHANNEL, undefined, "replayed_as_new"],
      ["another number is another event", as({ id: "new", sequence: "000018" }), CHANNEL, undefined, "new"],
      [
        "other data is another event",
        as({ id: "new", data: { shipment: "S", etaMinutes: 1 } }),
        CHANNEL,
        undefined,
        "new",
      ],
      ["another source says it by itself", as({ id: "new", source: "carrier/ups" }), CHANNEL, undefined, "new"],
    ];
  it.each(rows)("%s", async (_, again, context, statement, answer) => {
    expect(await see(said, CHANNEL, statement)).toBe("new");
    expect(await see(again, context, statement)).toBe(answer);
  });

  it("of a source that does not count is known by its moment", async () => {
    const reading = eta();
    expect(await see(reading)).toBe("new");
    expect(await see({ ...reading, id: "b" })).toBe("replayed_as_new");
    expect(await see({ ...reading, id: "c", time: "2026-04-01T00:00:00Z" })).toBe("new");
  });

  it("is not judged where the event says neither when nor as which number: equal readings are no replay", async () => {
    const { time: _, ...reading } = eta();
    expect(await see(reading as Event)).toBe("new");
    expect(await see({ ...reading, id: "b" } as Event)).toBe("new");
  });
});

describe("the ledger's bound", () => {
  it("is kept whatever comes: the older sighting gives way, and what is remembered is never wrong", async () => {
    ledger = createReplayLedger(store, { slots: 16 });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }), async (numbers) => {
        const fresh = memoryStore();
        const small = createReplayLedger(fresh, { slots: 16 });
        const seen = new Set<number>();
        for (const number of numbers) {
          const { answer, writes } = await small.look(
            toSighting(as({ id: `${number}`, sequence: String(number) }), CHANNEL),
          );
          expect(["new", "duplicate"]).toContain(answer);
          if (!seen.has(number)) expect(answer).toBe("new");
          seen.add(number);
          await fresh.commit(writes);
        }
        let count = 0;
        for await (const key of fresh.keys("replay/")) if (small.isKey(key)) count += 1;
        expect(count).toBeLessThanOrEqual(16);
      }),
      { numRuns: 40 },
    );
  });

  it.each([0, 1, 15, 17, 1_000, Number.NaN])("is no power of 16 with %d", (slots) => {
    expect(() => createReplayLedger(store, { slots })).toThrow(TypeError);
  });

  it("lets one of two that look at the same time lose the race", async () => {
    const looks = await Promise.all([said, as({ id: "new" })].map((event) => ledger.look(toSighting(event, CHANNEL))));
    const results = [];
    for (const { writes } of looks) results.push((await store.commit(writes)).committed);
    expect(results).toEqual([true, false]);
    expect(await see(as({ id: "new" }))).toBe("replayed_as_new");
  });
});
