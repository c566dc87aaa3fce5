/**
 * Two ways to the same answer, ours and a peer's.
 *
 * @typedef {object} Comparison
 * @property {string} name
 * @property {keyof typeof units} unit
 * @property {string} peer
 * @property {number} target how many times better than the peer it is to be
 * @property {Side} ours
 * @property {Side} theirs
 * @property {() => unknown} same throws when the two answers differ; asked before anything is measured
 * @property {number} [items] how many things one call does. Default 1
 * @property {number} [rounds] how often each side has its turn. Default 9
 *
 * What is counted and not timed has `value` and `peerValue` in place of the two sides; less is better.
 *
 * @typedef {((at: number) => unknown) | { prepare: (calls: number) => unknown, call: (at: number) => unknown }} Side
 *   one call; with what has to be made ready for so many calls, outside of the measured time
 */

/** What a number means, from the milliseconds that so many items took. */
const units = {
  µs: { toValue: (ms, items) => (ms * 1_000) / items, less: true },
  ms: { toValue: (ms, items) => ms / items, less: true },
  "per s": { toValue: (ms, items) => (items * 1_000) / ms, less: false },
};

/** How long one turn takes at least: long enough for the clock and for what other programs do meanwhile. */
const TURN_MS = 50;
/**
 * How long each side runs before it is measured: until the engine has compiled the last of it, which for work that waits
 * for other threads between its steps takes more than a second.
 */
const WARM_MS = 2_000;

/**
 * Measures both sides in turn, A B A B …, and takes the median of each.
 *
 * @param {Comparison} comparison
 */
export async function measure(comparison) {
  return comparison.value === undefined ? timed(comparison) : counted(comparison);
}

function counted({ name, unit, peer, target, value, peerValue }) {
  const ratio = peerValue / value;
  const shown = { value: rounded(value), peerValue: rounded(peerValue), ratio: rounded(ratio) };
  return { name, unit, peer, target, ...shown, met: ratio >= target };
}

async function timed({ name, unit, peer, target, ours, theirs, same, items = 1, rounds = 9 }) {
  await same();
  const sides = [await calibrated(ours), await calibrated(theirs)];
  const times = [[], []];
  for (let round = 0; round < rounds; round++) {
    for (const [at, { side, calls }] of sides.entries()) times[at].push((await turn(side, calls)) / calls);
  }
  const { toValue, less } = units[unit];
  const [value, peerValue] = times.map((each) => toValue(median(each), items));
  const ratio = less ? peerValue / value : value / peerValue;
  return {
    name,
    unit,
    value: rounded(value),
    peer,
    peerValue: rounded(peerValue),
    ratio: rounded(ratio),
    target,
    met: ratio >= target,
  };
}

/** How many calls fill a turn, once the side is warm: engines compile what runs often, and compile it anew. */
async function calibrated(side) {
  let calls = 1;
  for (let spent = 0; ; ) {
    const took = await turn(side, calls);
    spent += took;
    const isClear = took >= TURN_MS / 2;
    calls = isClear ? Math.max(1, Math.round((calls * TURN_MS) / took)) : calls * 2;
    if (isClear && spent >= WARM_MS) return { side, calls };
  }
}

/** Milliseconds that so many calls take, one after another. Promises are awaited; what gives none costs no waiting. */
async function turn(side, calls) {
  const { prepare, call } = typeof side === "function" ? { call: side } : side;
  await prepare?.(calls);
  const started = performance.now();
  for (let at = 0; at < calls; at++) {
    const answer = call(at);
    if (answer instanceof Promise) await answer;
  }
  return performance.now() - started;
}

const median = (values) => values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)];

/** Three digits that count: more would be noise. */
const rounded = (value) => Number(value.toPrecision(3));
