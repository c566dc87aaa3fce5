import { afterEach, describe, expect, it } from "vitest";
import { verifyBundle } from "../../src/evidence/index.ts";
import {
  createGate,
  type Gate,
  type GateConfig,
  type Intent,
  type Intents,
  type UnitOfWork,
} from "../../src/gate/index.ts";
import { statementOf } from "../../src/provenance/index.ts";
import { memoryStore } from "../../src/stores/index.ts";
import { faultyStore } from "../../src/testing/faulty-store.ts";
import { rejectionOf } from "../support.ts";
import { bankChange, eta, scene, start } from "./support.ts";

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const SOURCE = "carrier/dhl";

/** A database of one table and one row, whose transactions are done or undone as a whole. */
function database() {
  const intents = new Map<string, Intent & { settled?: true }>();
  let row = "before";
  const table: Intents = {
    has: async (key) => intents.has(key),
    open: async () => [...intents.values()].filter(({ settled }) => !settled),
    async settled(intent) {
      intents.set(intent.idempotencyKey, { ...intent, settled: true });
    },
  };
  type Hook = () => Promise<void>;
  /** Runs the work as a transaction; `end` says how it ends. */
  async function transaction(
    work: (unit: UnitOfWork) => void,
    end: "commit" | "rollback" | "die" = "commit",
  ): Promise<void> {
    const written: Intent[] = [];
    const hooks: Record<"before" | "after" | "undone", Hook[]> = { before: [], after: [], undone: [] };
    work({
      intents: table,
      beforeCommit: (run) => hooks.before.push(run),
      afterCommit: (run) => hooks.after.push(run),
      afterRollback: (run) => hooks.undone.push(run),
      async write(intent) {
        if (intents.has(intent.idempotencyKey)) throw new Error("the key is taken");
        written.push(intent);
      },
    });
    try {
      for (const run of hooks.before) await run();
      if (end === "rollback") throw new Error("another handler rejects");
    } catch (error) {
      for (const run of hooks.undone) await run();
      throw error;
    }
    for (const intent of written) intents.set(intent.idempotencyKey, intent);
    row = "after";
    if (end === "die") return;
    for (const run of hooks.after) await run();
  }
  return { table, intents, transaction, row: () => row };
}

async function open(change: Partial<GateConfig> = {}) {
  const { config } = await scene(change);
  const gate = createGate(config);
  closing.push(() => gate.close());
  return { gate, config, db: database() };
}

const about = (subject: string) => eta({ subject });

async function effects(gate: Gate, subject: string): Promise<readonly unknown[]> {
  const bundle = JSON.parse(new TextDecoder().decode(await gate.evidence(subject)));
  const found: unknown[] = [];
  JSON.stringify(bundle, (_, value) => {
    if (typeof value?.payload !== "string") return value;
    const { predicateType, predicate } = statementOf(value);
    if (predicateType.includes("predicate:effect")) found.push(predicate.outcome);
    return value;
  });
  return found;
}

