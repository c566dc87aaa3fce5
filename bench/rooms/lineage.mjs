import { equal } from "node:assert/strict";
import { DirectedGraph } from "graphology";
import { createLineage } from "../../dist/esm/lineage/index.js";

/** 40,000 derivations of one record from five others, in ten layers: 200,000 edges from input to output. */
const LAYERS = 10;
const WIDTH = 4_000;
const INPUTS = 5;

export default function* comparisons() {
  const derivations = derivationsOf();
  const edges = derivations.flatMap(({ outputs: [output], inputs }) =>
    inputs.map((input) => [idOf(input), idOf(output)]),
  );
  yield {
    name: "take in 200,000 edges",
    unit: "ms",
    peer: "graphology",
    target: 6,
    rounds: 5,
    ours: () => lineageOf(derivations),
    theirs: () => graphOf(edges),
    same: () => equal(lineageOf(derivations).size.records, graphOf(edges).order),
  };

  const lineage = lineageOf(derivations);
  const graph = graphOf(edges);
  const starts = Array.from({ length: 64 }, (_, at) => recordOf(LAYERS, (at * 61) % WIDTH));
  yield {
    name: "find all origins of a record, with every step",
    unit: "µs",
    peer: "graphology (without the steps)",
    target: 5,
    ours: (at) => lineage.origins(starts[at % starts.length]),
    theirs: (at) => originsIn(graph, idOf(starts[at % starts.length])),
    same: () => {
      for (const start of starts) {
        const answer = lineage.origins(start);
        equal(answer.status, "proven");
        equal(answer.value.origins.map(idOf).sort().join(), originsIn(graph, idOf(start)).sort().join());
      }
    },
  };
}

const recordOf = (layer, number) => ({
  system: "erp",
  object: `layer-${layer}`,
  key: `PO-${4_500_000_000 + number}`,
  version: "1",
});
const idOf = ({ system, object, key, version }) => `${system}/${object}/${key}/${version}`;

function derivationsOf() {
  const transformation = { name: "plan", version: "1" };
  const at = "2026-03-31T08:15:00.000Z";
  const declared = Array.from({ length: WIDTH }, (_, number) => ({
    formatVersion: 1,
    outputs: [recordOf(0, number)],
    inputs: [],
    transformation,
    at,
  }));
  const derived = Array.from({ length: LAYERS * WIDTH }, (_, place) => {
    const [layer, number] = [Math.floor(place / WIDTH) + 1, place % WIDTH];
    const inputs = Array.from({ length: INPUTS }, (_, input) => recordOf(layer - 1, (number + input * 3) % WIDTH));
    return { formatVersion: 1, outputs: [recordOf(layer, number)], inputs, transformation, at };
  });
  return [...declared, ...derived];
}

function lineageOf(derivations) {
  const lineage = createLineage();
  for (const derivation of derivations) lineage.record(derivation);
  return lineage;
}

function graphOf(edges) {
  const graph = new DirectedGraph();
  for (const [from, to] of edges) graph.mergeDirectedEdge(from, to);
  return graph;
}

function originsIn(graph, start) {
  const seen = new Set([start]);
  const origins = [];
  for (const node of seen) {
    if (graph.inDegree(node) === 0) origins.push(node);
    graph.forEachInNeighbor(node, (input) => seen.add(input));
  }
  return origins;
}
