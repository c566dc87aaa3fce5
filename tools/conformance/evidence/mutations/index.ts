import { fromUtf8, type JsonObject, type JsonValue } from "../../../../src/foundation/index.ts";
import { lazily, type Mutant } from "../mutant.ts";
import { changedLists } from "./lists.ts";
import { droppedMembers, replacedValues } from "./members.ts";
import { swappedValues } from "./swaps.ts";

export { flippedBytes, sampledBytes } from "./bytes.ts";

/** What can be done to a bundle whose spelling stays canonical. To add a kind of mutation, write its file and list it here. */
const structural: readonly ((bundle: JsonValue) => Iterable<Mutant>)[] = [
  droppedMembers,
  replacedValues,
  changedLists,
  swappedValues,
];

export function* structuralMutants(bundle: JsonValue): Iterable<Mutant> {
  const { bundle: inside } = bundle as JsonObject;
  if (typeof inside === "string") yield* mutantsInside(bundle as JsonObject, inside);
  for (const mutate of structural) yield* mutate(bundle);
}

/** The bundle in a renewed one, altered like any other. */
function* mutantsInside(renewed: JsonObject, inside: string): Iterable<Mutant> {
  for (const mutant of structuralMutants(JSON.parse(inside) as JsonValue))
    yield lazily(`inside, ${mutant.id}`, () => ({ ...renewed, bundle: fromUtf8(mutant.bytes) }));
}
