/** A set of keys in ascending byte order. Adding, removing and finding take logarithmic time plus a short shift. */
export interface OrderedKeys {
  add(key: string): void;
  remove(key: string): void;
  /** The first key that is not before `bound`. */
  ceiling(bound: string): string | undefined;
}

const LONGEST_CHUNK = 512;

/** With the keys that are there already, each once: to sort them costs less than to add one after another. */
export function createOrderedKeys(present: readonly string[] = []): OrderedKeys {
  const chunks = chunksOf(present.toSorted());
  const chunkAt = (key: string): number =>
    Math.max(0, firstAt(chunks.length, (at) => (chunks[at]?.[0] ?? "") > key) - 1);

  return {
    add(key) {
      const at = chunkAt(key);
      const chunk = chunks[at];
      if (!chunk) chunks.push([key]);
      else if (insert(chunk, key) > LONGEST_CHUNK) chunks.splice(at + 1, 0, chunk.splice(LONGEST_CHUNK / 2));
    },
    remove(key) {
      const at = chunkAt(key);
      const chunk = chunks[at] ?? [];
      const place = placeOf(chunk, key);
      if (chunk[place] !== key) return;
      chunk.splice(place, 1);
      if (chunk.length === 0) chunks.splice(at, 1);
    },
    ceiling(bound) {
      const at = chunkAt(bound);
      const chunk = chunks[at] ?? [];
      return chunk[placeOf(chunk, bound)] ?? chunks[at + 1]?.[0];
    },
  };
}

function chunksOf(sorted: readonly string[]): string[][] {
  const chunks: string[][] = [];
  for (let at = 0; at < sorted.length; at += LONGEST_CHUNK / 2) chunks.push(sorted.slice(at, at + LONGEST_CHUNK / 2));
  return chunks;
}

function insert(chunk: string[], key: string): number {
  const place = placeOf(chunk, key);
  if (chunk[place] !== key) chunk.splice(place, 0, key);
  return chunk.length;
}

const placeOf = (chunk: readonly string[], key: string): number =>
  firstAt(chunk.length, (at) => (chunk[at] ?? "") >= key);

/** The first place from 0 to `length` where a condition holds that, once it holds, holds for all places after it. */
function firstAt(length: number, holds: (at: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Walks keys that change meanwhile: each step asks anew. `refuseWhenOver` throws when there is nothing left to ask. */
export async function* walkKeys(
  keys: OrderedKeys,
  prefix: string,
  after: string | undefined,
  refuseWhenOver: () => void,
): AsyncGenerator<string, void, undefined> {
  let bound = after === undefined || after < prefix ? prefix : successorOf(after);
  for (;;) {
    refuseWhenOver();
    const key = keys.ceiling(bound);
    if (key === undefined || !key.startsWith(prefix)) return;
    yield key;
    bound = successorOf(key);
  }
}

// No key holds a NUL, so nothing lies between a key and this.
const successorOf = (key: string): string => `${key}\0`;
