import { type Random, type Seal, type Tier, toBase64url, widerTier } from "../foundation/index.ts";
import type { Store } from "../stores/index.ts";
import { commitDraft, type Draft } from "./draft.ts";
import {
  type Example,
  type ExceptionCause,
  exceptionId,
  type Members,
  parseStoredException,
  type StoredException,
} from "./exception.ts";
import { readHead, writeHead } from "./head.ts";
import { INBOX, itemKey, listedKey, memberKey, moveKey } from "./keys.ts";
import { type MemberRecord, parseMember } from "./member.ts";
import { createMove, type ExceptionMove, type MoveClaim } from "./move.ts";
import { type Arrival, parseArrival } from "./occurrence.ts";
import { tell } from "./outbox.ts";
import { addMoney, takeMoney } from "./stake.ts";

/** What the queue needs to change anything. */
export interface QueueParts {
  readonly store: Store;
  readonly seal: Seal | undefined;
  readonly random: Random;
  /** `source` of the events that tell of it. */
  readonly source: string;
  /** Most different causes; those beyond share one exception for each kind. */
  readonly maxCauses: number;
}

type Came = Extract<Arrival, { what: "came" }>;
type Left = Extract<Arrival, { what: "left" }>;

/** Arrivals gathered in one commit. */
const BATCH = 256;
const MOST_EXAMPLES = 5;
/** By whom the queue's own moves are. */
const ITSELF = "countersign";

/** Gathers what has arrived since into exceptions. Costs grow with the arrivals, and not with the members there are. */
export async function gather(parts: QueueParts): Promise<void> {
  let batch: string[] = [];
  for await (const key of parts.store.keys(INBOX)) {
    batch.push(key);
    if (batch.length < BATCH) continue;
    await gatherBatch(batch, parts);
    batch = [];
  }
  if (batch.length > 0) await gatherBatch(batch, parts);
}

async function gatherBatch(keys: readonly string[], parts: QueueParts): Promise<void> {
  await commitDraft(parts.store, async (draft) => {
    const before = new Map<string, StoredException>();
    for (const key of keys) await gatherOne(key, draft, before, parts);
    await tellOfGrowth(draft, before, parts);
  });
}

/** Exceptions as they were before the batch, to see afterwards which of them have grown. */
type Before = Map<string, StoredException>;

async function gatherOne(key: string, draft: Draft, before: Before, parts: QueueParts): Promise<void> {
  const arrival = await draft.read(key, parseArrival);
  // Somebody else has gathered it meanwhile.
  if (!arrival) return;
  await draft.remove(key);
  if (arrival.what === "left") await leave(arrival, draft, parts);
  else await join(arrival, draft, before, parts);
}

// ── coming ───────────────────────────────────────────────────────────────────────────────────────────────────────────

async function join(came: Came, draft: Draft, before: Before, parts: QueueParts): Promise<void> {
  const member = await draft.read(memberKey(came.ref), parseMember);
  const item = await itemFor(came, draft, parts);
  if (member && isThere(member, item, came)) return;
  if (!before.has(item.id)) before.set(item.id, item);
  const opened = await opening(item, came, draft, parts);
  const next = joined(opened, came);
  draft.write(itemKey(next.id), next);
  const { ref, at, key, values } = came;
  if (member) await draft.remove(listedKey(next.id, member));
  draft.write(memberKey(ref), {
    formatVersion: 1,
    ref,
    at,
    ...(key !== undefined && { key }),
    exception: next.id,
    round: next.round,
    values,
  });
  draft.write(listedKey(next.id, came), ref);
  const early = member?.exception === "" ? member.leftAt : undefined;
  if (early !== undefined) await leave({ formatVersion: 1, what: "left", ref, at: early }, draft, parts);
}

/** A thing counts once while it waits; one that went on counts again when it is stopped later than it went. */
function isThere({ leftAt, exception, round }: MemberRecord, item: StoredException, { at }: Came): boolean {
  if (leftAt !== undefined) return exception !== "" && leftAt >= at;
  return exception === item.id && round === item.round && item.state !== "resolved";
}

async function itemFor(came: Came, draft: Draft, parts: QueueParts): Promise<StoredException> {
  const known = await draft.read(itemKey(exceptionId(came.kind, came.cause)), parseStoredException);
  if (known) return known;
  const head = await readHead(draft);
  if (head.items >= parts.maxCauses) return overflowFor(came, draft, parts);
  return newItem(came, came.cause, parts);
}

/** Whoever makes up causes must not be able to bury the true ones. */
async function overflowFor(came: Came, draft: Draft, parts: QueueParts): Promise<StoredException> {
  const sentence = `there are more than ${parts.maxCauses} different causes: those beyond are gathered here`;
  const cause = { code: "more_causes", sentence, stream: "", place: "" };
  const known = await draft.read(itemKey(exceptionId(came.kind, cause)), parseStoredException);
  return known ?? newItem(came, cause, parts);
}

function newItem({ kind, tier, action, at }: Came, cause: ExceptionCause, { random }: QueueParts): StoredException {
  return {
    formatVersion: 1,
    id: exceptionId(kind, cause),
    salt: toBase64url(random.bytes(16)),
    kind,
    cause,
    tier,
    state: "open",
    round: 0,
    since: 0,
    action,
    members: { waiting: 0, total: 0, firstAt: at, lastAt: at },
    examples: [],
    values: [],
    openedAt: at,
    changedAt: at,
    moves: 0,
    decidedBy: 0,
  };
}

