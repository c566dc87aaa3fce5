import type { JsonValue } from "../../../../src/foundation/index.ts";
import { type Mutant, toMutant } from "../mutant.ts";
import { altered, placesIn } from "../places.ts";

/** Every member of every object taken away, in statements, headers and entries, too. */
export function* droppedMembers(bundle: JsonValue): Iterable<Mutant> {
  for (const { path } of placesIn(bundle)) {
    if (typeof path.at(-1) === "string" && path.at(-1) !== "!")
      yield toMutant(`drop /${path.join("/")}`, altered(bundle, path, undefined));
  }
}

/** Every scalar replaced by another one of its kind, and by one of another kind. */
export function* replacedValues(bundle: JsonValue): Iterable<Mutant> {
  for (const { path, value } of placesIn(bundle)) {
    if (typeof value === "object" && value !== null) continue;
    yield toMutant(`replace /${path.join("/")}`, altered(bundle, path, otherThan(value)));
    yield toMutant(`retype /${path.join("/")}`, altered(bundle, path, typeof value === "string" ? 0 : "0"));
  }
}

function otherThan(value: JsonValue): JsonValue {
  if (typeof value === "string") return `${value.slice(0, -1)}${value.endsWith("A") ? "B" : "A"}`;
  if (typeof value === "number") return value + 1;
  return value !== true;
}
