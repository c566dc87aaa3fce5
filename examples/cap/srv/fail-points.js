/**
 * For the tests of this example only: ends the process without warning at a step that COUNTERSIGN_EXAMPLE_DIE_AT names,
 * so that it can be seen what is true afterwards. In your own service, leave this file and its calls out.
 */
const step = process.env.COUNTERSIGN_EXAMPLE_DIE_AT;

export function dieAt(name) {
  if (step === name) process.kill(process.pid, "SIGKILL");
}

/** A unit of work that can die between any two of its steps. */
export const mortal = (work) => (step ? { ...work, ...withFailPoints(work) } : work);

const withFailPoints = ({ intents, write, afterCommit }) => ({
  async write(intent) {
    dieAt("intended");
    await write(intent);
    dieAt("written");
  },
  afterCommit: (run) =>
    afterCommit(async () => {
      dieAt("committed");
      await run();
      dieAt("settled");
    }),
  intents: {
    ...intents,
    settled(intent) {
      dieAt("sealed");
      return intents.settled(intent);
    },
  },
});
