import { _SHA256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** Bytes in a block of SHA-256 (FIPS 180-4 §5.2.1). */
export const SHA256_BLOCK_BYTES = 64;

/** SHA-256 that can be left after whole blocks, and gone on with by who has not seen them. */
class Resumable extends _SHA256 {
  state(): string {
    return this.get()
      .map((word) => (word >>> 0).toString(16).padStart(8, "0"))
      .join("");
  }

  goOn(state: string, bytes: number): this {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = (state.match(/.{8}/g) ?? []).map((word) =>
      Number.parseInt(word, 16),
    );
    this.set(a | 0, b | 0, c | 0, d | 0, e | 0, f | 0, g | 0, h | 0);
    this.length = bytes;
    return this;
  }
}

/** The chaining value after whole blocks (FIPS 180-4 §6.2.2): 64 hexadecimal digits. */
export function sha256State(blocks: Uint8Array): string {
  if (blocks.length % SHA256_BLOCK_BYTES !== 0) throw new TypeError("a state is that after whole blocks");
  const hash = new Resumable();
  hash.update(blocks);
  return hash.state();
}

/** The SHA-256 of so many blocks, of which only the state after them is known, and of the bytes behind them; hexadecimal. */
export const sha256After = (state: string, blocks: number, rest: Uint8Array): string =>
  bytesToHex(
    new Resumable()
      .goOn(state, blocks * SHA256_BLOCK_BYTES)
      .update(rest)
      .digest(),
  );
