import { hours } from "../../world/scene.ts";
import type { Scenario } from "../scenario.ts";

export const clockForward: Scenario = {
  name: "clock_forward",
  about: "the house's clock is twelve hours ahead",
  begin: ({ shiftClock }) => shiftClock(hours(12)),
  end: ({ shiftClock }) => shiftClock(0),
};
