import {
  type Check,
  combineStatus,
  equalBytes,
  isIntegrityError,
  isJsonObject,
  parseJson,
  type Status,
  type Verdict,
} from "../foundation/index.ts";
import type { Store } from "../stores/index.ts";
import { parseCheckpoint, type SignedCheckpoint } from "./checkpoint.ts";
import { signerOf } from "./checkpoint-signer.ts";
import { logKeys } from "./log/keys.ts";
import { emptyRoot, hashLeaf, nodeHasher, splitPoint } from "./merkle.ts";
import type { TrustedKeys } from "./trusted-keys.ts";

/** What a check of a whole log looks at. */
export interface LogChecks {
  /** The log has a head, and the head's checkpoint reads. */
  log_head: Record<string, never>;
  /** The checkpoint bears the signature of the log. */
  log_signature: Record<string, never>;
  /** Every entry up to the head's size is there, and none beyond it. */
  log_entries: Record<string, never>;
  /** The entries hash to the root that was signed. */
  log_root: Record<string, never>;
  /** The stored hashes are those of the entries. */
  log_tiles: Record<string, never>;
}

type LogCheck = Check<keyof LogChecks>;
const check = (status: Status, code: keyof LogChecks, sentence: string): LogCheck => ({ status, code, sentence });

export interface FsckLogOptions {
  readonly trustedKeys: TrustedKeys;
  readonly prefix?: string;
}

/**
 * Derives a log anew from its stored entries and holds the result against what is stored and signed. It shares no code
 * with the log itself, so that one mistake cannot hide in both. Memory: 32 bytes for each entry.
 */
export async function fsckLog(
  store: Store,
  { trustedKeys, prefix = "log/" }: FsckLogOptions,
): Promise<Verdict<{ size: number }>> {
  const keys = logKeys(prefix);
  const head = await readHead(store, keys.head);
  if ("status" in head) return { status: head.status, checks: [head], notChecked: ["entries", "tiles"] };
  const { leaves, problem } = await collectLeaves(store, prefix, head.size);
  const checks = [
    check("proven", "log_head", `the log \`${head.origin}\` has ${head.size} entries`),
    await checkSignature(head, trustedKeys),
    problem ? check("refuted", "log_entries", problem) : check("proven", "log_entries", "every entry is there"),
    equalBytes(rootOver(leaves, 0, leaves.length), head.root)
      ? check("proven", "log_root", "the entries hash to the signed root")
      : check(
          "refuted",
          "log_root",
          "the entries do not hash to the signed root: one was changed, added, dropped or moved",
        ),
    await checkTiles(store, keys.tiles, leaves),
  ];
  return {
    status: combineStatus(checks.map(({ status }) => status)),
    checks,
    notChecked: [],
    value: { size: head.size },
  };
}

async function readHead(store: Store, key: string): Promise<SignedCheckpoint | LogCheck> {
  const stored = await store.get(key);
  if (!stored) return check("unknown", "log_head", "there is no log here");
  try {
    const head = parseJson(stored.value);
    const note = isJsonObject(head) ? head.checkpoint : undefined;
    if (typeof note !== "string") return check("refuted", "log_head", "the head holds no checkpoint");
    const checkpoint = parseCheckpoint(note);
    return isJsonObject(head) && head.size === checkpoint.size
      ? checkpoint
      : check("refuted", "log_head", "the head and its checkpoint differ in size");
  } catch (error) {
    if (isIntegrityError(error)) return check("refuted", "log_head", error.message);
    throw error;
  }
}

async function checkSignature(head: SignedCheckpoint, trustedKeys: TrustedKeys): Promise<LogCheck> {
  const key = await signerOf(head, trustedKeys);
  if (key === "forged") return check("refuted", "log_signature", "the checkpoint does not bear the log's signature");
  return key
    ? check("proven", "log_signature", `signed by ${key.principal}`)
    : check("unknown", "log_signature", `no trusted key speaks for the log \`${head.origin}\``);
}

async function collectLeaves(
  store: Store,
  prefix: string,
  size: number,
): Promise<{ leaves: Uint8Array[]; problem?: string }> {
  const leaves: Uint8Array[] = [];
  for (const part of ["entries/", "pending/"]) {
    for await (const key of store.keys(prefix + part)) {
      const number = Number(key.slice(prefix.length + part.length));
      const first = part === "entries/" ? number * 256 : number;
      if (first !== leaves.length)
        return { leaves, problem: `entry ${leaves.length} is missing: the next one stored is ${first}` };
      const stored = await store.get(key);
      if (!stored || !splitBundle(stored.value, leaves))
        return { leaves, problem: `the entries from ${first} cannot be read` };
    }
  }
  return leaves.length === size
    ? { leaves }
    : { leaves, problem: `${leaves.length} entries are stored, and ${size} were signed` };
}

function splitBundle(bytes: Uint8Array, leaves: Uint8Array[]): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  while (at + 2 <= bytes.length) {
    const end = at + 2 + view.getUint16(at);
    if (end > bytes.length) return false;
    leaves.push(hashLeaf(bytes.subarray(at + 2, end)));
    at = end;
  }
  return at === bytes.length;
}

/** RFC 6962 §2.1, word for word: the hash of a tree is that of its two halves. */
function rootOver(leaves: readonly Uint8Array[], start: number, size: number): Uint8Array {
  if (size === 0) return emptyRoot();
  if (size === 1) return leaves[start] as Uint8Array;
  const left = splitPoint(size);
  return nodeHasher()(rootOver(leaves, start, left), rootOver(leaves, start + left, size - left));
}

async function checkTiles(store: Store, prefix: string, leaves: readonly Uint8Array[]): Promise<LogCheck> {
  let seen = 0;
  for await (const key of store.keys(prefix)) {
    const [level = 0, tile = 0] = key.slice(prefix.length).split("/").map(Number);
    const stored = await store.get(key);
    if (!stored || !tileMatches(stored.value, level, tile, leaves))
      return check("refuted", "log_tiles", `the stored hashes of \`${key}\` are not those of the entries`);
    seen += 1;
  }
  const expected = countTiles(leaves.length);
  return seen === expected
    ? check("proven", "log_tiles", `${seen} tiles of hashes are those of the entries`)
    : check("refuted", "log_tiles", `${seen} tiles of hashes are stored, and there should be ${expected}`);
}

function countTiles(size: number): number {
  const full = Math.floor(size / 256);
  return full === 0 ? 0 : full + countTiles(full);
}

function tileMatches(bytes: Uint8Array, level: number, tile: number, leaves: readonly Uint8Array[]): boolean {
  const span = 256 ** level;
  const first = tile * 256 * span;
  if (bytes.length !== 256 * 32 || first + 256 * span > leaves.length) return false;
  for (let at = 0; at < 256; at++) {
    if (!equalBytes(bytes.subarray(at * 32, at * 32 + 32), rootOver(leaves, first + at * span, span))) return false;
  }
  return true;
}
