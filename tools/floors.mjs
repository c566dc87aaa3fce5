/**
 * The one place that says which room stands on which floor. A file imports from its own room or from a lower floor; the
 * rooms of one floor are strangers to each other, so that each can be used alone.
 */

/** Room to floor. `src/index.ts`, the front door, stands above all of them. */
export const floors = {
  runtime: 0,
  foundation: 1,
  stores: 2,
  provenance: 3,
  contracts: 3,
  reconcile: 3,
  policy: 3,
  lineage: 3,
  trust: 4,
  quarantine: 4,
  exceptions: 4,
  evidence: 4,
  catalog: 4,
  watch: 4,
  report: 4,
  gate: 5,
  verifier: 5,
  adapters: 6,
  testing: 6,
  cli: 7,
};

/** Imports between rooms of one floor that are allowed all the same, each with its reason. One that nobody uses is an error. */
export const sideways = [
  // { from: "evidence", to: "report", reason: "…" },
];

/** Files that other rooms may import beside the door, each with its reason. */
export const sideDoors = {
  "src/foundation/shape.ts": "readers of our own documents, for rooms only: it is not part of the public surface",
  "src/foundation/rhythm.ts": "when sources speak: for the rooms that watch for silence",
  "src/foundation/silence.ts": "when a silence is too long, and how it is told: for the same rooms",
  "src/foundation/spread.ts": "mean and variance of a stream, for the rooms that watch one",
};

/** Rooms that may use `node:` modules; all others run in Node, Bun, Deno, edge workers and browsers. */
export const onNode = ["runtime", "stores", "adapters", "testing", "cli"];

/** The room of a file below `src/`, or `undefined` for the front door. */
export const roomOf = (file) => (file.split("/").length > 2 ? file.split("/")[1] : undefined);

/** Whether a file of room `from` may import from room `to`. The front door (`undefined`) may import everything. */
export function mayImport(from, to) {
  if (from === undefined || from === to) return true;
  if (to === undefined) return false;
  return floors[to] < floors[from] || sideways.some((pair) => pair.from === from && pair.to === to);
}