/** The exception, opened where it was not there or had ended. */
async function opening(item: StoredException, came: Came, draft: Draft, parts: QueueParts): Promise<StoredException> {
  if (item.round > 0 && item.state !== "resolved") return item;
  const fresh = item.round === 0 ? item : reset(item, came);
  if (item.round === 0) {
    const head = await readHead(draft);
    writeHead(draft, { ...head, items: head.items + 1 });
  }
  const owned = { ...fresh, round: item.round + 1, ...(came.owner !== undefined && { owner: came.owner }) };
  const reason = item.round === 0 ? "something was stopped" : "it came again";
  const move = item.round === 0 ? "opened" : "reopened";
  const result = await recordMove(draft, owned, { move, by: ITSELF, reason, at: new Date(came.at) }, parts);
  return result.item;
}

/** As new, with its history. */
function reset(item: StoredException, { at, tier, action }: Came): StoredException {
  const { owner: _, until: __, resolution: ___, dueAt: ____, costPerDay: _____, ...rest } = item;
  const members: Members = { ...item.members, waiting: 0 };
  return { ...rest, tier, action, state: "open", members, examples: [], values: [], openedAt: at, decidedBy: 0 };
}

function joined(item: StoredException, came: Came): StoredException {
  const { ref, at, key, dueAt, costPerDay } = came;
  const { waiting, total, firstAt, lastAt } = item.members;
  const example: Example = { ref, at, ...(key !== undefined && { key }) };
  const due = earliest(item.dueAt, dueAt);
  return {
    ...item,
    tier: widerTier(item.tier, came.tier as Tier),
    members: {
      waiting: waiting + 1,
      total: total + 1,
      firstAt: earlier(firstAt, at),
      lastAt: later(lastAt, at),
    },
    examples: item.examples.length < MOST_EXAMPLES ? [...item.examples, example] : item.examples,
    values: addMoney(item.values, came.values),
    ...(due !== undefined && { dueAt: due }),
    ...(costPerDay && { costPerDay }),
    changedAt: later(item.changedAt, at),
  };
}

// Times of one spelling: their order as texts is their order.
const earlier = (one: string, other: string): string => [one, other].sort()[0] as string;
const later = (one: string, other: string): string => [one, other].sort()[1] as string;

const earliest = (one: string | undefined, other: string | undefined): string | undefined =>
  one === undefined || other === undefined ? (one ?? other) : earlier(one, other);

// ── leaving ──────────────────────────────────────────────────────────────────────────────────────────────────────────

async function leave({ ref, at }: Left, draft: Draft, parts: QueueParts): Promise<void> {
  const member = await draft.read(memberKey(ref), parseMember);
  // Where clocks differ, it is heard of its leaving before it is heard of its coming.
  const known = member ?? { formatVersion: 1, ref, at, exception: "", round: 0, values: [] };
  if (known.leftAt !== undefined) return;
  draft.write(memberKey(ref), { ...known, leftAt: at });
  if (!member) return;
  await draft.remove(listedKey(member.exception, member));
  const item = await draft.read(itemKey(member.exception), parseStoredException);
  if (!item || item.round !== member.round || item.state === "resolved") return;
  const next = parted(item, member, at);
  draft.write(itemKey(item.id), next);
  if (next.members.waiting > 0) return;
  const claim = {
    move: "resolved",
    by: ITSELF,
    reason: "nothing of it waits any longer",
    resolution: "passed",
  } as const;
  await recordMove(draft, next, { ...claim, at: new Date(at) }, parts);
}

const parted = (item: StoredException, { ref, values }: MemberRecord, at: string): StoredException => ({
  ...item,
  members: { ...item.members, waiting: Math.max(0, item.members.waiting - 1) },
  examples: item.examples.filter((example) => example.ref !== ref),
  values: takeMoney(item.values, values),
  changedAt: later(item.changedAt, at),
});

// ── moves ────────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What each move makes of an exception. */
const moved: Readonly<Record<ExceptionMove["move"], (item: StoredException, move: ExceptionMove) => StoredException>> =
  {
    opened: (item, { sequence }) => ({ ...item, since: sequence }),
    reopened: (item, { sequence }) => ({ ...item, since: sequence }),
    noted: (item) => item,
    claimed: (item, { by, sequence }) => ({ ...awake(item), state: "claimed", owner: by, decidedBy: sequence }),
    assigned: (item, { owner, sequence }) => ({
      ...awake(item),
      state: "claimed",
      owner: owner ?? "",
      decidedBy: sequence,
    }),
    snoozed: (item, { until }) => ({ ...item, state: "snoozed", until: until ?? item.changedAt }),
    resolved: (item, { sequence, resolution }) => ({
      ...awake(item),
      state: "resolved",
      resolution: resolution ?? "passed",
      decidedBy: sequence,
    }),
  };

function awake({ until: _, ...item }: StoredException): StoredException {
  return item;
}

/** Writes down a move, what it makes of the exception, and the event that tells of it. */
export async function recordMove(
  draft: Draft,
  item: StoredException,
  claim: MoveClaim,
  { seal, source }: QueueParts,
): Promise<{ readonly item: StoredException; readonly record: ExceptionMove }> {
  const record = await createMove(item, claim, seal);
  const next = { ...moved[claim.move](item, record), moves: record.sequence, changedAt: record.at };
  draft.write(moveKey(item.id, record.sequence), record);
  draft.write(itemKey(item.id), next);
  await tell(draft, next, claim.at, source, record);
  return { item: next, record };
}

/** Says that an exception has grown each time that its members have doubled, and not for each of them. */
async function tellOfGrowth(draft: Draft, before: Before, { source }: QueueParts): Promise<void> {
  for (const [id, { members, moves }] of before) {
    const item = await draft.read(itemKey(id), parseStoredException);
    if (!item || item.moves > moves || doublings(item.members) === doublings(members)) continue;
    await tell(draft, item, new Date(item.changedAt), source);
  }
}

const doublings = ({ total }: Members): number => Math.floor(Math.log2(Math.max(1, total)));
