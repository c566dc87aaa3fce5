import { isPurgeable, type Write } from "../stores/index.ts";
import type { Capsule } from "./capsule.ts";
import { QuarantineError } from "./errors.ts";
import { type MoveOrder, movedCapsule } from "./move.ts";
import { isRandom16 } from "./shapes.ts";
import { type MoveResult, type Mover, move } from "./shelf-moves.ts";
import { readShelved, type ShelfPlace } from "./shelf-reading.ts";
import { type Tombstone, toBytes } from "./shelf-records.ts";

/** What became of an order to erase. */
export type PurgeResult = MoveResult | { readonly status: "still_held" };

/**
 * Erases what a decided capsule holds. A tombstone stays, with the capsule's digest, and so do its moves, of which this is
 * one: they verify as before, but for the reasons that people wrote, whose salt is gone.
 *
 * The tombstone is durable before anything is erased: a crash in between leaves a capsule that is out of reach, and a
 * second call erases it.
 *
 * @throws {QuarantineError} `purge_unsupported` where the store cannot erase: then nothing is moved.
 */
export async function purge(mover: Mover, id: string, order: MoveOrder): Promise<PurgeResult> {
  const { store, keys } = mover;
  if (!isPurgeable(store))
    throw new QuarantineError("purge_unsupported", "the store cannot erase: use one that can purge", {});
  const shelved = await readShelved(mover, id);
  if (shelved?.state.state === "held") return { status: "still_held" };
  const result = await move(mover, id, { ...order, move: "purged" }, async (writes, capsule) =>
    store.commit([...writes, ...(await buryWrites(mover, capsule))]),
  );
  if (result.status === "moved" || (await isBuried(mover, id))) await store.purge([keys.capsuleKey(id)]);
  return result;
}

async function buryWrites({ store, keys }: ShelfPlace, capsule: Capsule): Promise<readonly Write[]> {
  const stored = await store.get(keys.capsuleKey(capsule.id));
  return [
    { key: keys.tombstoneKey(capsule.id), value: toBytes(tombstoneOf(capsule)), expected: "absent" },
    ...(stored ? [{ key: keys.capsuleKey(capsule.id), value: "deleted", expected: stored.version } as const] : []),
  ];
}

const isBuried = async ({ store, keys }: ShelfPlace, id: string): Promise<boolean> =>
  isRandom16(id) && (await store.get(keys.tombstoneKey(id))) !== undefined;

function tombstoneOf(capsule: Capsule): Tombstone {
  const { id, heldFor, heldAt, contract } = capsule;
  return { formatVersion: 1, id, digest: movedCapsule(capsule).digest.sha256, heldFor, heldAt, contract };
}
