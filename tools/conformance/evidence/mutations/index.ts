import type { JsonValue } from "../../../../src/foundation/index.ts";
import type { Mutant } from "../mutant.ts";
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
  for (const mutate of structural) yield* mutate(bundle);
}
