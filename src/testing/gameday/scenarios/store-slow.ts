import type { Scenario } from "../scenario.ts";

export const storeSlow: Scenario = {
  name: "store_slow",
  about: "every call of the store takes longer than senders wait",
  begin({ store, waitAtMost }) {
    store.setFaults({ slowMs: 30 });
    waitAtMost(15);
  },
  end({ store, waitAtMost }) {
    store.setFaults({});
    waitAtMost(undefined);
  },
};
