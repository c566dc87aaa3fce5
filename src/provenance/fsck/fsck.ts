import {
  canonicalJson,
  combineStatus,
  fromUtf8,
  isIntegrityError,
  isJsonObject,
  parseJson,
  type Verdict,
} from "../../foundation/index.ts";
import type { Store } from "../../stores/index.ts";
import type { TrustedKeys } from "../trusted-keys.ts";
import { checkEntries } from "./check-entries.ts";
import { checkKnown } from "./check-known.ts";
import { checkTiles, compareTiles } from "./check-tiles.ts";
import { check, type LogCheck } from "./log-checks.ts";
import { FORGED, type Note, readNote, signedBy } from "./note.ts";
import { collectLeaves } from "./stored.ts";

export interface FsckLogOptions {
  readonly trustedKeys: TrustedKeys;
  readonly prefix?: string;
  /** Checkpoints of this log that were kept elsewhere: pinned, published, cosigned. Without one, nobody can see that a log was set back. */
  readonly known?: readonly string[];
}

/**
 * Derives a log anew from its stored entries and holds the result against what is stored, what was signed, and what
 * others know of it. It shares no code with the log itself, so that one mistake cannot hide in both. Memory: 32 bytes
 * for each entry, twice that while it reads.
 */
export async function fsckLog(
  store: Store,
  { trustedKeys, prefix = "log/", known = [] }: FsckLogOptions,
): Promise<Verdict<{ size: number }>> {
  const head = await readHead(store, `${prefix}head`);
  if ("status" in head) return { status: head.status, checks: [head], notChecked: ["entries", "tiles"] };
  const stored = await collectLeaves(store, prefix);
  const tiles = await compareTiles(store, prefix, stored.leaves);
  const checks = [
    check("proven", "log_head", `the log \`${head.origin}\` has ${head.size} entries`),
    await checkSignature(head, trustedKeys),
    ...checkEntries(stored, head, tiles),
    checkTiles(tiles, stored.leaves.count),
    ...(await checkKnown(known, { head, leaves: stored.leaves, trustedKeys })),
  ];
  return {
    status: combineStatus(checks.map(({ status }) => status)),
    checks,
    notChecked:
      known.length > 0 ? [] : ["whether the log was set back: no checkpoint that was kept elsewhere was given"],
    value: { size: head.size },
  };
}

async function readHead(store: Store, key: string): Promise<Note | LogCheck> {
  const stored = await store.get(key);
  if (!stored) return check("unknown", "log_head", "there is no log here");
  try {
    const head = parseJson(stored.value);
    const text = isJsonObject(head) ? head.checkpoint : undefined;
    const note = typeof text === "string" ? readNote(text) : undefined;
    if (!note) return check("refuted", "log_head", "the head holds no checkpoint");
    if (isJsonObject(head) && head.size !== note.size)
      return check("refuted", "log_head", "the head and its checkpoint differ in size");
    return canonicalJson({ checkpoint: text, formatVersion: 1, size: note.size }) === fromUtf8(stored.value)
      ? note
      : check("refuted", "log_head", "the head is not spelled as a head is");
  } catch (error) {
    if (isIntegrityError(error)) return check("refuted", "log_head", error.message);
    throw error;
  }
}

async function checkSignature(head: Note, trustedKeys: TrustedKeys): Promise<LogCheck> {
  const principal = await signedBy(head, trustedKeys);
  if (principal === FORGED)
    return check("refuted", "log_signature", "the checkpoint does not bear the log's signature");
  return principal === undefined
    ? check("unknown", "log_signature", `no trusted key speaks for the log \`${head.origin}\``)
    : check("proven", "log_signature", `signed by ${principal}`);
}
