import type { Clock } from "../../foundation/index.ts";
import type { Admission, Gate } from "../../gate/index.ts";
import { BEHIND_HELD } from "../../quarantine/index.ts";
import type { Reconciliation } from "../../reconcile/index.ts";
import type { Score } from "../../trust/index.ts";
import { reconcileAccounts, reconcileReceipts } from "./books.ts";
import { HOUR_MS } from "./calendar.ts";
import type { Delivery } from "./delivery.ts";
import { createDesk, type Desk, type DeskResult } from "./desk.ts";
import type { Caught, Fault } from "./faults/fault.ts";
import { faults } from "./faults/faults.ts";
import type { Answer, Observations, Sign } from "./observations.ts";
import { createOrigins } from "./origins.ts";
import { createWatching, eventIn, isFirst } from "./watching.ts";
import type { World } from "./world.ts";

/** What can be wrong, and which part of a house can know. */
export type FaultKind = Pick<Fault, "kind" | "about" | "knownBy">;

/** Every kind of fault that a world has. */
export const faultKinds: readonly FaultKind[] = faults.map(({ kind, about, knownBy }) => ({ kind, about, knownBy }));

/** How one kind of fault fared: those in the world, those that were recognised, those that were not, and what was in order and blamed for it. */
export interface FaultScore extends Caught {
  readonly kind: string;
  readonly missed: number;
}

/** How a world fared at a gate. */
export interface WorldResult {
  readonly seed: number;
  /** Events that reached an outcome. */
  readonly events: number;
  readonly outcomes: Readonly<Record<Admission["outcome"], number>>;
  readonly faults: readonly FaultScore[];
  /** Events with which nothing is wrong, how many of them were stopped, and how many only wait behind one of their business key that was. */
  readonly clean: { readonly events: number; readonly stopped: number; readonly waiting: number };
  /** Goods receipts, warehouse against ERP; and bank accounts, what the gate let through against the ERP's table. */
  readonly reconciliations: { readonly receipts: Reconciliation; readonly accounts: Reconciliation };
  /** How far each source is trusted in the end, by name. */
  readonly trust: readonly (Score & { readonly source: string })[];
  /** The last answer to each event that was not accepted, with what the world knows of it. */
  readonly stopped: readonly { readonly admission: Admission; readonly fault?: string }[];
  /** What people did with what was held, and how many events they changed that were right, or let go on that were not. */
  readonly desk: DeskResult & { readonly mistaken: number };
  /** What the watches beside the gate found. */
  readonly noticed: readonly Sign[];
}

/** Who is told how far the run has come. */
export interface RunWorldOptions {
  /** Told each answer, in the order of the deliveries. */
  readonly onAnswer?: (input: unknown, admission: Admission) => void;
  readonly onProgress?: (done: number, of: number) => void;
}

/** A clock that the world moves. */
export function worldClock(world: World): Clock & { move(to: Date): void } {
  let now = world.from;
  return {
    now: () => now,
    move(to) {
      now = to;
    },
  };
}

/** Sends a world through a gate, watches what single events do not show, compares the books, and scores all of it against the truth. */
export async function runWorld(
  world: World,
  gate: Gate,
  clock: ReturnType<typeof worldClock>,
  { onAnswer, onProgress }: RunWorldOptions = {},
): Promise<WorldResult> {
  const [watching, origins, desk] = [createWatching(world), createOrigins(), createDesk(gate, world.actors)];
  const shifts = shiftsFrom(world.from);
  const [answers, noticed]: [Answer[], Sign[]] = [[], []];
  for (const batch of batches(world.deliveries)) {
    const { at } = batch.at(-1) as Delivery;
    for (const shift of shifts.until(at)) {
      clock.move(shift);
      await desk.work(shift);
    }
    clock.move(at);
    const answered = await Promise.all(
      batch.map(async (delivery) => ({
        delivery,
        admission: await send({ ...delivery, options: origins.optionsFor(delivery) }, gate),
      })),
    );
    origins.note(answered);
    for (const { delivery, admission } of answered) onAnswer?.(delivery.input, admission);
    answers.push(...answered);
    noticed.push(...watching.note(answered));
    onProgress?.(answers.length, world.deliveries.length);
  }
  return conclude(world, gate, { last: lastAnswers(answers), noticed, desk });
}

/** What is held is looked at once a day. */
const SHIFT_MS: number = 24 * HOUR_MS;

/** The beginnings of shifts, each once. */
function shiftsFrom(from: Date): { readonly until: (at: Date) => readonly Date[] } {
  let next = from.getTime() + SHIFT_MS;
  return {
    until(at) {
      const begun: Date[] = [];
      for (; next <= at.getTime(); next += SHIFT_MS) begun.push(new Date(next));
      return begun;
    },
  };
}

interface Seen {
  readonly last: readonly Answer[];
  readonly noticed: readonly Sign[];
  readonly desk: Desk;
}

