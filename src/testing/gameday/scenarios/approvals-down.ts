import type { Scenario } from "../scenario.ts";

export const approvalsDown: Scenario = {
  name: "approvals_down",
  about: "the service that brings approvals is out of reach",
  begin: ({ cut }) => cut("approvals", true),
  end: ({ cut }) => cut("approvals", false),
};
