import { canonicalJson, type JsonObject, type JsonValue } from "../../../../src/foundation/index.ts";
import { type Mutant, toMutant } from "../mutant.ts";
import { altered, type Place, placesIn } from "../places.ts";

/** Every pair of values that stand at the same place in two envelopes and differ, swapped. */
export function* swappedValues(bundle: JsonValue): Iterable<Mutant> {
  const envelopes = envelopePaths(bundle).map((path) => ({ path, places: [...placesIn(valueIn(bundle, path))] }));
  for (const [at, left] of envelopes.entries())
    for (const right of envelopes.slice(at + 1)) yield* swapped(bundle, left, right);
}

interface Placed {
  readonly path: Place["path"];
  readonly places: readonly Place[];
}

function* swapped(bundle: JsonValue, left: Placed, right: Placed): Iterable<Mutant> {
  const others = new Map(right.places.map(({ path, value }) => [path.join("/"), value]));
  for (const { path, value } of left.places) {
    const other = others.get(path.join("/"));
    if (path.length === 0 || other === undefined || canonicalJson(other) === canonicalJson(value)) continue;
    const [here, there] = [
      [...left.path, ...path],
      [...right.path, ...path],
    ];
    yield toMutant(
      `swap /${here.join("/")} with /${there.join("/")}`,
      altered(altered(bundle, here, other), there, value),
    );
  }
}

function envelopePaths(bundle: JsonValue): readonly Place["path"][] {
  const { parts, renewals } = bundle as { parts?: readonly JsonObject[]; renewals?: readonly JsonObject[] };
  if (!parts) return (renewals ?? []).map((_, at) => ["renewals", at]);
  const inParts = parts.flatMap(({ kind }, at) => (kind === "envelope" ? [["parts", at, "value"]] : []));
  return [["manifest"], ...inParts];
}

const valueIn = (bundle: JsonValue, path: Place["path"]): JsonValue =>
  path.reduce((value, step) => (value as Record<string, JsonValue>)[step] as JsonValue, bundle);
