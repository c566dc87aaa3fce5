import { concatBytes } from "../foundation/index.ts";

/** The bytes of a request; `undefined` when there are more than `maxBytes`, or its sender broke off. */
export async function readBody({ body }: Request, maxBytes = 1_048_576): Promise<Uint8Array | undefined> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  const reader = body?.getReader();
  try {
    for (let piece = await reader?.read(); piece?.value; piece = await reader?.read()) {
      size += piece.value.length;
      if (size > maxBytes) return void (await reader?.cancel());
      pieces.push(piece.value);
    }
  } catch {
    return undefined;
  }
  return concatBytes(...pieces);
}
