import { hours } from "../../world/scene.ts";
import type { Scenario } from "../scenario.ts";

export const clockBack: Scenario = {
  name: "clock_back",
  about: "the house's clock is twelve hours behind",
  begin: ({ shiftClock }) => shiftClock(hours(-12)),
  end: ({ shiftClock }) => shiftClock(0),
};
