import type { Graph } from "./graph.ts";
import type { Links } from "./links.ts";

/** A record, or the field of one (RFC 6901 pointer, `""` for the whole record). */
export interface Target {
  readonly record: number;
  readonly field: string;
}

/** A way into a derivation. */
export interface Exit {
  readonly derivation: number;
  /** The field that is followed through the derivation's field map; absent where no map applies. */
  readonly field?: string;
}

/** How a walk goes on: from a record into derivations, from a derivation to the records at its far side. */
export interface Way {
  /** Tells each link of the record: where it leads, if it does. */
  exits(from: Target, found: (exit: Exit | undefined) => void): void;
  /** All of them, or more than `most`; `undefined` when the field does not go through this derivation. */
  targets(exit: Exit, most: number): readonly Target[] | undefined;
}

/** Toward the origins of a record, or of one field of it. */
export const wayBack = (graph: Graph, field: string): Way =>
  field === "" ? byRecord(graph.outputs, graph.inputs) : backByField(graph);

/** Toward everything that was made from it. */
export const wayOn = (graph: Graph, field: string): Way =>
  field === "" ? byRecord(graph.inputs, graph.outputs) : onByField(graph);

const byRecord = (near: Links, far: Links): Way => ({
  exits: ({ record }, found) => near.ofRecord(record, (derivation) => found({ derivation })),
  targets({ derivation }) {
    const targets: Target[] = [];
    far.ofHolder(derivation, (record) => targets.push({ record, field: "" }));
    return targets;
  },
});

const backByField = (graph: Graph): Way => ({
  exits: (from, found) => exitsByField(graph, graph.outputs, from, found),
  targets({ derivation, field }, most) {
    const pairs = graph.pairs(derivation);
    if (field === undefined || !pairs) return farSide(graph, graph.inputs, derivation, { fields: [""], most });
    const made = pairs.filter(([output]) => fieldsOverlap(output, field));
    const sources = new Set(made.flatMap(([, source]) => source ?? []));
    // A map is complete: what it does not name is not made here. What it makes from nothing leads nowhere, and starts here.
    return made.length === 0 ? undefined : farSide(graph, graph.inputs, derivation, { fields: sources, most });
  },
});

const onByField = (graph: Graph): Way => ({
  exits: (from, found) => exitsByField(graph, graph.inputs, from, found),
  targets({ derivation, field }, most) {
    const pairs = graph.pairs(derivation);
    if (field === undefined || !pairs) return farSide(graph, graph.outputs, derivation, { fields: [""], most });
    const used = pairs.filter(([, source]) => source !== undefined && fieldsOverlap(source, field));
    const fields = new Set(used.map(([output]) => output));
    const reached = farSide(graph, graph.outputs, derivation, { fields, most });
    return reached.length === 0 ? undefined : reached;
  },
});

/** A field map speaks of the records that a derivation names as a whole; a field that is named speaks for itself. */
function exitsByField(graph: Graph, near: Links, from: Target, found: (exit: Exit | undefined) => void): void {
  near.ofRecord(from.record, (derivation, number) => {
    if (number === 0) found(graph.pairs(derivation) ? { derivation, field: from.field } : { derivation });
    else found(fieldsOverlap(graph.field(number), from.field) ? { derivation } : undefined);
  });
}

interface FarSideOptions {
  /** What is meant of a record that is named as a whole. */
  readonly fields: Iterable<string>;
  readonly most: number;
}

function farSide(graph: Graph, links: Links, derivation: number, { fields, most }: FarSideOptions): readonly Target[] {
  const targets: Target[] = [];
  links.ofHolder(derivation, (record, number) => {
    for (const field of number === 0 ? fields : [graph.field(number)]) {
      if (targets.length > most) return;
      targets.push({ record, field });
    }
  });
  return targets;
}

/** Whether two fields have anything in common: one is the other, or lies within it. A token `*` is any token. */
export function fieldsOverlap(left: string, right: string): boolean {
  if (left === "" || right === "" || left === right) return true;
  const [lefts, rights] = [left.split("/"), right.split("/")];
  const shorter = Math.min(lefts.length, rights.length);
  for (let at = 1; at < shorter; at++) {
    if (lefts[at] !== rights[at] && lefts[at] !== "*" && rights[at] !== "*") return false;
  }
  return true;
}
