import { canonicalJson, isIntegrityError, parseJson, type Random, toHex } from "../../foundation/index.ts";
import { closed, count, matching, readFormat, text } from "../../foundation/shape.ts";
import { StoreError } from "../errors.ts";
import type { Files } from "./files.ts";
import type { Processes, ProcessIdentity } from "./processes.ts";

export interface Lock {
  release(): Promise<void>;
}

export interface LockSurroundings {
  readonly files: Files;
  readonly processes: Processes;
  readonly random: Random;
}

interface Holder extends ProcessIdentity {
  readonly formatVersion: number;
  readonly token: string;
}

const LOCK_FORMAT_VERSION = 1;
const ATTEMPTS = 100;

const holderShape = closed(
  { formatVersion: count, pid: count, host: text, token: matching(/^[0-9a-f]{32}$/, "32 hexadecimal digits") },
  { processStart: text },
);

/**
 * Makes this process the only one that writes to a directory. The lock is a file; a file whose process has ended is
 * taken over. A lock that cannot be judged (another machine, unreadable) counts as held.
 *
 * The file is written under another name and linked, so that nobody ever sees half of it.
 *
 * @throws {StoreError} `store_locked`
 */
export async function acquireLock(directory: string, surroundings: LockSurroundings): Promise<Lock> {
  const { files, processes, random } = surroundings;
  const token = toHex(random.bytes(16));
  const draft = `${directory}/lock-draft.${token}`;
  await files.writeText(
    draft,
    canonicalJson({ formatVersion: LOCK_FORMAT_VERSION, ...(await processes.own()), token }),
  );
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await tryToHold(directory, draft, token, surroundings)) return lockOf(directory, token, files);
    }
    throw lockedError(directory, undefined);
  } finally {
    await files.remove(draft);
  }
}

const lockPath = (directory: string): string => `${directory}/lock`;
const claimPath = (directory: string, token: string): string => `${directory}/lock.${token}`;

async function tryToHold(
  directory: string,
  draft: string,
  token: string,
  { files, processes }: LockSurroundings,
): Promise<boolean> {
  if (await files.link(draft, lockPath(directory))) return true;
  const holders = await holdersOf(directory, files);
  const last = holders.at(-1);
  if (last === undefined) return false;
  if (await processes.isRunning(last)) throw lockedError(directory, last);
  return succeed(directory, draft, token, holders, files);
}

/**
 * Takes the place of a dead holder. Each token has one successor: whoever links the name first. The claim counts only
 * if the line of successors, read anew, still ends with it: otherwise another taker had finished in between.
 */
async function succeed(
  directory: string,
  draft: string,
  token: string,
  dead: readonly Holder[],
  files: Files,
): Promise<boolean> {
  const claim = claimPath(directory, dead.at(-1)?.token ?? "");
  if (!(await files.link(draft, claim))) return false;
  if ((await holdersOf(directory, files)).at(-1)?.token !== token) {
    await files.remove(claim);
    return false;
  }
  await files.rename(claim, lockPath(directory));
  for (const { token: passed } of dead.slice(0, -1)) await files.remove(claimPath(directory, passed));
  return true;
}

/** The holder that the lock names, then the successor of each one that died before it could write itself into the lock. */
async function holdersOf(directory: string, files: Files): Promise<readonly Holder[]> {
  const holders: Holder[] = [];
  let path = lockPath(directory);
  while (holders.length < ATTEMPTS) {
    const written = await files.readText(path);
    if (written === undefined) return holders;
    const holder = readHolder(directory, written);
    holders.push(holder);
    path = claimPath(directory, holder.token);
  }
  throw lockedError(directory, undefined);
}

function readHolder(directory: string, written: string): Holder {
  try {
    return readFormat("store lock", LOCK_FORMAT_VERSION, holderShape, parseJson(written));
  } catch (error) {
    if (!isIntegrityError(error)) throw error;
    throw lockedError(directory, undefined);
  }
}

function lockOf(directory: string, token: string, files: Files): Lock {
  return {
    async release() {
      const [holder] = await holdersOf(directory, files);
      if (holder?.token === token) await files.remove(lockPath(directory));
    },
  };
}

/** Retryable: the other process may end by itself, as in a rolling restart. */
function lockedError(directory: string, holder: Holder | undefined): StoreError {
  const by = holder ? `process ${holder.pid} on host \`${holder.host}\`` : "somebody who cannot be made out";
  const message = `the store \`${directory}\` is open in ${by}: close it there, or remove the file \`lock\` when you know that nobody uses it`;
  const facts = { directory, ...(holder && { pid: holder.pid, host: holder.host }) };
  return new StoreError("store_locked", message, facts, { retryable: true });
}
