import {
  type Clock,
  canonicalJson,
  equalBytes,
  hasCode,
  isJsonObject,
  parseJson,
  sha256Hex,
  utf8,
} from "../../foundation/index.ts";
import { put, type Store, type Version } from "../../stores/index.ts";
import { parseCheckpoint, type SignedCheckpoint } from "../checkpoint.ts";
import { signerOf } from "../checkpoint-signer.ts";
import { type Contradiction, contradictionOf } from "../contradiction.ts";
import { ProvenanceError } from "../errors.ts";
import { emptyRoot } from "../merkle.ts";
import { verifyConsistency } from "../merkle-proof.ts";
import type { TrustedKeys } from "../trusted-keys.ts";
import { parseAddCheckpoint, type ReadAddCheckpoint } from "./add-checkpoint.ts";
import { type CosignerIdentity, signCosignature } from "./cosignature.ts";

/** Why a cosigner does not cosign, with the HTTP status that C2SP gives it. */
export interface CosignReasons {
  /** 400: the request is not of its form, or its old size is beyond the checkpoint. */
  cosign_malformed: Record<string, never>;
  /** 403: no trusted key of the log has signed the checkpoint. */
  cosign_unsigned: Record<string, never>;
  /** 404: the log is not one that is cosigned here. */
  cosign_unknown_log: Record<string, never>;
  /** 409: the request starts from another size than that of the last checkpoint seen. */
  cosign_stale: Record<string, never>;
  /** 409: a checkpoint of the same size with another root was seen before. */
  cosign_contradiction: Record<string, never>;
  /** 422: the proof does not lead from the last checkpoint seen to this one. */
  cosign_inconsistent: Record<string, never>;
}

/** What a cosigner answers: its signature line, or why not. */
export type CosignAnswer = { readonly status: 200; readonly cosignature: string } | CosignRefusal;

/** Why a checkpoint was not cosigned, with the HTTP status that C2SP gives it. */
export interface CosignRefusal {
  readonly status: 400 | 403 | 404 | 409 | 422;
  readonly code: keyof CosignReasons;
  readonly sentence: string;
  /** The size of the last checkpoint seen: where the next request has to start from. */
  readonly size?: number;
  /** Two heads that the log signed and that cannot both be true. */
  readonly contradiction?: Contradiction;
}

export interface CosignerOptions extends CosignerIdentity {
  readonly store: Store;
  /** The logs that are cosigned: keys with role `log`, each for its origins. */
  readonly trustedKeys: TrustedKeys;
  readonly clock: Clock;
  /** Where in the store it remembers what it saw. Default `cosigner/`. */
  readonly prefix?: string;
}

/** Remembers the last checkpoint of each log, and cosigns only what has grown out of it. */
export interface Cosigner {
  /** Answers the body of an `add-checkpoint` request. What it cosigns is durable first. */
  add(request: string): Promise<CosignAnswer>;
  /** The last checkpoint seen of a log. */
  last(origin: string): Promise<string | undefined>;
}

interface Seen {
  readonly note: string;
  readonly checkpoint: SignedCheckpoint;
}

