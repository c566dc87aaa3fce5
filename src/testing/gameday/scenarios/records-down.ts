import type { Scenario } from "../scenario.ts";

export const recordsDown: Scenario = {
  name: "records_down",
  about: "the house's own records (suppliers, certificates) are out of reach",
  begin: ({ cut }) => cut("records", true),
  end: ({ cut }) => cut("records", false),
};
