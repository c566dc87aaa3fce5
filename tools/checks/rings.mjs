/**
 * Why: files that import each other in a ring can only be read, tested and changed together, and at run time one of them
 * sees the others half made. Types count here too.
 */
import { importsOf } from "../lib/imports.mjs";

export const name = "rings";
export const about = "no files and no folders import each other in a ring";

export async function run(context) {
  const edges = importsOf(context)
    .filter(({ target }) => target !== undefined)
    .map(({ file, target }) => [file, target]);
  const folders = edges.flatMap(([from, to]) => folderEdge(from, to));
  return { problems: [...ringsIn(edges), ...ringsIn(folders)].map((ring) => `ring: ${ring.join(" → ")}`) };
}

/**
 * An import between two folders that lie side by side, however deep it starts and ends. Between a folder and the folder
 * it lies in nothing is counted: a row in `operators/` uses the room's nouns, and the room lists its operators.
 */
function folderEdge(from, to) {
  const [left, right] = [from.split("/"), to.split("/")];
  const fork = left.findIndex((part, at) => part !== right[at]);
  if (fork === -1 || fork >= left.length - 1 || fork >= right.length - 1) return [];
  return [[`${left.slice(0, fork + 1).join("/")}/`, `${right.slice(0, fork + 1).join("/")}/`]];
}

/**
 * One ring for each group of nodes that reach each other (Tarjan's strongly connected components), as short as it goes.
 *
 * @param {readonly (readonly [string, string])[]} edges
 * @returns {string[][]} each ring ends where it began
 */
export function ringsIn(edges) {
  const next = new Map();
  for (const [from, to] of edges) next.set(from, (next.get(from) ?? new Set()).add(to));
  return components(next)
    .filter((group) => group.size > 1 || [...group].some((node) => next.get(node)?.has(node)))
    .map((group) => shortestRing(group, next));
}

function components(next) {
  const [order, low, stack, groups] = [new Map(), new Map(), [], []];
  const visit = (node) => {
    order.set(node, order.size);
    low.set(node, order.get(node));
    stack.push(node);
    for (const neighbour of next.get(node) ?? []) {
      if (!order.has(neighbour)) visit(neighbour);
      if (stack.includes(neighbour)) low.set(node, Math.min(low.get(node), low.get(neighbour)));
    }
    if (low.get(node) === order.get(node)) groups.push(new Set(stack.splice(stack.indexOf(node))));
  };
  for (const node of [...next.keys()].sort()) if (!order.has(node)) visit(node);
  return groups;
}

function shortestRing(group, next) {
  const start = [...group].sort()[0];
  const paths = [[start]];
  const seen = new Set();
  for (let path = paths.shift(); path; path = paths.shift()) {
    for (const neighbour of next.get(path.at(-1)) ?? []) {
      if (neighbour === start) return [...path, start];
      if (!group.has(neighbour) || seen.has(neighbour)) continue;
      seen.add(neighbour);
      paths.push([...path, neighbour]);
    }
  }
  return [...group];
}
