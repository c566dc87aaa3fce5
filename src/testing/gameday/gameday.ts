import { isIntegrityError } from "../../foundation/index.ts";
import type { Admission } from "../../gate/index.ts";
import type { Delivery } from "../world/delivery.ts";
import { countWhere } from "../world/faults/scoring.ts";
import { batches, faultKinds } from "../world/run.ts";
import { randomOf } from "../world/scene.ts";
import type { World } from "../world/world.ts";
import { type House, openHouse } from "./house.ts";
import type { Scenario } from "./scenario.ts";
import { scenarios as everyScenario } from "./scenarios/scenarios.ts";

/** How decisions fared while something was out of order. */
export interface GamedayScore {
  readonly scenario: string;
  readonly about: string;
  /** Events that were to be decided. */
  readonly decisions: number;
  /** Decisions that stayed right: nothing bad went through, and everything good went through or waits, safe, for a person. */
  readonly correct: number;
  /** Bad events that the same house stops on a calm day for what they are. */
  readonly wronglyAccepted: number;
  /** Bad events that a calm house tells by how data looked before, and this one did not: it had learned less. */
  readonly unnoticed: number;
  /** Good events that were refused, or for which nothing durable was ever said. */
  readonly lost: number;
  /** Answers that said: not now, send it again. */
  readonly heldForUnavailable: number;
  /** Good events that wait for a person in the end, and do not on a calm day. */
  readonly waiting: number;
}

/** Which part of the month is out of order. */
const [BEGIN, END] = [0.4, 0.6];

/** Runs a world through each scenario and compares the decisions with those of a calm day. */
export async function runGameday(
  world: World,
  { scenarios = everyScenario }: { readonly scenarios?: readonly Scenario[] } = {},
): Promise<readonly GamedayScore[]> {
  const calm = await live(world, { name: "calm", about: "nothing is out of order" });
  const scores: GamedayScore[] = [];
  for (const scenario of scenarios) scores.push(score(scenario, world, calm, await live(world, scenario)));
  return scores;
}

/** What a house said in one month. */
interface Month {
  /** The last durable answer to each delivery of an event. */
  readonly final: ReadonlyMap<Delivery, Admission>;
  /** Events that were let through at any time. */
  readonly accepted: ReadonlySet<Delivery>;
  readonly unavailable: number;
}

/** Lives one month: calm, out of order, and calm again; senders repeat what nobody has answered for good. */
async function live(world: World, scenario: Scenario): Promise<Month> {
  const house = openHouse(world);
  const sender = createSender(house);
  const [before, during, after] = parts(world.deliveries);
  await sender.send(before);
  scenario.begin?.(house);
  const { arriving, lost } = scenario.transport?.(during, randomOf(world.seed, scenario.name)) ?? {
    arriving: during,
    lost: [],
  };
  await sender.send(arriving);
  scenario.end?.(house);
  sender.keep(lost);
  await sender.repeat();
  await sender.send(after);
  await sender.repeat();
  await house.close();
  return sender.month();
}

function parts(
  all: readonly Delivery[],
): readonly [before: readonly Delivery[], during: readonly Delivery[], after: readonly Delivery[]] {
  const [begin, end] = [Math.floor(BEGIN * all.length), Math.floor(END * all.length)];
  return [all.slice(0, begin), all.slice(begin, end), all.slice(end)];
}

/** After so many attempts a sender gives up. */
const MOST_ROUNDS = 5;

interface Sender {
  readonly send: (deliveries: readonly Delivery[]) => Promise<void>;
  /** Keeps what did not arrive, to send it again. */
  readonly keep: (deliveries: readonly Delivery[]) => void;
  readonly repeat: () => Promise<void>;
  readonly month: () => Month;
}

/** Delivers at least once: what was not answered for good is sent again. */
function createSender(house: House): Sender {
  const answers = new Map<Delivery, Admission>();
  const decided = new Map<string, Admission>();
  const accepted = new Set<Delivery>();
  let [unanswered, unavailable]: [Delivery[], number] = [[], 0];

  const take = (delivery: Delivery, admission: Admission): void => {
    if (delivery.kind === "approval") decided.set(admission.statement ?? "", admission);
    else answers.set(delivery, admission);
    if (delivery.kind === "event" && admission.outcome === "accepted") accepted.add(delivery);
  };
  const deliver = async (delivery: Delivery): Promise<void> => {
    const admission = await ask(delivery, house);
    if (admission?.durable) return take(delivery, admission);
    unavailable += admission ? 1 : 0;
    unanswered.push(delivery);
  };
  const send = async (deliveries: readonly Delivery[], later?: Date): Promise<void> => {
    for (const batch of batches(deliveries)) {
      for (const { at } of later ? [{ at: later }] : batch) house.moveClock(at);
      await Promise.all(batch.map(deliver));
    }
  };
  let latest = new Date(0);
  return {
    async send(deliveries) {
      latest = deliveries.at(-1)?.at ?? latest;
      await send(deliveries);
    },
    keep(deliveries) {
      unanswered.push(...deliveries);
    },
    async repeat() {
      for (let round = 1; round <= MOST_ROUNDS && unanswered.length > 0; round++) {
        const again = unanswered.sort((left, right) => left.at.getTime() - right.at.getTime());
        unanswered = [];
        // Later each time: a breaker that has opened lets one caller try after a while.
        await send(again, new Date(latest.getTime() + round * 60_000));
      }
    },
    month: () => ({
      accepted,
      unavailable,
      final: new Map([...answers].map(([one, answer]) => [one, decided.get(answer.statement ?? "") ?? answer])),
    }),
  };
}

/** The answer; nothing where the call itself could not be made. */
async function ask({ kind, input, options }: Delivery, house: House): Promise<Admission | undefined> {
  const deadlineMs = house.deadlineMs();
  if (kind === "event")
    return house.gate().admit(input, { ...options, ...(deadlineMs !== undefined && { deadlineMs }) });
  if (house.isCut("approvals")) return undefined;
  try {
    return await house.gate().approve(input);
  } catch (error) {
    if (!isIntegrityError(error)) throw error;
    return undefined;
  }
}

function score({ name, about }: Scenario, { deliveries }: World, calm: Month, month: Month): GamedayScore {
  const events = deliveries.filter(({ kind }) => kind === "event");
  const passes = (one: Delivery): boolean => calm.final.get(one)?.outcome === "accepted";
  const good = events.filter(passes);
  const bad = events.filter((one) => one.fault !== undefined && !passes(one) && month.accepted.has(one));
  const unnoticed = countWhere(bad, ({ fault }) => byLooks.has(fault ?? ""));
  const lost = countWhere(good, (one) => (month.final.get(one)?.outcome ?? "refused") === "refused");
  return {
    scenario: name,
    about,
    decisions: events.length,
    correct: events.length - bad.length - lost,
    wronglyAccepted: bad.length - unnoticed,
    unnoticed,
    lost,
    heldForUnavailable: month.unavailable,
    waiting: countWhere(good, (one) => month.final.get(one)?.outcome === "held"),
  };
}

const byLooks: ReadonlySet<string> = new Set(
  faultKinds.filter(({ knownBy }) => knownBy === "drift").map(({ kind }) => kind),
);
