import type { Scenario } from "../scenario.ts";

export const keysDown: Scenario = {
  name: "keys_down",
  about: "the set of trusted keys is out of reach",
  begin: ({ cut }) => cut("keys", true),
  end: ({ cut }) => cut("keys", false),
};
