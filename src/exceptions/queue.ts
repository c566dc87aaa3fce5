import {
  type Clock,
  type Event,
  formatInstant,
  type Random,
  type Seal,
  systemClock,
  systemRandom,
} from "../foundation/index.ts";
import { closed, count, oneOf, readFormat } from "../foundation/shape.ts";
import type { Reconciliation } from "../reconcile/index.ts";
import type { Store, Write } from "../stores/index.ts";
import { type DifferenceOptions, differenceRef, occurrencesOf } from "./differences.ts";
import { commitDraft, parseRecord } from "./draft.ts";
import { altered } from "./errors.ts";
import {
  type Example,
  type Exception,
  isExceptionId,
  parseStoredException,
  type StoredException,
  toException,
} from "./exception.ts";
import { gather, type QueueParts, recordMove } from "./gather.ts";
import { cursorKey, itemKey, memberKey, memberPrefix, moveKey } from "./keys.ts";
import { type ExceptionFilter, type ExceptionListOptions, type ExceptionPage, pageOf, readRanked } from "./list.ts";
import { parseMember } from "./member.ts";
import { type ExceptionMove, isConsistent, type MoveClaim, parseMove } from "./move.ts";
import { type Departure, departureWrite, type Occurrence, occurrenceWrite } from "./occurrence.ts";
import {
  type AssignOrder,
  type ExceptionOrder,
  type ResolveOrder,
  refuseHow,
  refuseOrder,
  refuseOwner,
  refusePast,
  type SnoozeOrder,
} from "./order.ts";
import { type EventPage, readEvents } from "./outbox.ts";

export interface ExceptionQueueOptions {
  /** Makes a signed statement of each move. Without it records say `unsealed`. */
  readonly seal?: Seal;
  readonly clock?: Clock;
  readonly random?: Random;
  /** `source` of the events that tell of exceptions. Default `countersign`. */
  readonly source?: string;
  /** Most different causes; those beyond share one exception for each kind. Default 10,000. */
  readonly maxCauses?: number;
}

/** An exception with what was done with it. */
export interface ShownException {
  readonly exception: Exception;
  /** The last 1,000, oldest first. */
  readonly moves: readonly ExceptionMove[];
}

/** What became of an order. */
export type ExceptionMoveResult =
  | { readonly status: "moved"; readonly exception: Exception; readonly record: ExceptionMove }
  /** Somebody else has taken or ended it, as the record says. */
  | { readonly status: "move_lost"; readonly winner: ExceptionMove }
  /** More was done with it than the person had seen. */
  | { readonly status: "changed_meanwhile"; readonly exception: Exception }
  | { readonly status: "not_found" }
  /** The exception has as many moves, since it was opened, as it takes. */
  | { readonly status: "moves_full"; readonly limit: number };

/** Things that a cause stops, page by page. */
export interface MemberPage {
  readonly members: readonly Example[];
  /** Where the next page starts; absent at the end. */
  readonly next?: string;
}

/**
 * One list of everything that waits for a person, one exception for each cause. Nothing in it is destroyed: what people
 * do is one more record each.
 *
 * Methods reject with the store's errors, with `exception_altered` for what is not as it was written, and with
 * `exceptions_contended` when others keep changing the same.
 */
export interface ExceptionQueue {
  /** The writes that say that something was stopped, for the one commit that stops it. They share no key with any other. */
  readonly writesFor: (occurrence: Occurrence) => readonly Write[];
  /** The writes that say that something goes on. */
  readonly writesForDeparture: (departure: Departure) => readonly Write[];
  /** Opens an exception for each cause, or joins the one that is there. */
  readonly open: (occurrences: readonly Occurrence[]) => Promise<void>;
  /** The same for the differences of a run; those of the plan that the run no longer finds go on. */
  readonly openDifferences: (reconciliation: Reconciliation, options?: DifferenceOptions) => Promise<void>;
  /** The most pressing first: impact, value at stake, due time, age. */
  readonly list: (options?: ExceptionListOptions) => Promise<ExceptionPage>;
  /** All of them, in the same order. */
  readonly export: (filter?: ExceptionFilter) => Promise<readonly Exception[]>;
  readonly show: (id: string) => Promise<ShownException | undefined>;
  /** What of it waits, oldest first; at most 1,000 a page, default 50. */
  readonly members: (id: string, options?: { readonly after?: string; readonly limit?: number }) => Promise<MemberPage>;
  /** Takes it. Of several who try, one gets it and the others are told who. */
  readonly claim: (id: string, order: ExceptionOrder) => Promise<ExceptionMoveResult>;
  /** Gives it to somebody, whoever had it. */
  readonly assign: (id: string, order: AssignOrder) => Promise<ExceptionMoveResult>;
  /** Adds a note, before or after the end. */
  readonly note: (id: string, order: ExceptionOrder) => Promise<ExceptionMoveResult>;
  /** Takes it off the list until then. */
  readonly snooze: (id: string, order: SnoozeOrder) => Promise<ExceptionMoveResult>;
  /** Says that the cause is dealt with. It releases nothing, and opens again when the cause comes again. */
  readonly resolve: (id: string, order: ResolveOrder) => Promise<ExceptionMoveResult>;
  /** Events after a sequence, at most 1,000; default all from the first, 100 at a time. */
  readonly events: (options?: { readonly after?: number; readonly limit?: number }) => Promise<EventPage>;
  /** Hands over every event that this receiver has not had yet, in order, and remembers how far; answers how many. */
  readonly forward: (receiver: string, deliver: (event: Event) => Promise<void>) => Promise<number>;
}

