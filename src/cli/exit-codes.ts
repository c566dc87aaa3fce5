import type { Status } from "../foundation/index.ts";

/** What a command's exit code says. Scripts may rely on it. */
export const exitCodes = { done: 0, couldNotRun: 1, wrongUsage: 2, refuted: 3, unknown: 4 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

const byStatus: Readonly<Record<Status, ExitCode>> = {
  proven: exitCodes.done,
  refuted: exitCodes.refuted,
  unknown: exitCodes.unknown,
};

export const toExitCode = (status: Status): ExitCode => byStatus[status];