/** A cosigner with its memory in a store (the `add-checkpoint` of C2SP, with any transport: a file, a message, HTTP). @throws {ProvenanceError} `key_unsupported` */
export function createCosigner(options: CosignerOptions): Cosigner {
  const { store, trustedKeys, clock, prefix = "cosigner/" } = options;
  if (!/^[^\s+]{1,200}$/.test(options.name))
    throw new TypeError("a cosigner's name has 1 to 200 characters, no spaces and no plus sign");
  if (options.signer.algorithm !== "Ed25519") throw unsupported(options.signer.keyId);
  const keyOf = (origin: string): string => `${prefix}${sha256Hex(origin)}`;

  async function lastOf(origin: string): Promise<{ seen?: Seen; version: "absent" | Version }> {
    const stored = await store.get(keyOf(origin));
    if (!stored) return { version: "absent" };
    const note = parseSeen(stored.value);
    return { seen: { note, checkpoint: parseCheckpoint(note) }, version: stored.version };
  }

  return {
    async add(body) {
      const request = readRequest(body);
      if ("status" in request) return request;
      const refusal = await refuseStranger(request, trustedKeys);
      if (refusal) return refusal;
      const { origin } = request.checkpoint;
      const { seen, version } = await lastOf(origin);
      const problem = judgeGrowth(request, seen);
      if (problem) return problem;
      // Whoever asked at the same time may have been first: the write says so, and nothing is cosigned.
      const { committed } = await put(store, keyOf(origin), formatSeen(request.note), version);
      if (!committed) return stale((await lastOf(origin)).seen?.checkpoint.size ?? 0);
      return { status: 200, cosignature: await signCosignature(request.note, options, clock.now()) };
    },
    async last(origin) {
      return (await lastOf(origin)).seen?.note;
    },
  };
}

function readRequest(body: string): ReadAddCheckpoint | CosignRefusal {
  try {
    const request = parseAddCheckpoint(body);
    if (request.oldSize <= request.checkpoint.size) return request;
    return refusal(400, "cosign_malformed", "the old size is beyond the checkpoint");
  } catch (error) {
    if (hasCode(error, "cosign_request_malformed")) return refusal(400, "cosign_malformed", error.message);
    throw error;
  }
}

async function refuseStranger(
  { checkpoint }: ReadAddCheckpoint,
  trustedKeys: TrustedKeys,
): Promise<CosignRefusal | undefined> {
  const key = await signerOf(checkpoint, trustedKeys);
  if (key === "forged")
    return refusal(403, "cosign_unsigned", `it does not bear the signature of \`${checkpoint.origin}\``);
  return key
    ? undefined
    : refusal(404, "cosign_unknown_log", `\`${checkpoint.origin}\` is no log that is cosigned here`);
}

/** The rules of add-checkpoint, without store, keys or clock: nothing when the checkpoint may be cosigned. */
export function judgeGrowth(request: ReadAddCheckpoint, seen: Seen | undefined): CosignRefusal | undefined {
  const { oldSize, proof, note, checkpoint } = request;
  const lastSize = seen?.checkpoint.size ?? 0;
  const contradiction = seen && contradictionOf(seen.note, note);
  if (contradiction)
    return {
      ...refusal(409, "cosign_contradiction", `a checkpoint with ${lastSize} entries and another root was seen`),
      size: lastSize,
      contradiction,
    };
  if (oldSize !== lastSize) return stale(lastSize);
  const lastRoot = seen?.checkpoint.root ?? emptyRoot();
  const grown =
    oldSize === 0
      ? proof.length === 0 && (checkpoint.size > 0 || equalBytes(checkpoint.root, lastRoot))
      : verifyConsistency(oldSize, checkpoint.size, proof, lastRoot, checkpoint.root);
  return grown
    ? undefined
    : {
        ...refusal(422, "cosign_inconsistent", "the proof does not lead from the last checkpoint to this one"),
        size: lastSize,
      };
}

const refusal = (status: CosignRefusal["status"], code: keyof CosignReasons, sentence: string): CosignRefusal => ({
  status,
  code,
  sentence,
});

const stale = (size: number): CosignRefusal => ({
  ...refusal(409, "cosign_stale", `the last checkpoint seen has ${size} entries: start from there`),
  size,
});

const unsupported = (keyId: string): ProvenanceError => {
  const problem = "cosignatures are made with Ed25519; ML-DSA-44 is reserved";
  return new ProvenanceError("key_unsupported", `not a key that can be used here: ${problem}`, { keyId, problem });
};

const formatSeen = (checkpoint: string): Uint8Array => utf8(canonicalJson({ formatVersion: 1, checkpoint }));

function parseSeen(bytes: Uint8Array): string {
  const value = parseJson(bytes);
  return isJsonObject(value) && typeof value.checkpoint === "string" ? value.checkpoint : "";
}