/** Moves between two openings. */
const MAX_MOVES = 1_000;
const MOST_SHOWN = 1_000;
const OPEN_AT_ONCE = 256;

/** A queue over a store, or over a corner of one. It keeps nothing in memory. */
export function createExceptionQueue(
  store: Store,
  {
    seal,
    clock = systemClock,
    random = systemRandom,
    source = "countersign",
    maxCauses = 10_000,
  }: ExceptionQueueOptions = {},
): ExceptionQueue {
  if (!Number.isSafeInteger(maxCauses) || maxCauses < 1)
    throw new TypeError("`maxCauses` must be a whole number from 1");
  const parts: QueueParts = { store, seal, random, source, maxCauses };
  const settled = settling(parts);

  const move = async (id: string, order: ExceptionOrder, what: Omit<MoveClaim, "by" | "reason" | "at">) => {
    refuseOrder(order);
    if (!isExceptionId(id)) return { status: "not_found" } as const;
    await settled();
    return tryMove(parts, id, order, { ...what, by: order.by, reason: order.reason, at: clock.now() });
  };
  const open = async (writes: readonly Write[]): Promise<void> => {
    for (let from = 0; from < writes.length; from += OPEN_AT_ONCE)
      await store.commit(writes.slice(from, from + OPEN_AT_ONCE));
    await settled();
  };

  return {
    writesFor: (occurrence) => [occurrenceWrite(occurrence, random)],
    writesForDeparture: (departure) => [departureWrite(departure, random)],
    open: (occurrences) => open(occurrences.map((occurrence) => occurrenceWrite(occurrence, random))),
    async openDifferences(reconciliation, options = {}) {
      await settled();
      const came = occurrencesOf(reconciliation, options).map((one) => occurrenceWrite(one, random));
      const gone = (await mended(store, reconciliation)).map((one) => departureWrite(one, random));
      await open([...came, ...gone]);
    },
    async list(options = {}) {
      await settled();
      return pageOf(await readRanked(store, options, clock.now()), options);
    },
    async export(filter = {}) {
      await settled();
      return (await readRanked(store, filter, clock.now())).map(({ item }) => item);
    },
    async show(id) {
      if (!isExceptionId(id)) return undefined;
      await settled();
      return show(store, id, clock.now());
    },
    async members(id, options) {
      if (!isExceptionId(id)) return { members: [] };
      await settled();
      return readMembers(store, id, options);
    },
    claim: (id, order) => move(id, order, { move: "claimed" }),
    async assign(id, order) {
      refuseOwner(order.to);
      return move(id, order, { move: "assigned", owner: order.to });
    },
    note: (id, order) => move(id, order, { move: "noted" }),
    async snooze(id, order) {
      refusePast(order.until, clock.now());
      return move(id, order, { move: "snoozed", until: formatInstant(order.until) });
    },
    async resolve(id, order) {
      refuseHow(order.how);
      return move(id, order, { move: "resolved", resolution: order.how });
    },
    async events({ after = 0, limit = 100 } = {}) {
      refusePage(limit);
      await settled();
      return readEvents(store, after, limit);
    },
    async forward(receiver, deliver) {
      await settled();
      return forward(store, receiver, deliver);
    },
  };
}

/** Gathers what has arrived. Callers that come meanwhile need no second time: they wait for the next one together. */
function settling(parts: QueueParts): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | undefined;
  return () => {
    next ??= last.then(() => {
      next = undefined;
      const work = gather(parts);
      last = work.catch(() => undefined);
      return work;
    });
    return next;
  };
}

function refusePage(limit: number): void {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > 1_000)
    throw new TypeError("`limit` must be from 1 to 1,000");
}

