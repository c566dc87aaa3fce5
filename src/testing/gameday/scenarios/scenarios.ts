import type { Scenario } from "../scenario.ts";
import { answersLost } from "./answers-lost.ts";
import { approvalsDown } from "./approvals-down.ts";
import { clockBack } from "./clock-back.ts";
import { clockForward } from "./clock-forward.ts";
import { contractsDown } from "./contracts-down.ts";
import { keysDown } from "./keys-down.ts";
import { packetLoss } from "./packet-loss.ts";
import { recordsDown } from "./records-down.ts";
import { reordering } from "./reordering.ts";
import { storeFailing } from "./store-failing.ts";
import { storeFull } from "./store-full.ts";
import { storeSlow } from "./store-slow.ts";

/** Everything that can be out of order around a house. */
export const scenarios: readonly Scenario[] = [
  storeSlow,
  storeFull,
  storeFailing,
  answersLost,
  keysDown,
  contractsDown,
  recordsDown,
  approvalsDown,
  clockForward,
  clockBack,
  packetLoss,
  reordering,
];
