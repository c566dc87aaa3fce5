import type { Scenario } from "../scenario.ts";

/** More than one outage has calls. */
const EVERY_CALL: number = Number.MAX_SAFE_INTEGER;

export const storeFailing: Scenario = {
  name: "store_failing",
  about: "every call of the store fails",
  begin: ({ store }) => store.setFaults({ failingCalls: EVERY_CALL }),
  end: ({ store }) => store.setFaults({}),
};
