import { canonicalJson, type JsonValue } from "../../../../src/foundation/index.ts";
import { type Mutant, toMutant } from "../mutant.ts";
import { altered, placesIn } from "../places.ts";

type Change = (items: readonly JsonValue[]) => readonly JsonValue[];

const changes: Readonly<Record<string, Change>> = {
  reverse: (items) => items.toReversed(),
  "swap the first two of": ([first, second, ...rest]) => [second, first, ...rest] as JsonValue[],
  "take the first out of": (items) => items.slice(1),
  "take the last out of": (items) => items.slice(0, -1),
  empty: () => [],
  "double the first of": (items) => [items[0] as JsonValue, ...items],
  "double the last of": (items) => [...items, items.at(-1) as JsonValue],
};

/** Every list reordered, truncated and duplicated, where that makes another list of it. */
export function* changedLists(bundle: JsonValue): Iterable<Mutant> {
  for (const { path, value } of placesIn(bundle)) {
    if (!Array.isArray(value) || value.length === 0) continue;
    for (const [what, change] of Object.entries(changes)) {
      const changed = change(value).filter((item) => item !== undefined);
      if (canonicalJson(changed) !== canonicalJson(value))
        yield toMutant(`${what} /${path.join("/")}`, altered(bundle, path, changed));
    }
  }
}
