import type { Walk } from "./walk.ts";

/** A walk toward the origins, put in order: whatever made an input comes before whatever used it. */
export interface Order {
  /** Numbers of the moves, those next to the origins first; moves of one rank in order of their sequence. */
  readonly moves: readonly number[];
  /** Longest way from an origin to each place, in moves. */
  readonly ranks: readonly number[];
  /** Whether some of it goes round in a circle: what does is not among `moves`. */
  readonly isCyclic: boolean;
}

/** Takes away, round by round, what waits for nothing any more (Kahn 1962): in time linear in the walk, without recursion. */
export function orderWalk({ places, moves }: Walk, sequenceOf: (derivation: number) => number): Order {
  const ranks = places.map(() => 0);
  const moveRanks = moves.map(() => 0);
  const placesLeft = moves.map((move) => move.to.length);
  const movesLeft = places.map((place) => place.moves.length);
  const ready: number[] = [];
  const done: number[] = [];

  const raise = (all: number[], at: number, rank: number): void => {
    all[at] = Math.max(all[at] ?? 0, rank);
  };
  const releaseMove = (move: number): void => {
    done.push(move);
    for (const place of moves[move]?.from ?? []) {
      raise(ranks, place, (moveRanks[move] ?? 0) + 1);
      if (countDown(movesLeft, place)) ready.push(place);
    }
  };
  const releasePlace = (place: number): void => {
    for (const move of places[place]?.arrivals ?? []) {
      raise(moveRanks, move, ranks[place] ?? 0);
      if (countDown(placesLeft, move)) releaseMove(move);
    }
  };

  for (const [at, place] of places.entries()) if (place.moves.length === 0) ready.push(at);
  for (const [at, move] of moves.entries()) if (move.to.length === 0) releaseMove(at);
  for (let at = 0; at < ready.length; at++) releasePlace(ready[at] as number);

  const sequence = (move: number): number => sequenceOf(moves[move]?.derivation ?? 0);
  const byRank = (a: number, b: number): number =>
    (moveRanks[a] ?? 0) - (moveRanks[b] ?? 0) || sequence(a) - sequence(b);
  return { moves: done.sort(byRank), ranks, isCyclic: done.length < moves.length };
}

/** Counts one down, and says whether none is left. */
function countDown(counts: number[], at: number): boolean {
  const left = (counts[at] ?? 0) - 1;
  counts[at] = left;
  return left === 0;
}
