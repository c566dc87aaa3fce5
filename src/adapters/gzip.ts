import { createGunzip, type Gunzip } from "node:zlib";
import { AdaptersError } from "./errors.ts";

export interface UnpackOptions {
  /** Most bytes that may come out. Default 16 GiB. */
  readonly maxUnpackedBytes?: number;
}

const MAX_UNPACKED_BYTES = 16 * 1_024 ** 3;
/** Tables seldom shrink below a fiftieth; what shrinks further than this, beyond the allowance, was made to burst. */
const MAX_RATIO = 200;
const ALLOWANCE_BYTES = 1_048_576;
/** Bytes unpacked at a time: deflate makes at most 1,032 of one, so at most 4 MiB wait in memory. */
const SLICE_BYTES = 4_096;

/** Whether bytes begin a gzip archive (RFC 1952). */
export const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/**
 * Unpacks gzip as it comes, also several archives one behind the other.
 *
 * @throws {AdaptersError} `gzip_damaged`, `gzip_too_large`, after the bytes before; of a damaged archive the 4 KiB around
 * the damage may be missing. What the source throws is passed on.
 */
export async function* gunzip(
  source: AsyncIterable<Uint8Array>,
  { maxUnpackedBytes = MAX_UNPACKED_BYTES }: UnpackOptions = {},
): AsyncGenerator<Uint8Array> {
  const unpacked: Uint8Array[] = [];
  const unzip = createGunzip();
  const failed = new Promise<Error>((resolve) => void unzip.on("error", resolve));
  unzip.on("data", (bytes: Uint8Array) => void unpacked.push(bytes));
  let [read, made] = [0, 0];
  const take = function* (): Generator<Uint8Array> {
    for (const bytes of unpacked.splice(0)) {
      made += bytes.length;
      refuseBomb(read, made, maxUnpackedBytes);
      yield bytes;
    }
  };
  try {
    for await (const slice of slicesOf(source)) {
      read += slice.length;
      const failure = await push(unzip, slice, failed);
      yield* take();
      if (failure) throw damaged(failure);
    }
    const failure = await finish(unzip, failed);
    yield* take();
    if (failure) throw damaged(failure);
    if (unzip.bytesWritten < read) throw damagedBy("something else follows the archive");
  } finally {
    unzip.destroy();
  }
}

async function* slicesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) yield bytes.subarray(at, at + SLICE_BYTES);
  }
}

type Failure = Error | null | undefined;

const push = (unzip: Gunzip, slice: Uint8Array, failed: Promise<Error>): Promise<Failure> =>
  Promise.race([failed, new Promise<Failure>((resolve) => void unzip.write(slice, resolve))]);

const finish = (unzip: Gunzip, failed: Promise<Error>): Promise<Failure> =>
  Promise.race([
    failed,
    new Promise<Failure>((resolve) => {
      unzip.on("end", () => resolve(undefined));
      unzip.end();
    }),
  ]);

function refuseBomb(read: number, made: number, maxUnpackedBytes: number): void {
  const limit = Math.min(maxUnpackedBytes, ALLOWANCE_BYTES + read * MAX_RATIO);
  if (made <= limit) return;
  const message = `the archive unpacks to more than ${limit} bytes: unpack it by hand if it can be trusted`;
  throw new AdaptersError("gzip_too_large", message, { limit });
}

const damaged = (cause: Error): AdaptersError =>
  damagedBy(
    (cause as { code?: string }).code === "Z_BUF_ERROR" ? "it ends too early" : "its bytes were changed",
    cause,
  );

const damagedBy = (problem: string, cause?: Error): AdaptersError =>
  new AdaptersError("gzip_damaged", `the gzip archive is damaged: ${problem}; fetch it again`, { problem }, { cause });