describe("an answer that is committed with a business transaction", () => {
  it("is sealed as intended before and as applied after, and its row is settled", async () => {
    const { gate, db } = await open();
    const admission = await gate.admit(about("SHP-1"));
    await db.transaction((unit) => admission.commitWith(unit));
    expect(await effects(gate, "SHP-1")).toEqual(["intended", "applied"]);
    expect([...db.intents.values()]).toMatchObject([
      { subject: "SHP-1", statement: admission.statement, settled: true },
    ]);
    const verdict = await verifyBundle(await gate.evidence("SHP-1"), {
      trustedKeys: await gate.trustedKeys(),
      at: start,
    });
    expect(verdict.status).toBe("proven");
  });

  it("is sealed as failed when the transaction is undone, and can be tried again", async () => {
    const { gate, db } = await open();
    const event = about("SHP-2");
    const first = await gate.admit(event);
    await rejectionOf(db.transaction((unit) => first.commitWith(unit), "rollback"));
    const again = await gate.admit(event);
    expect([again.duplicate, db.intents.size]).toEqual([true, 0]);
    await db.transaction((unit) => again.commitWith(unit));
    expect(await effects(gate, "SHP-2")).toEqual(["intended", "failed", "intended", "applied"]);
  });

  it("undoes a change that was made before, and leaves its evidence as it is", async () => {
    const { gate, db } = await open();
    const event = about("SHP-3");
    for (const times of [1, 2]) {
      const admission = await gate.admit(event);
      const done = db.transaction((unit) => admission.commitWith(unit));
      if (times === 1) await done;
      else expect(await rejectionOf(done)).toBe("effect_applied_before");
    }
    expect(await effects(gate, "SHP-3")).toEqual(["intended", "applied"]);
  });

  it("lets one of two transactions for the same event through", async () => {
    const { gate, db } = await open();
    const event = about("SHP-4");
    const [one, other] = [await gate.admit(event), await gate.admit(event)];
    const done = await Promise.allSettled(
      [one, other].map((admission) => db.transaction((unit) => admission.commitWith(unit))),
    );
    expect(done.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await effects(gate, "SHP-4")).toEqual(["intended", "applied"]);
  });

  it("does not wait for ever when one transaction makes the same change twice", async () => {
    const { gate, db } = await open();
    const event = about("SHP-10");
    const [one, other] = [await gate.admit(event), await gate.admit(event)];
    const twice = db.transaction((unit) => {
      one.commitWith(unit);
      other.commitWith(unit);
    });
    expect(await rejectionOf(twice)).toBe("effect_under_way");
    expect([db.row(), await effects(gate, "SHP-10")]).toEqual(["before", ["intended", "failed"]]);
  });

  it("cannot be one that was not accepted", async () => {
    const { gate, db } = await open();
    const held = await gate.admit(bankChange());
    expect(held.outcome).toBe("held");
    await expect(db.transaction((unit) => held.commitWith(unit))).rejects.toThrow(TypeError);
    expect(db.row()).toBe("before");
  });

  it("undoes the transaction when the gate cannot write the intention down", async () => {
    const store = faultyStore(memoryStore());
    const { gate, db } = await open({ store });
    const admission = await gate.admit(about("SHP-5"));
    store.setFaults({ failingCalls: Number.POSITIVE_INFINITY });
    await rejectionOf(db.transaction((unit) => admission.commitWith(unit)));
    expect([db.row(), db.intents.size]).toEqual(["before", 0]);
  });

  it("is not undone by a gate that fails after the commit: settling makes it good", async () => {
    const store = faultyStore(memoryStore());
    const { gate, db } = await open({ store });
    const admission = await gate.admit(about("SHP-9"));
    await db.transaction((unit) =>
      admission.commitWith({
        ...unit,
        async write(intent) {
          await unit.write(intent);
          store.setFaults({ failingCalls: Number.POSITIVE_INFINITY });
        },
      }),
    );
    expect(db.row()).toBe("after");
    store.setFaults({});
    expect(await gate.settle(db.table, { source: SOURCE })).toEqual({ applied: 1, notApplied: 0, unknown: [] });
    expect(await effects(gate, "SHP-9")).toEqual(["intended", "applied"]);
  });
});

describe("settling after a crash", () => {
  it("completes what the database has, and says of the rest that it was not applied", async () => {
    const { gate, config, db } = await open();
    const committed = await gate.admit(about("SHP-6"));
    await gate.admit(about("SHP-7"));
    await db.transaction((unit) => committed.commitWith(unit), "die");
    // The next process, on the same store.
    const next = createGate(config);
    closing.push(() => next.close());
    expect(await next.settle(db.table, { source: SOURCE })).toEqual({ applied: 1, notApplied: 1, unknown: [] });
    expect(await effects(next, "SHP-6")).toEqual(["intended", "applied"]);
    expect(await effects(next, "SHP-7")).toEqual(["failed"]);
    expect(await next.settle(db.table, { source: SOURCE })).toEqual({ applied: 0, notApplied: 0, unknown: [] });
  });

  it("leaves other sources alone", async () => {
    const { gate, db } = await open();
    await gate.admit(about("SHP-8"));
    expect(await gate.settle(db.table, { source: "erp/other" })).toEqual({ applied: 0, notApplied: 0, unknown: [] });
    expect(await effects(gate, "SHP-8")).toEqual([]);
  });

  it("names rows of which the gate knows nothing", async () => {
    const { gate, db } = await open();
    const stranger = { idempotencyKey: "0".repeat(64), admission: "a", statement: "", source: SOURCE, id: "x" };
    db.intents.set(stranger.idempotencyKey, stranger);
    expect((await gate.settle(db.table, { source: SOURCE })).unknown).toEqual([stranger]);
  });

  it("finds the row of an event that is known by an idempotency key of its source", async () => {
    const { gate, db } = await open();
    const admission = await gate.admit(eta({ subject: "SHP-12", idempotencykey: "order-7" }));
    await db.transaction((unit) => admission.commitWith(unit), "die");
    expect(await gate.settle(db.table, { source: SOURCE })).toEqual({ applied: 1, notApplied: 0, unknown: [] });
  });

  it("finds the row of an event that passed while the gate's store gave no answer, once it is admitted in full", async () => {
    const store = faultyStore(memoryStore());
    const { gate, db } = await open({ store, degraded: { spool: memoryStore() } });
    await gate.admit(bankChange());
    store.setFaults({ failingCalls: Number.POSITIVE_INFINITY });
    const admission = await gate.admit(about("SHP-13"));
    expect(admission.degraded).toBe(true);
    await db.transaction((unit) => admission.commitWith(unit));
    store.setFaults({});
    await gate.recover();
    expect(await gate.settle(db.table, { source: SOURCE })).toEqual({ applied: 1, notApplied: 0, unknown: [] });
    expect(await effects(gate, "SHP-13")).toEqual(["applied"]);
  });
});
