/** Bytes of UTF-16 as they come, or their end; throws where half a character stands alone. */
export type DecodeUtf16 = (bytes: Uint8Array | undefined) => string;

/**
 * Decodes UTF-16, strictly and without its byte order mark. Big-endian text is turned round first: not every build of
 * Node can read it.
 */
export function createUtf16Decoder(order: "little" | "big"): DecodeUtf16 {
  const decoder = new TextDecoder("utf-16le", { fatal: true });
  const turn = order === "big" ? createTurner() : (bytes: Uint8Array): Uint8Array => bytes;
  return (bytes) => (bytes ? decoder.decode(turn(bytes), { stream: true }) : decoder.decode(turn(END)));
}

const END = new Uint8Array();

/** Swaps the bytes of each pair. The first half of a pair waits for the second; at the end it is half a character. */
function createTurner(): (bytes: Uint8Array) => Uint8Array {
  let waiting: Uint8Array = END;
  return (bytes) => {
    const all = Uint8Array.from([...waiting, ...bytes]);
    const even = bytes === END ? all.length : all.length - (all.length % 2);
    waiting = all.slice(even);
    const pairs = all.subarray(0, even);
    for (let at = 0; at + 1 < pairs.length; at += 2) {
      [pairs[at], pairs[at + 1]] = [pairs[at + 1] as number, pairs[at] as number];
    }
    return pairs;
  };
}
