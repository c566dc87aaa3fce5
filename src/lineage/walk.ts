import type { Graph, Happenings } from "./graph.ts";
import { type Exit, type Target, type Way, wayBack, wayOn } from "./ways.ts";

export interface WalkOptions {
  /** Only what was recorded up to this sequence, or done up to this time, is seen. */
  readonly asOf?: number | Date;
  /** Most transformations followed one after another. Default: no limit. */
  readonly maxDepth?: number;
  /** Most links and field pairs looked at, which bounds the time and the memory of an answer. Default 1,000,000. */
  readonly maxVisits?: number;
}

/** A record, or a field of one, that was come by. */
export interface Place extends Target {
  readonly depth: number;
  /** Moves that start here, without those that lead back here. */
  readonly moves: number[];
  /** Moves that lead here. */
  readonly arrivals: number[];
  /** Something lies beyond that was not followed. */
  isCut: boolean;
}

/** A derivation that was passed through. */
export interface Move {
  readonly derivation: number;
  readonly from: number[];
  readonly to: readonly number[];
  /** Places that it both starts from and leads to: fields of a record made from other fields of it. */
  readonly within: number[];
}

export type Cut = "depth_cut" | "visits_cut";

/** All that was come by, nearest first; `places[0]` is where the walk began. */
export interface Walk {
  readonly places: readonly Place[];
  readonly moves: readonly Move[];
  readonly cuts: ReadonlySet<Cut>;
}

/** Toward the origins of a record, or of one field of it. */
export const walkBack = (graph: Graph, start: Target, options: WalkOptions): Walk =>
  walk(graph, wayBack(graph, start.field), start, options);

/** Toward everything that was made from it. */
export const walkOn = (graph: Graph, start: Target, options: WalkOptions): Walk =>
  walk(graph, wayOn(graph, start.field), start, options);

/** Breadth first and without recursion: a chain of any length costs no stack. */
function walk(graph: Graph, way: Way, start: Target, options: WalkOptions): Walk {
  const { asOf, maxDepth = Number.POSITIVE_INFINITY, maxVisits = 1_000_000 } = options;
  const isVisible = visibility(graph.derivations, asOf);
  const { places, moves, arrive, enter } = createTrail();
  const taken = new Map<number | string, number | undefined>();
  const cuts = new Set<Cut>();
  let visits = 0;

  /** The number of the move that an exit is, made when it is first taken; `undefined` when it leads nowhere. */
  const take = (exit: Exit, depth: number): number | undefined => {
    const name = nameOf(exit.derivation, exit.field);
    if (taken.has(name)) return taken.get(name);
    const targets = way.targets(exit, maxVisits - visits);
    visits += (targets?.length ?? 0) + (exit.field === undefined ? 0 : (graph.pairs(exit.derivation)?.length ?? 0));
    if (visits > maxVisits) cuts.add("visits_cut");
    const number = targets && enter(exit.derivation, targets, depth);
    taken.set(name, number);
    return number;
  };
  const leadsBack = ({ derivation, to }: Move, at: number): boolean => {
    if (!graph.isSelfReferring(derivation)) return false;
    visits += to.length;
    return to.includes(at);
  };
  const pass = (number: number, place: Place, at: number): void => {
    const move = moves[number] as Move;
    // A derivation may name one record several times, by its fields: what is noted last tells whether it was here already.
    if (move.from.at(-1) === at || move.within.at(-1) === at) return;
    if (leadsBack(move, at)) move.within.push(at);
    else place.moves.push(number) && move.from.push(at);
  };
  const cut = (place: Place, kind: Cut): void => {
    place.isCut = true;
    cuts.add(kind);
  };
  const follow = (exit: Exit, place: Place, at: number): void => {
    if (visits > maxVisits) cut(place, "visits_cut");
    else if (place.depth >= maxDepth) cut(place, "depth_cut");
    else {
      const number = take(exit, place.depth + 1);
      if (number !== undefined) pass(number, place, at);
    }
  };
  const leave = (place: Place, at: number): void =>
    way.exits(place, (exit) => {
      visits += 1;
      if (exit && isVisible(exit.derivation)) follow(exit, place, at);
    });

  arrive(start, 0);
  for (const [at, place] of places.entries()) {
    if (visits > maxVisits) cut(place, "visits_cut");
    else leave(place, at);
  }
  return { places, moves, cuts };
}

/** Places and moves, each once, numbered in the order in which they were come by. */
interface Trail {
  readonly places: Place[];
  readonly moves: Move[];
  arrive(target: Target, depth: number): number;
  enter(derivation: number, targets: readonly Target[], depth: number): number;
}

function createTrail(): Trail {
  const places: Place[] = [];
  const moves: Move[] = [];
  const numbers = new Map<number | string, number>();
  const arrive = ({ record, field }: Target, depth: number): number => {
    const name = nameOf(record, field || undefined);
    const known = numbers.get(name);
    if (known !== undefined) return known;
    numbers.set(name, places.length);
    return places.push({ record, field, depth, moves: [], arrivals: [], isCut: false }) - 1;
  };
  const enter = (derivation: number, targets: readonly Target[], depth: number): number => {
    const to = [...new Set(targets.map((target) => arrive(target, depth)))];
    for (const place of to) places[place]?.arrivals.push(moves.length);
    return moves.push({ derivation, from: [], to, within: [] }) - 1;
  };
  return { places, moves, arrive, enter };
}

const nameOf = (number: number, field?: string): number | string =>
  field === undefined ? number : `${number} ${field}`;

/** Which rows of a table a question about the past may see. */
export function visibility(happenings: Happenings, asOf: number | Date | undefined): (number: number) => boolean {
  if (asOf === undefined) return () => true;
  if (typeof asOf === "number") return (number) => happenings.sequence(number) <= asOf;
  const latest = asOf.getTime();
  return (number) => happenings.time(number) <= latest;
}
