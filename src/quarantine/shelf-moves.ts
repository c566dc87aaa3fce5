import type { Seal } from "../foundation/index.ts";
import type { Write } from "../stores/index.ts";
import type { Capsule } from "./capsule.ts";
import type { Census } from "./census.ts";
import { QuarantineError } from "./errors.ts";
import { leaveLaneWrites } from "./lanes.ts";
import {
  createMove,
  decides,
  type MoveClaim,
  type MoveKind,
  type MoveRecord,
  movedCapsule,
  refuseOrder,
} from "./move.ts";
import { demand, readShelved, type ShelfPlace, type Shelved, stateAfter } from "./shelf-reading.ts";
import { readMove, type StateRecord, toBytes } from "./shelf-records.ts";

/** What became of a move. */
export type MoveResult =
  | { readonly status: "moved"; readonly record: MoveRecord }
  /** Somebody else has decided already, as the record says. */
  | { readonly status: "move_lost"; readonly winner: MoveRecord }
  | { readonly status: "not_found" }
  /** The capsule has as many notes as it takes. */
  | { readonly status: "notes_full"; readonly limit: number };

/** What a move needs of its shelf. */
export interface Mover extends ShelfPlace {
  readonly census: Census;
  readonly seal: Seal | undefined;
  readonly alongside: ((capsule: Capsule, at: Date) => readonly Write[]) | undefined;
}

/** Makes the writes of a move durable, alone or with others: all of them or none. Default: the store's commit. */
export type CommitMove = (writes: readonly Write[], capsule: Capsule) => Promise<{ readonly committed: boolean }>;

const MAX_NOTES = 1_000;
/** Tries against others who move the same capsule. */
const MAX_ATTEMPTS = 8;

/** Moves a capsule, by its id or as it was just found: of those who decide at the same time, one succeeds. */
export async function move(
  mover: Mover,
  which: string | Shelved,
  claim: MoveClaim,
  commit: CommitMove = (writes) => mover.store.commit(writes),
): Promise<MoveResult> {
  refuseOrder(claim);
  const id = typeof which === "string" ? which : which.capsule.id;
  let found = typeof which === "string" ? await readShelved(mover, id) : which;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (!found) return { status: "not_found" };
    const result = await tryMove(mover, found, claim, commit);
    if (result) return result;
    found = await readShelved(mover, id);
  }
  const message = `others kept moving capsule \`${id}\`: try again`;
  throw new QuarantineError("shelf_contended", message, { id, attempts: MAX_ATTEMPTS }, { retryable: true });
}

/** `undefined` when somebody else was quicker with any move. */
async function tryMove(
  mover: Mover,
  { capsule, state, version }: Shelved,
  claim: MoveClaim,
  commit: CommitMove,
): Promise<MoveResult | undefined> {
  const { keys, seal, census } = mover;
  const { id } = capsule;
  const refusal = await refuseMove(mover, id, state, claim.move);
  if (refusal) return refusal;
  const record = await createMove(movedCapsule(capsule), state.moves + 1, claim, seal);
  const writes: readonly Write[] = [
    { key: keys.stateKey(id), value: toBytes(grown(state, claim.move)), expected: version },
    { key: keys.moveKey(id, record.sequence), value: toBytes(record), expected: "absent" },
    ...(decides(claim.move) ? await decidedWrites(mover, capsule, claim.at) : []),
  ];
  if (!(await commit(writes, capsule)).committed) return undefined;
  if (decides(claim.move)) census.left();
  return { status: "moved", record };
}

async function refuseMove(
  { store, keys }: ShelfPlace,
  id: string,
  { state, moves, decidedBy }: StateRecord,
  kind: MoveKind,
): Promise<MoveResult | undefined> {
  if (!decides(kind)) return moves >= MAX_NOTES ? { status: "notes_full", limit: MAX_NOTES } : undefined;
  if (state === "held") return undefined;
  const key = keys.moveKey(id, decidedBy);
  return { status: "move_lost", winner: readMove(key, await demand(store, key)) };
}

function grown(before: StateRecord, kind: MoveKind): StateRecord {
  const moves = before.moves + 1;
  return decides(kind) ? { ...before, moves, state: stateAfter(kind), decidedBy: moves } : { ...before, moves };
}

/** Takes the event off the list of those held and out of its lane: both are indexes, and no records. */
async function decidedWrites({ store, keys, alongside }: Mover, capsule: Capsule, at: Date): Promise<readonly Write[]> {
  const listed = await store.get(keys.heldKey(capsule));
  return [
    ...(listed ? [{ key: keys.heldKey(capsule), value: "deleted", expected: listed.version } as const] : []),
    ...(await leaveLaneWrites(store, capsule, keys)),
    ...(alongside?.(capsule, at) ?? []),
  ];
}
