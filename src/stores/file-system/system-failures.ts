import { isIntegrityError } from "../../foundation/index.ts";
import { StoreError } from "../errors.ts";

type Explain = (operation: string, path: string, cause: unknown) => StoreError;

const full: Explain = (operation, path, cause) =>
  new StoreError(
    "store_full",
    `no room left while ${operation} \`${path}\`: free some, then close the store and open it again`,
    { operation, path },
    { cause },
  );

const denied: Explain = (operation, path, cause) =>
  new StoreError(
    "store_not_writable",
    `not allowed while ${operation} \`${path}\`: give this user the right to read and write there`,
    { operation, path },
    { cause },
  );

const notDirectory: Explain = (operation, path, cause) =>
  new StoreError(
    "store_not_directory",
    `\`${path}\` is a file or lies below one: name a directory, or a place for a new one`,
    { operation, path },
    { cause },
  );

const missing: Explain = (operation, path, cause) =>
  new StoreError(
    "store_failed",
    `\`${path}\` is not there: name the directory of a store, and take nothing out of it`,
    { operation, path, reason: "ENOENT" },
    { cause },
  );

/** What the system's error codes mean to a store. Every other one is `store_failed`. */
const explanations: ReadonlyMap<string, Explain> = new Map([
  ["ENOSPC", full],
  ["EDQUOT", full],
  ["EACCES", denied],
  ["EPERM", denied],
  ["EROFS", denied],
  ["ENOENT", missing],
  ["ENOTDIR", notDirectory],
  ["EEXIST", notDirectory],
]);

/** Those that pass by themselves. */
const passing: ReadonlySet<string> = new Set(["EAGAIN", "EINTR", "EMFILE", "ENFILE", "ENOMEM", "EBUSY"]);

/** The system's own code of an error, such as `ENOENT`. */
export const systemCode = (error: unknown): string => String((error as { code?: unknown } | undefined)?.code ?? error);

/** Any failure as one of ours. */
export function toStoreError(operation: string, path: string, cause: unknown): StoreError {
  if (isIntegrityError(cause)) return cause as StoreError;
  const reason = systemCode(cause);
  return explanations.get(reason)?.(operation, path, cause) ?? failed(operation, path, reason, cause);
}

function failed(operation: string, path: string, reason: string, cause: unknown): StoreError {
  const message = `failed while ${operation} \`${path}\`: ${reason}: check the disk`;
  return new StoreError(
    "store_failed",
    message,
    { operation, path, reason },
    { cause, retryable: passing.has(reason) },
  );
}

/** What every call answers after a write or a sync has failed: nothing is known any more about what the disk holds. */
export const poisonedError = (cause: StoreError, path: string): StoreError =>
  new StoreError(
    "store_failed",
    "an earlier write failed, so this store answers nothing: mend the cause, close the store and open it again",
    { operation: "writing", path, reason: cause.code },
    { cause },
  );

export const corruptError = (segment: string, offset: number, problem: string): StoreError =>
  new StoreError(
    "store_corrupt",
    `segment \`${segment}\` is broken at byte ${offset}: ${problem}: restore it from a copy`,
    { segment, offset, problem },
  );