async function conclude(world: World, gate: Gate, { last, noticed, desk }: Seen): Promise<WorldResult> {
  const seen: Observations = {
    answers: last,
    signs: [...last.flatMap(toSigns), ...repetitions(last), ...noticed],
    receipts: await reconcileReceipts(world),
    accounts: await reconcileAccounts(world, last),
  };
  return {
    seed: world.seed,
    events: last.length,
    outcomes: countOutcomes(last),
    faults: scoreFaults(world, seen),
    clean: countClean(last),
    reconciliations: { receipts: seen.receipts, accounts: seen.accounts },
    trust: await trustOf(last, gate),
    stopped: last
      .filter(({ admission }) => admission.outcome !== "accepted")
      .map(({ admission, delivery: { fault } }) => ({ admission, ...(fault !== undefined && { fault }) })),
    desk: { ...(await desk.result()), mistaken: countMistaken(last, desk) },
    noticed,
  };
}

/** Held events that were changed and had nothing wrong with them, or were let go on and had. */
const countMistaken = (answers: readonly Answer[], { repaired, cleared }: Desk): number =>
  answers.filter(
    ({ delivery, admission: { event, outcome } }) =>
      outcome === "held" && (delivery.fault ? cleared : repaired).has(event.id),
  ).length;

/** Holds what was seen against the truth, one kind after the other. */
export const scoreFaults = ({ truth }: Pick<World, "truth">, seen: Observations): readonly FaultScore[] =>
  faults.map(({ kind, caught: judge }) => {
    const { injected, caught, false: wrong } = judge(truth, seen);
    return { kind, injected, caught, missed: injected - caught, false: wrong };
  });

/** Most deliveries that are under way at a time, as from a consumer that fetches them in batches, and the longest that it waits for one. */
const BATCH = 32;
const BATCH_MS: number = HOUR_MS;

/** Deliveries that are under way together. An approval goes alone: it must not overtake the change that it is about. */
export function* batches(deliveries: readonly Delivery[]): Iterable<readonly Delivery[]> {
  let batch: Delivery[] = [];
  for (const delivery of deliveries) {
    if (batch[0] && !joins(delivery, batch as [Delivery])) {
      yield batch;
      batch = [];
    }
    batch.push(delivery);
  }
  if (batch.length > 0) yield batch;
}

function joins(delivery: Delivery, batch: readonly [Delivery, ...Delivery[]]): boolean {
  const isAlone = delivery.kind === "approval" || batch[0].kind === "approval";
  return !isAlone && batch.length < BATCH && delivery.at.getTime() - batch[0].at.getTime() < BATCH_MS;
}

export const send = ({ kind, input, options }: Delivery, gate: Gate): Promise<Admission> =>
  kind === "approval" ? gate.approve(input) : gate.admit(input, options);

/** An approval answers for the event that it is about: what counts is how that event stands in the end. */
export function lastAnswers(answers: readonly Answer[]): readonly Answer[] {
  const decided = new Map(
    answers
      .filter(({ delivery }) => delivery.kind === "approval")
      .map(({ admission }) => [admission.statement, admission]),
  );
  return answers
    .filter(({ delivery }) => delivery.kind === "event")
    .map(({ delivery, admission }) => ({ delivery, admission: decided.get(admission.statement) ?? admission }));
}

/** What an admission says of its event: the codes of what stopped it, and the rules that its decision rests on. */
function toSigns({ delivery, admission: { outcome, reasons, decision } }: Answer): readonly Sign[] {
  if (outcome === "accepted") return [];
  const rules = ((decision?.reasons ?? []) as readonly { readonly rule?: string }[]).flatMap(({ rule }) => rule ?? []);
  return [...reasons.map(({ code }) => code), ...rules].map((code) => toSign(code, delivery));
}

const toSign = (code: string, delivery: Delivery): Sign => ({
  code,
  source: eventIn(delivery.input).source,
  at: delivery.at.getTime(),
  delivery,
});

/** Deliveries recognised as another's repetition. Of those under way together either may be answered first: the later ones are no news. */
function repetitions(answers: readonly Answer[]): readonly Sign[] {
  const recognised = new Set(answers.filter(({ admission }) => admission.duplicate).map(identityOf));
  const seen = new Set<string>();
  return answers
    .filter((answer) => recognised.has(identityOf(answer)) && !isFirst(seen, identityOf(answer)))
    .map(({ delivery }) => toSign("duplicate", delivery));
}

const identityOf = ({ admission: { event } }: Answer): string => `${event.source} ${event.id}`;

function countOutcomes(answers: readonly Answer[]): WorldResult["outcomes"] {
  const outcomes = { accepted: 0, held: 0, refused: 0 };
  for (const { admission } of answers) outcomes[admission.outcome] += 1;
  return outcomes;
}

function countClean(answers: readonly Answer[]): WorldResult["clean"] {
  const clean = answers.filter(({ delivery }) => delivery.fault === undefined);
  const held = clean.filter(({ admission }) => admission.outcome !== "accepted");
  const waiting = held.filter(({ admission }) => admission.reasons[0]?.code === BEHIND_HELD).length;
  return { events: clean.length, stopped: held.length - waiting, waiting };
}

/** How far each source that was heard of is trusted. */
async function trustOf(answers: readonly Answer[], gate: Gate): Promise<WorldResult["trust"]> {
  const sources = [...new Set(answers.map(({ delivery }) => eventIn(delivery.input).source))].sort();
  return Promise.all(sources.map(async (source) => ({ ...(await gate.trust(source)), source })));
}
