import { sha256Hex } from "../foundation/index.ts";
import type { Capsule } from "./capsule.ts";

/** Where a shelf keeps what; see `docs/formats/capsule.md`. */
export interface ShelfKeys {
  /** What all keys of those held start with; their order is order of time. */
  readonly held: string;
  /** What all keys of lanes start with. */
  readonly lanes: string;
  heldKey(capsule: Pick<Capsule, "heldAt" | "id">): string;
  capsuleKey(id: string): string;
  stateKey(id: string): string;
  moveKey(id: string, sequence: number): string;
  tombstoneKey(id: string): string;
  /** What all keys of one lane start with. Business keys may be long and hold any characters: they are hashed, and the hash stays in the house. */
  lanePrefix(key: string): string;
}

export const shelfKeys = (prefix: string): ShelfKeys => ({
  held: `${prefix}held/`,
  lanes: `${prefix}lane/`,
  heldKey: (capsule) => `${prefix}held/${placeOf(capsule)}`,
  capsuleKey: (id) => `${prefix}capsule/${id}`,
  stateKey: (id) => `${prefix}state/${id}`,
  moveKey: (id, sequence) => `${prefix}move/${id}/${String(sequence).padStart(6, "0")}`,
  tombstoneKey: (id) => `${prefix}tombstone/${id}`,
  lanePrefix: (key) => `${prefix}lane/${sha256Hex(key)}/`,
});

/** Order of places is order of time. */
export const placeOf = ({ heldAt, id }: Pick<Capsule, "heldAt" | "id">): string => `${heldAt}/${id}`;
