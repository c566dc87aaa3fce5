const shown = 40;

/** A line for the suite, then what failed with why, then its deviations by reason. */
export function printSuite({ suite, status, seconds, passed, failed, deviations, notes }, { verbose }) {
  if (status === "long") return console.log(`- ${suite.padEnd(40)} takes long: add --full`);
  if (status === "broken") return console.log(`✗ ${suite.padEnd(40)} could not run`);
  const counts = `${passed} passed, ${failed.length} failed, ${deviations.length} deviations`;
  console.log(`${failed.length === 0 ? "✓" : "✗"} ${suite.padEnd(40)} ${seconds.toFixed(1).padStart(5)} s  ${counts}`);
  for (const note of notes) console.log(`    ${note}`);
  for (const { id, detail } of failed.slice(0, verbose ? undefined : shown)) {
    console.log(`    ${id}${detail === undefined ? "" : `: ${detail}`}`);
  }
  if (!verbose && failed.length > shown)
    console.log(`    … and ${failed.length - shown} more (--verbose has them all)`);
  for (const [reason, ids] of byReason(deviations)) {
    console.log(`    ${String(ids.length).padStart(6)} × ${reason}`);
    if (verbose) for (const id of ids) console.log(`             ${id}`);
  }
}

/** The most frequent reason first. */
function byReason(deviations) {
  const groups = new Map();
  for (const { id, reason } of deviations) groups.set(reason, [...(groups.get(reason) ?? []), id]);
  return [...groups].sort(([, one], [, other]) => other.length - one.length);
}

export function printSum(results) {
  const sum = (count) => results.reduce((total, result) => total + count(result), 0);
  const passed = sum((result) => result.passed);
  const failed = sum((result) => result.failed.length);
  const deviations = sum((result) => result.deviations.length);
  console.log(`${passed} passed, ${failed} failed, ${deviations} deviations`);
}

export const toJson = ({ suite, passed, failed, deviations, notes }) => ({
  suite,
  cases: passed + failed.length + deviations.length,
  passed,
  failed: failed.length,
  deviations,
  ...(notes.length > 0 && { notes }),
});
