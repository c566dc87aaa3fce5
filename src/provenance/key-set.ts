import { type Envelope, isIntegrityError, isJsonObject, type JsonValue } from "../foundation/index.ts";
import type { AlgorithmName } from "./algorithms.ts";
import { ask, type Fetch } from "./ask.ts";
import { ProvenanceError } from "./errors.ts";
import { readHeader } from "./jws.ts";
import { type PublicJwk, parsePublicJwk, thumbprint } from "./key.ts";
import { type TrustedKeyEntry, type TrustedKeys, type TrustOptions, trustedKeys } from "./trusted-keys.ts";

export interface KeySetOptions extends TrustOptions {
  /** Where a partner publishes its keys as a JWK Set (RFC 7517 §5). */
  readonly url: string;
  /** Whom a key belongs to and what it may vouch for: a key set does not say. Keys without an answer are left out. */
  readonly toEntry: (key: PublicJwk, keyId: string) => Omit<TrustedKeyEntry, "key" | "keyId"> | undefined;
  /** For RSA keys that do not say which algorithm they are for; without it they are left out. */
  readonly rsaAlgorithm?: Extract<AlgorithmName, "PS256" | "RS256">;
  /** A key set that was handed over before: good until the URL has answered, and again while it does not. */
  readonly pinned?: JsonValue;
  /** How long an answer is good for, whatever happens. Default 3,600,000. */
  readonly maxAgeMs?: number;
  /** How long to wait at least between two questions. Default 60,000. */
  readonly pauseMs?: number;
  readonly timeoutMs?: number;
  readonly fetch?: Fetch;
}

/** A partner's published keys. Nothing is asked before somebody says so; verification itself never asks. */
export interface KeySet {
  /** The keys that are good at a time, from memory: the last answer while it is young enough, else the pinned ones. */
  keys(at: Date): TrustedKeys;
  /**
   * The same for an envelope: asks the URL when the last answer is too old, or, once for each pause, when a signature
   * names a key that is not known. Where the URL gives no answer, what is known has to do.
   */
  keysFor(envelope: Envelope, at: Date): Promise<TrustedKeys>;
  /**
   * Asks the URL now, unless it was asked within the pause; answers whether it has answered.
   *
   * @throws {ProvenanceError} `key_set_malformed` for an answer that is no key set
   */
  refresh(at: Date): Promise<boolean>;
}

const MOST_KEYS = 100;

/** @throws {ProvenanceError} `key_set_malformed` for pinned keys that are no key set, `trusted_keys_malformed` */
export function createKeySet({
  maxAgeMs = 3_600_000,
  pauseMs = 60_000,
  timeoutMs = 5_000,
  ...options
}: KeySetOptions): KeySet {
  const pinned = readKeySet(options.pinned ?? { keys: [] }, options);
  let answered: { readonly keys: TrustedKeys; readonly until: number } | undefined;
  let askedAt = Number.NEGATIVE_INFINITY;
  let asking: Promise<boolean> | undefined;

  const isYoung = (at: Date): boolean => answered !== undefined && at.getTime() < answered.until;
  const request = async (at: Date): Promise<boolean> => {
    const value = await valueAt(options, timeoutMs);
    if (value === undefined) return false;
    answered = { keys: readKeySet(value, options), until: at.getTime() + maxAgeMs };
    return true;
  };

  const set: KeySet = {
    keys: (at) => (answered && isYoung(at) ? answered.keys : pinned),
    async keysFor(envelope, at) {
      const isKnown = knows(set.keys(at), envelope);
      if (!isYoung(at) || !isKnown) await set.refresh(at);
      return set.keys(at);
    },
    refresh(at) {
      if (asking) return asking;
      if (at.getTime() - askedAt < pauseMs) return Promise.resolve(false);
      askedAt = at.getTime();
      asking = request(at).finally(() => {
        asking = undefined;
      });
      return asking;
    },
  };
  return set;
}

/** What the URL says; `undefined` when it says nothing. */
async function valueAt({ url, fetch }: KeySetOptions, timeoutMs: number): Promise<JsonValue | undefined> {
  try {
    return (await ask({ url }, { timeoutMs, ...(fetch && { fetch }) })).value;
  } catch (error) {
    if (isIntegrityError(error)) throw malformed(error.message);
    return undefined;
  }
}

const knows = (keys: TrustedKeys, { signatures = [] }: Envelope): boolean =>
  signatures.every((signature) => {
    const header = readHeader(signature);
    return header === undefined || keys.find(header.kid) !== undefined;
  });

/** Keys of kinds that are not known are left out (RFC 7517 §5), and so are those that are unfit: they verify nothing. */
function readKeySet(value: JsonValue, { toEntry, rsaAlgorithm, quorums }: KeySetOptions): TrustedKeys {
  const keys = isJsonObject(value) ? value.keys : undefined;
  if (!Array.isArray(keys) || keys.length > MOST_KEYS) throw malformed(`it has no list of at most ${MOST_KEYS} keys`);
  const byId = new Map<string, TrustedKeyEntry>();
  for (const jwk of keys) {
    const key = readKey(jwk, rsaAlgorithm);
    const entry = key && toEntry(key, thumbprint(key));
    if (entry) byId.set(thumbprint(key), { ...entry, key });
  }
  return trustedKeys([...byId.values()], quorums ? { quorums } : {});
}

function readKey(jwk: JsonValue, rsaAlgorithm: AlgorithmName | undefined): PublicJwk | undefined {
  if (!isJsonObject(jwk)) return undefined;
  const isUnnamed = jwk.kty === "RSA" && jwk.alg === undefined && rsaAlgorithm !== undefined;
  try {
    return parsePublicJwk(isUnnamed ? { ...jwk, alg: rsaAlgorithm } : jwk);
  } catch (error) {
    if (isIntegrityError(error)) return undefined;
    throw error;
  }
}

const malformed = (problem: string): ProvenanceError =>
  new ProvenanceError("key_set_malformed", `this is no JWK Set: ${problem}`, { problem });
