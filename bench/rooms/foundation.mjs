import { deepStrictEqual, equal } from "node:assert/strict";
import canonicalize from "canonicalize";
import { createPatch, applyPatch as rfc6902Apply } from "rfc6902";
import { applyPatch, canonicalJson, diffPatch, parseJson, utf8 } from "../../dist/esm/foundation/index.js";
import { portableSha256, sha256 } from "../../dist/esm/runtime/index.js";
import { orderOf } from "../lib/order.mjs";

const order = orderOf(1);
const text = JSON.stringify(order);

export default function* comparisons() {
  yield {
    name: "canonical JSON of an order of 1 KB",
    unit: "µs",
    peer: "canonicalize",
    target: 3,
    ours: () => canonicalJson(order),
    theirs: () => canonicalize(order),
    same: () => equal(canonicalJson(order), canonicalize(order)),
  };
  yield {
    name: "canonical JSON of an order of 1 KB",
    unit: "µs",
    peer: "JSON.stringify (floor: it sorts nothing)",
    target: 0.75,
    ours: () => canonicalJson(order),
    theirs: () => JSON.stringify(order),
    same: () => deepStrictEqual(JSON.parse(canonicalJson(order)), JSON.parse(JSON.stringify(order))),
  };
  yield {
    name: "strict parse of an order of 1 KB",
    unit: "µs",
    peer: "JSON.parse (floor: it refuses nothing of that)",
    target: 0.25,
    ours: () => parseJson(text),
    theirs: () => JSON.parse(text),
    same: () => deepStrictEqual(parseJson(text), JSON.parse(text)),
  };
  yield* patches();
  yield {
    name: "SHA-256 of 1 KB, portable",
    unit: "µs",
    peer: "native (floor)",
    target: 0.2,
    ours: () => portableSha256.hex(bytes),
    theirs: () => sha256.hex(bytes),
    same: () => equal(portableSha256.hex(bytes), sha256.hex(bytes)),
  };
}

const bytes = utf8(text.slice(0, 1_024));

const changed = { ...order, status: "closed", deliveryDate: "2026-04-21", lines: order.lines.slice(1), note: "late" };
const patch = [
  { op: "test", path: "/status", value: "released" },
  { op: "replace", path: "/status", value: "closed" },
  { op: "replace", path: "/deliveryDate", value: "2026-04-21" },
  { op: "remove", path: "/lines/0" },
  { op: "add", path: "/note", value: "late" },
];

/** rfc6902 changes the document that it is given, ours a copy: so it is given one. */
function patchedByPeer(operations) {
  const copy = structuredClone(order);
  const problem = rfc6902Apply(copy, operations).find((result) => result !== null);
  if (problem) throw problem;
  return copy;
}

function* patches() {
  yield {
    name: "apply a patch of 5 operations to a copy",
    unit: "µs",
    peer: "rfc6902 over structuredClone",
    target: 1,
    ours: () => applyPatch(order, patch),
    theirs: () => patchedByPeer(patch),
    same: () => {
      deepStrictEqual(applyPatch(order, patch), changed);
      deepStrictEqual(patchedByPeer(patch), changed);
    },
  };
  yield {
    name: "find the patch between two orders",
    unit: "µs",
    peer: "rfc6902",
    target: 1,
    ours: () => diffPatch(order, changed),
    theirs: () => createPatch(order, changed),
    same: () => {
      deepStrictEqual(applyPatch(order, diffPatch(order, changed)), changed);
      deepStrictEqual(patchedByPeer(createPatch(order, changed)), changed);
    },
  };
}
