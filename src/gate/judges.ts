import type { CompiledContract } from "../contracts/index.ts";
import type { Event } from "../foundation/index.ts";
import { createJudge, createLook, type Held, type Judge, type Look, type RepairTools } from "../quarantine/index.ts";
import { contractToKeep } from "./contract-to-keep.ts";
import { asJudged } from "./contracts.ts";
import type { House } from "./house.ts";
import { streamOf } from "./settings.ts";

/** Judges held events as the gate would, without learning anything. */
export interface Judges {
  judgeFor(held: Held): Promise<Judge>;
  /** How an event looks, to a copy of what the watch of its source has learned when it was first asked. */
  lookFor(event: Event): Promise<Look>;
}

/** Copies that are kept: one for each stream and source. */
const MOST_COPIES = 100;

export function createJudges(house: House): Judges {
  const copies = new Map<string, Copy>();
  const copyFor = async (event: Event): Promise<Copy> => {
    const stream = streamOf(house.settings, event);
    const own = contractToKeep(event, house);
    if (!own) return uncontracted;
    const { contract: compiled } = asJudged(event, own, house.contracts);
    const name = `${stream.name}\n${event.source}\n${compiled.digest}`;
    const known = copies.get(name);
    if (known) return known;
    const snapshot = (await house.memory.watch(stream, event.source, compiled)).snapshot();
    const copy = { judge: createJudge(compiled, snapshot), look: createLook(compiled, snapshot) };
    if (copies.size >= MOST_COPIES) copies.clear();
    copies.set(name, copy);
    return copy;
  };
  return {
    judgeFor: async ({ event }) => (event ? await copyFor(event) : uncontracted).judge,
    lookFor: async (event) => (await copyFor(event)).look,
  };
}

interface Copy {
  readonly judge: Judge;
  readonly look: Look;
}

/** Nothing can be said of data that no contract speaks of. */
const uncontracted: Copy = { judge: () => [], look: () => [] };

/** What operations may use. */
export const toolsFor = ({ contract }: CompiledContract, { contracts }: House): RepairTools => ({
  ...(contract.packs && { packs: contract.packs }),
  migrate: contracts.migrate,
});
