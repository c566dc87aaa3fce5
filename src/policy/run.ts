import type { JsonObject } from "../foundation/index.ts";
import { type Kleene, MISSING, TOO_LARGE, UNREADABLE, UNSEEN, WRONG_TYPE } from "./kleene.ts";
import type { Program, Run } from "./program.ts";
import { findValue, MOMENT, type Reading } from "./reading.ts";
import { type Cell, countItems, MAX_ITEMS } from "./scalar.ts";

/** Reads every fact that the policy asks for, once, whatever the rules then need. */
export function startRun(program: Program, facts: JsonObject, at: number): Run {
  const { readings, slots } = program;
  const cells = new Array<Cell | undefined>(readings.length);
  const found = new Array<Run["found"][number]>(readings.length);
  const states = new Uint8Array(slots.length + readings.length);
  cells[MOMENT] = at;
  for (let number = MOMENT + 1; number < readings.length; number++)
    states[slots.length + number] = read(readings[number] as Reading, number, facts, cells, found);
  return { program, at, work: 0, cells, found, states, readingsAt: slots.length };
}

function read(
  reading: Reading,
  number: number,
  facts: JsonObject,
  cells: (Cell | undefined)[],
  found: unknown[],
): Kleene {
  try {
    const value = findValue(facts, reading.steps);
    if ((value === undefined || value === null) && reading.type !== "presence") return MISSING;
    if (typeof value !== "object") found[number] = value;
    if (reading.depth > 0 && countItems(value, reading.depth) > MAX_ITEMS) return TOO_LARGE;
    const cell = reading.read(value);
    cells[number] = cell;
    return cell === undefined ? WRONG_TYPE : UNSEEN;
  } catch {
    return UNREADABLE; // A getter or a proxy among the facts has failed.
  }
}

/** The same facts, with one slot saying what it is told to say. */
export function withStatus(run: Run, slot: number, status: Kleene): Run {
  const states = run.states.slice().fill(UNSEEN, 0, run.readingsAt);
  states[slot] = status;
  return { ...run, states };
}
