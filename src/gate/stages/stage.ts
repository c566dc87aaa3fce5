import type { House } from "../house.ts";
import type { Passage, StageName, Step } from "../passage.ts";

/** One question that the gate asks of an event. To add one, write its file and list it in a preset. */
export interface Stage {
  readonly name: StageName;
  run(passage: Passage, house: House): Step | Promise<Step>;
}
