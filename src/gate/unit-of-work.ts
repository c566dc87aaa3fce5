import type { StoredRecord } from "../evidence/index.ts";
import type { Event } from "../foundation/index.ts";
import type { Admission } from "./admission.ts";
import type { Admitted } from "./admit.ts";
import { effectTurn, idempotencyKeyOf, lastStage, noteEffect } from "./effect.ts";
import { GateError } from "./errors.ts";
import type { House } from "./house.ts";

/** The row that stands or falls with a change of business data: which event the change was made for. */
export interface Intent {
  /** The row's key: the same for every delivery of the same event. */
  readonly idempotencyKey: string;
  /** Id of the admission that let the event pass. */
  readonly admission: string;
  /** SHA-256 of the event's statement. */
  readonly statement: string;
  /** The event's own names. */
  readonly source: string;
  readonly id: string;
  readonly subject?: string;
}

/** Where a business database keeps its intents. Every call is a transaction of its own. */
export interface Intents {
  /** Whether the row is there: whether the change was committed. */
  has(idempotencyKey: string): Promise<boolean>;
  /** Those whose end the gate has not written down yet, as far as is known. */
  open(): Promise<readonly Intent[]>;
  /** The gate has written down what became of it. The row stays. */
  settled(intent: Intent): Promise<void>;
}

/** A transaction of the business database, as the gate needs it. Each of the three calls its function once, or never. */
export interface UnitOfWork {
  readonly intents: Intents;
  /** Inside the transaction. What the function throws has to undo the transaction. */
  beforeCommit(run: () => Promise<void>): void;
  afterCommit(run: () => Promise<void>): void;
  afterRollback(run: () => Promise<void>): void;
  /** Writes the row, inside the transaction. */
  write(intent: Intent): Promise<void>;
}

/** An answer that a transaction can carry into the business database. */
export interface Committable extends Admission {
  /**
   * Binds the answer to the transaction that makes the change: the intention is sealed and the intent's row written before
   * it commits, and what became of it sealed after. A crash at any point is cleared up by `gate.settle`. Inside the
   * transaction, `effect_applied_before` undoes a change that was made before, and `effect_under_way` one that is being
   * made.
   *
   * @throws {TypeError} unless the event was accepted
   */
  commitWith(work: UnitOfWork): void;
}

/** Gives an answer its `commitWith`. Not enumerable, like `toProblem`: an admission is data. */
export const committable = ({ admission, index }: Admitted, house: () => Promise<House>): Committable =>
  Object.defineProperty(admission as Committable, "commitWith", {
    value: (work: UnitOfWork) => {
      if (admission.outcome !== "accepted")
        throw new TypeError(`an event that was ${admission.outcome} has nothing to commit: undo the transaction`);
      // Without an index it passed while the store gave no answer: `settle` finds its row once it is admitted in full.
      if (index === undefined) work.beforeCommit(() => work.write(intentOf(admission)));
      else commitWith(work, intentOf(admission), index, house);
    },
  });

function commitWith(work: UnitOfWork, intent: Intent, index: number, open: () => Promise<House>): void {
  let leave: (() => void) | undefined;
  const enter = ({ turns }: House): boolean => {
    leave ??= turns.tryEnter(effectTurn(index));
    return leave !== undefined;
  };
  work.beforeCommit(async () => {
    const house = await open();
    // Transactions hold locks of their own: one that waited for another here might wait for ever.
    if (!enter(house)) throw underWay(intent);
    await intend(index, house);
    await work.write(intent);
  });
  const conclude = (isCommitted: () => Promise<boolean>) => async (): Promise<void> => {
    try {
      const house = await open();
      if (!enter(house)) return;
      const committed = await isCommitted();
      await seal(index, committed, house);
      if (committed) await work.intents.settled(intent);
    } catch {
      // The transaction is over: whatever fails now must not look like its failure, and is made good by `settle`.
    } finally {
      leave?.();
    }
  };
  work.afterCommit(conclude(async () => true));
  // Also reached when nobody knows whether the commit got through: only the row can tell.
  work.afterRollback(conclude(() => work.intents.has(intent.idempotencyKey)));
}

/** The key of an event's intent: made of what both its admission and its record name. */
export const intentKey = ({ source, id }: Pick<Event, "source" | "id">): string =>
  idempotencyKeyOf({ specversion: "1.0", type: "", source, id });

const intentOf = ({ id, statement = "", event }: Admission): Intent => ({
  idempotencyKey: intentKey(event),
  admission: id,
  statement,
  source: event.source,
  id: event.id,
  ...(event.subject !== undefined && { subject: event.subject }),
});

async function intend(index: number, house: House): Promise<void> {
  const stored = (await house.ledger.read(index)) as StoredRecord;
  if (lastStage(stored.record) === "applied") throw appliedBefore(stored);
  await noteEffect(stored, "intended", inTransaction, house);
}

/** Seals what became of it, once. What was applied stays applied: a later attempt that was undone does not change that. */
export async function seal(index: number, committed: boolean, house: House): Promise<void> {
  const stored = (await house.ledger.read(index)) as StoredRecord;
  const stage = committed ? "applied" : "failed";
  const last = lastStage(stored.record);
  if (last !== stage && last !== "applied") await noteEffect(stored, stage, inTransaction, house);
}

const inTransaction = { consumer: "transaction" } as const;

function appliedBefore({ record: { envelope } }: StoredRecord): GateError {
  const id = envelope?.event?.id ?? "";
  return new GateError(
    "effect_applied_before",
    `the change for the event \`${id}\` was committed before: compare the database with the evidence, it may have been restored`,
    { id },
  );
}

const underWay = ({ id }: Intent): GateError =>
  new GateError(
    "effect_under_way",
    `the change for the event \`${id}\` is being made already: by another transaction, or twice in this one`,
    { id },
    { retryable: true },
  );
