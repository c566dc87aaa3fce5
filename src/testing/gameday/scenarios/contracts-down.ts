import type { Scenario } from "../scenario.ts";

export const contractsDown: Scenario = {
  name: "contracts_down",
  about: "the house is restarted while the registry of contracts is out of reach",
  begin: ({ cut }) => cut("contracts", true),
  end: ({ cut }) => cut("contracts", false),
};
