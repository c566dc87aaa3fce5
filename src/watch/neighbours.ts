import { deviation, learnSpread, noSpread, type Spread } from "../foundation/spread.ts";

/** One source among those that measure the same. */
interface Neighbour {
  value: number;
  at: number;
  /** Its usual distance from the middle of the group. */
  distance: Spread;
  /** Page's cumulative sums, upwards and downwards. */
  up: number;
  down: number;
}

/** Sources that measure the same thing at about the same time. */
export interface Neighbours {
  /** Takes a reading; answers when its source has moved away from the others for several readings. */
  readonly take: (source: string, value: number, at: number) => Contradiction | undefined;
}

export interface Contradiction {
  readonly distance: number;
  readonly usual: number;
}

const WARM_UP = 30;
const MEMORY = 256;
/** Two others at least: of two that disagree nobody knows which one lies. */
const LEAST_GROUP = 3;
/** A distance counts by what it exceeds one standard deviation, and at most three: a single wild reading condemns nobody. */
const SLACK = 1;
const MOST = 3;
const LIMIT = 8;

export function createNeighbours(freshMs: number): Neighbours {
  const group = new Map<string, Neighbour>();

  /** Of itself and the others that are fresh and beyond suspicion. */
  const middle = (own: Neighbour): number | undefined => {
    const heard = [...group.values()].filter(
      (one) => one === own || (Math.abs(own.at - one.at) <= freshMs && !isContradicted(one)),
    );
    return heard.length < LEAST_GROUP ? undefined : median(heard.map(({ value }) => value));
  };
  return {
    take(source, value, at) {
      const own = group.get(source) ?? { value, at, distance: noSpread, up: 0, down: 0 };
      group.set(source, Object.assign(own, { value, at }));
      const among = middle(own);
      return among === undefined ? undefined : judge(own, value - among);
    },
  };
}

function judge(own: Neighbour, distance: number): Contradiction | undefined {
  const { count, mean } = own.distance;
  const usual = deviation(own.distance);
  if (count >= WARM_UP) {
    const far = usual === 0 ? 0 : (distance - mean) / usual;
    own.up = step(own.up, far);
    own.down = step(own.down, -far);
  }
  // What is under suspicion is not learned, or a lie would become the usual.
  if (Math.max(own.up, own.down) < LIMIT / 2) own.distance = learnSpread(own.distance, distance, MEMORY);
  return isContradicted(own) ? { distance: distance - mean, usual } : undefined;
}

const isContradicted = ({ up, down }: Neighbour): boolean => Math.max(up, down) >= LIMIT;

const step = (sum: number, far: number): number =>
  Math.min(LIMIT, Math.max(0, sum + Math.min(MOST, Math.max(-MOST, far - SLACK))));

function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}