// ── moving ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const tryMove = (
  parts: QueueParts,
  id: string,
  { seenMoves }: ExceptionOrder,
  claim: MoveClaim,
): Promise<ExceptionMoveResult> =>
  commitDraft(parts.store, async (draft) => {
    const item = await draft.read(itemKey(id), parseStoredException);
    if (!item) return { status: "not_found" };
    if (item.moves - item.since >= MAX_MOVES) return { status: "moves_full", limit: MAX_MOVES };
    if (isTaken(item, claim)) return { status: "move_lost", winner: await readMove(parts.store, item, item.decidedBy) };
    if (seenMoves !== undefined && seenMoves !== item.moves)
      return { status: "changed_meanwhile", exception: toException(item, claim.at) };
    const { item: next, record } = await recordMove(draft, item, claim, parts);
    return { status: "moved", exception: toException(next, claim.at), record };
  });

/** Whether somebody else came first. What somebody has taken is theirs, until it is assigned to another. */
function isTaken({ state, owner, decidedBy }: StoredException, { move, by }: MoveClaim): boolean {
  if (move === "noted" || decidedBy === 0) return false;
  return state === "resolved" || (move !== "assigned" && owner !== by);
}

// ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────────

async function show(store: Store, id: string, at: Date): Promise<ShownException | undefined> {
  const stored = await store.get(itemKey(id));
  if (!stored) return undefined;
  const item = parseRecord(itemKey(id), stored.value, parseStoredException);
  if (item.id !== id) throw altered(itemKey(id), "it is another exception");
  const moves: ExceptionMove[] = [];
  for (let sequence = Math.max(1, item.moves - MOST_SHOWN + 1); sequence <= item.moves; sequence++)
    moves.push(await readMove(store, item, sequence));
  return { exception: toException(item, at), moves };
}

async function readMove(store: Store, item: StoredException, sequence: number): Promise<ExceptionMove> {
  const key = moveKey(item.id, sequence);
  const stored = await store.get(key);
  if (!stored) throw altered(key, "it is gone");
  const record = parseRecord(key, stored.value, parseMove);
  if (record.sequence !== sequence || !isConsistent(record, item))
    throw altered(key, "its statement says something else");
  return record;
}

async function readMembers(
  store: Store,
  id: string,
  { after = "", limit = 50 }: { readonly after?: string; readonly limit?: number } = {},
): Promise<MemberPage> {
  refusePage(limit);
  const prefix = memberPrefix(id);
  const members: Example[] = [];
  let last = "";
  for await (const key of store.keys(prefix, prefix + after)) {
    if (members.length === limit) return { members, next: last };
    const member = await readMember(store, key);
    if (member) members.push(member);
    last = key.slice(prefix.length);
  }
  return { members };
}

async function readMember(store: Store, listed: string): Promise<Example | undefined> {
  const stored = await store.get(listed);
  if (!stored) return undefined;
  const key = memberKey(parseRecord(listed, stored.value, String));
  const record = await store.get(key);
  if (!record) throw altered(key, "it is gone");
  const { ref, at, key: businessKey } = parseRecord(key, record.value, parseMember);
  return { ref, at, ...(businessKey !== undefined && { key: businessKey }) };
}

/** Differences of a plan that its newest run no longer finds. */
async function mended(store: Store, { plan, at, breaks }: Reconciliation): Promise<readonly Departure[]> {
  const found = new Set(breaks.map(differenceRef));
  const ranked = await readRanked(
    store,
    { states: ["open", "claimed", "snoozed"], kinds: ["difference"] },
    new Date(at),
  );
  const gone: Departure[] = [];
  for (const { item } of ranked.filter((one) => one.item.cause.stream === plan))
    for await (const { ref } of allMembers(store, item.id)) if (!found.has(ref)) gone.push({ ref, at: new Date(at) });
  return gone;
}

async function* allMembers(store: Store, id: string): AsyncGenerator<Example> {
  for (let after: string | undefined = ""; after !== undefined; ) {
    const page: MemberPage = await readMembers(store, id, { after, limit: 1_000 });
    yield* page.members;
    after = page.next;
  }
}

// ── telling ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const cursorShape = closed({ formatVersion: oneOf(1), after: count });
const parseCursor = (value: unknown): { readonly formatVersion: 1; readonly after: number } =>
  readFormat("exception cursor", 1, cursorShape, value);

/** The cursor moves on after each delivery: what was delivered before a crash may be delivered again, and nothing is left out. */
async function forward(store: Store, receiver: string, deliver: (event: Event) => Promise<void>): Promise<number> {
  const key = cursorKey(receiver);
  const stored = await store.get(key);
  let after = stored ? parseRecord(key, stored.value, parseCursor).after : 0;
  let delivered = 0;
  for (let page = await readEvents(store, after, 1); page.events.length > 0; page = await readEvents(store, after, 1)) {
    for (const event of page.events) await deliver(event);
    after = page.after;
    delivered += page.events.length;
    await commitDraft(store, async (draft) => {
      const before = await draft.read(key, parseCursor);
      draft.write(key, { formatVersion: 1, after: Math.max(after, before?.after ?? 0) });
    });
  }
  return delivered;
}
