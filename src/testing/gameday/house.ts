import { IntegrityError } from "../../foundation/index.ts";
import { createGate, type Gate, type GateConfig, type HouseKeys, type Lookup } from "../../gate/index.ts";
import { memoryStore } from "../../stores/index.ts";
import { type FaultyStore, faultyStore } from "../faulty-store.ts";
import type { World } from "../world/world.ts";
import type { Part, Switches } from "./scenario.ts";

/** A house whose parts can be taken away while it works. */
export interface House extends Switches {
  readonly gate: () => Gate;
  readonly isCut: (part: Part) => boolean;
  readonly deadlineMs: () => number | undefined;
  readonly moveClock: (to: Date) => void;
  readonly close: () => Promise<void>;
}

export function openHouse(world: World): House {
  const store: FaultyStore = faultyStore(memoryStore());
  const cut = new Set<Part>();
  const time = { now: world.from.getTime(), offMs: 0 };
  const clock = { now: (): Date => new Date(time.now + time.offMs) };
  let deadlineMs: number | undefined;
  const config = breakable(world.gateConfig(store, clock), (part) => cut.has(part));
  const complete = createGate(config);
  let gate = complete;
  return {
    store,
    gate: () => gate,
    isCut: (part) => cut.has(part),
    cut(part, down) {
      if (down) cut.add(part);
      else cut.delete(part);
      if (part === "contracts") gate = down ? createGate(withoutContracts(config)) : createGate(config);
    },
    shiftClock(byMs) {
      time.offMs = byMs;
    },
    waitAtMost(ms) {
      deadlineMs = ms;
    },
    deadlineMs: () => deadlineMs,
    moveClock(to) {
      // What is overtaken on the way does not turn time back.
      time.now = Math.max(time.now, to.getTime());
    },
    async close() {
      await gate.close();
      await store.close();
    },
  };
}

/** The same configuration, of which two parts answer only while they are within reach. */
function breakable(config: GateConfig, isCut: (part: Part) => boolean): GateConfig {
  const keys = config.keys as HouseKeys;
  const lookup = config.lookup as Lookup;
  const own: HouseKeys = {
    ...keys,
    get trusted() {
      if (isCut("keys")) throw outOfReach("keys");
      return keys.trusted;
    },
  };
  return {
    ...config,
    keys: own,
    lookup: (event) => {
      if (isCut("records")) throw outOfReach("records");
      return lookup(event);
    },
  };
}

/** What a house knows that is started while nobody can tell it any contract. Events name theirs all the same. */
const withoutContracts = (config: GateConfig): GateConfig => ({
  ...config,
  contracts: [],
  streams: (config.streams ?? []).map(({ contract: _, ...stream }) => stream),
});

const outOfReach = (part: Part): IntegrityError =>
  new IntegrityError("part_unreachable", `\`${part}\` is out of reach`, { part }, { retryable: true });
