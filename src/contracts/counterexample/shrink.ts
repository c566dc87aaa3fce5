import { isJsonObject, type JsonValue } from "../../foundation/index.ts";

/** Smaller documents that are tried. */
const MOST_TRIED = 60;

/**
 * Takes away from a document what it does not need to prove its point: members, items, and all of a value that a plainer
 * one can stand for.
 */
export function shrink<Proof extends { readonly document: JsonValue }>(
  proof: Proof,
  confirm: (smaller: JsonValue) => Proof | undefined,
): Proof {
  let smallest = proof;
  let tried = 0;
  for (let found = true; found; ) {
    found = false;
    for (const smaller of smallerThan(smallest.document)) {
      tried += 1;
      if (tried > MOST_TRIED) return smallest;
      const next = confirm(smaller);
      if (!next) continue;
      smallest = next;
      found = true;
      break;
    }
  }
  return smallest;
}

/** Documents that differ in one place and are smaller there. */
function* smallerThan(value: JsonValue): Generator<JsonValue> {
  if (Array.isArray(value)) {
    for (const at of value.keys()) yield value.toSpliced(at, 1);
    for (const [at, item] of value.entries()) for (const smaller of smallerThan(item)) yield value.with(at, smaller);
  } else if (isJsonObject(value)) {
    for (const name of Object.keys(value)) {
      const { [name]: _, ...others } = value;
      yield others;
    }
    for (const [name, member] of Object.entries(value)) {
      for (const smaller of smallerThan(member)) yield { ...value, [name]: smaller };
    }
  } else if (typeof value === "string" && value.length > 1) yield value.slice(0, 1);
}
