/** This ends what hangs and judges no speed: a machine that is busy starts a process in many seconds. */
export const patienceMs = 600_000;

/** What every suite is run with. */
export const everySuite = {
  // By default one core is left idle, which on two of them doubles the time.
  maxWorkers: "100%",
  testTimeout: patienceMs,
  hookTimeout: patienceMs,
  expect: { poll: { timeout: patienceMs } },
};
