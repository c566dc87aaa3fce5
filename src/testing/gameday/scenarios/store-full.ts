import type { Scenario } from "../scenario.ts";

export const storeFull: Scenario = {
  name: "store_full",
  about: "the store takes nothing more",
  begin: ({ store }) => store.setFaults({ full: true }),
  end: ({ store }) => store.setFaults({}),
};
