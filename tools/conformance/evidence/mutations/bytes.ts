import { seededRandom } from "../../../../src/foundation/index.ts";
import type { Mutant } from "../mutant.ts";

/** Every `stride`-th byte with one bit flipped, another bit for each byte. */
export function* flippedBytes(bytes: Uint8Array, stride = 1): Iterable<Mutant> {
  for (let place = 0; place < bytes.length; place += stride) yield flipped(bytes, place, place % 8);
}

/** Bits of bytes drawn at random. */
export function* sampledBytes(bytes: Uint8Array, count: number, seed: number): Iterable<Mutant> {
  const random = seededRandom(seed);
  for (let drawn = 0; drawn < count; drawn++)
    yield flipped(bytes, random.integer(0, bytes.length - 1), random.integer(0, 7));
}

const flipped = (bytes: Uint8Array, place: number, bit: number): Mutant => ({
  id: `flip bit ${bit} of byte ${place}`,
  bytes: bytes.with(place, (bytes[place] as number) ^ (1 << bit)),
});
