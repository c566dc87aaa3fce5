import { formatInstant, matchesAnyGlob, parseInstant } from "../foundation/index.ts";
import { closed, instant, jsonObject, listOf, matching, oneOf, readFormat, text } from "../foundation/shape.ts";
import type { AlgorithmName } from "./algorithms.ts";
import { ProvenanceError } from "./errors.ts";
import { algorithmOfKey, type PublicJwk, parsePublicJwk, thumbprint } from "./key.ts";
import { type SignatureCheck, signatureCheck } from "./signature.ts";

/**
 * What a key may vouch for: a `source` for its own events, a `receiver` for what it saw arrive and decided, an
 * `approver` for approvals, a `log` for checkpoints, a `cosigner` for having seen them, a `publisher` for contracts and
 * rules.
 */
export type Role = "source" | "receiver" | "approver" | "log" | "cosigner" | "publisher";

const roles: readonly Role[] = ["source", "receiver", "approver", "log", "cosigner", "publisher"];

/** One key that is believed, in what and since when. */
export interface TrustedKey {
  /** RFC 7638 thumbprint, recomputed when the file is read. */
  readonly keyId: string;
  readonly algorithm: AlgorithmName;
  readonly key: PublicJwk;
  /** Who holds it: a person, a system, a partner. */
  readonly principal: string;
  readonly roles: readonly Role[];
  /** Patterns of the event sources that it speaks for, such as `carrier/dhl` or `supplier/*`; for a log, its origin. */
  readonly sources: readonly string[];
  readonly validFrom: Date;
  readonly validUntil?: Date;
  /** Not used from then on, but never known to be in other hands. */
  readonly revokedAt?: Date;
  /** In other hands from then on. */
  readonly compromisedFrom?: Date;
}

/** The keys that a verifier believes, and for what: the only root of trust there is. */
export interface TrustedKeys {
  readonly keys: readonly TrustedKey[];
  find(keyId: string): TrustedKey | undefined;
  /** Holds signatures against the key, which is imported once. */
  checkOf(key: TrustedKey): SignatureCheck;
}

interface TrustedKeysFile {
  readonly formatVersion: 1;
  readonly keys: readonly TrustedKeyEntry[];
}

/** One entry of the file, byte for byte as `docs/formats/trusted-keys.md` says. */
export interface TrustedKeyEntry {
  readonly key: PublicJwk;
  readonly principal: string;
  readonly roles: readonly Role[];
  readonly sources?: readonly string[];
  readonly validFrom: string;
  readonly validUntil?: string;
  readonly revokedAt?: string;
  readonly compromisedFrom?: string;
  readonly keyId?: string;
}

const entryShape = closed(
  {
    key: jsonObject,
    principal: matching(/^.{1,200}$/u, "a name of 1 to 200 characters"),
    roles: listOf(oneOf(...roles)),
    validFrom: instant,
  },
  { sources: listOf(text), validUntil: instant, revokedAt: instant, compromisedFrom: instant, keyId: text },
);

const fileShape = closed({ formatVersion: oneOf(1), keys: listOf(entryShape) });

/**
 * Reads a file of trusted keys.
 *
 * @throws {FoundationError} `format_malformed`, `newer_format`
 * @throws {ProvenanceError} `key_unsupported`, `key_weak`, `trusted_keys_malformed` for a key that is listed twice, has
 * no role, or carries another thumbprint than its own.
 */
export function parseTrustedKeys(value: unknown): TrustedKeys {
  const file = readFormat("file of trusted keys", 1, fileShape, value) as unknown as TrustedKeysFile;
  return trustedKeys(file.keys);
}

/**
 * Trusted keys from entries made in code.
 *
 * @throws {ProvenanceError} `trusted_keys_malformed`, `key_unsupported`, `key_weak`
 */
export function trustedKeys(entries: readonly TrustedKeyEntry[]): TrustedKeys {
  const keys = entries.map(toTrustedKey);
  const byId = new Map(keys.map((key) => [key.keyId, key]));
  if (byId.size !== keys.length) throw malformed("/keys", "a key is listed twice: list it once, with all its roles");
  const checks = new Map<string, SignatureCheck>();

  return {
    keys,
    find: (keyId) => byId.get(keyId),
    checkOf({ keyId, key }) {
      const known = checks.get(keyId);
      if (known) return known;
      const check = signatureCheck(key);
      checks.set(keyId, check);
      return check;
    },
  };
}

function toTrustedKey(entry: TrustedKeyEntry, at: number): TrustedKey {
  const key = parsePublicJwk(entry.key);
  const keyId = thumbprint(key);
  if (entry.keyId !== undefined && entry.keyId !== keyId)
    throw malformed(`/keys/${at}/keyId`, `is not the key's thumbprint \`${keyId}\``);
  if (entry.roles.length === 0)
    throw malformed(`/keys/${at}/roles`, "names no role: a key without one can vouch for nothing");
  return {
    keyId,
    algorithm: algorithmOfKey(key).name,
    key,
    principal: entry.principal,
    roles: entry.roles,
    sources: entry.sources ?? [],
    validFrom: toDate(entry.validFrom, `/keys/${at}/validFrom`),
    ...optionalTimes(entry, at),
  };
}

const timeNames = ["validUntil", "revokedAt", "compromisedFrom"] as const;

function optionalTimes(entry: TrustedKeyEntry, at: number): Partial<Record<(typeof timeNames)[number], Date>> {
  return Object.fromEntries(
    timeNames.flatMap((name) =>
      entry[name] === undefined ? [] : [[name, toDate(entry[name], `/keys/${at}/${name}`)]],
    ),
  );
}

/** Never an invalid date: it would lie neither before nor after any other, and so bound nothing. */
function toDate(time: string, path: string): Date {
  const instant = parseInstant(time);
  if (instant === undefined) throw malformed(path, "is no RFC 3339 time with a zone");
  return new Date(instant);
}

const malformed = (path: string, problem: string): ProvenanceError =>
  new ProvenanceError("trusted_keys_malformed", `trusted keys: \`${path}\` ${problem}`, { path, problem });

/** The file that {@link parseTrustedKeys} reads back. It holds public keys only. */
export function formatTrustedKeys({
  keys,
}: TrustedKeys): TrustedKeysFile & { readonly keys: readonly TrustedKeyEntry[] } {
  return { formatVersion: 1, keys: keys.map(toEntry) };
}

function toEntry({ keyId, key, principal, roles: may, sources, validFrom, ...times }: TrustedKey): TrustedKeyEntry {
  const written = timeNames.flatMap((name) => (times[name] ? [[name, formatInstant(times[name])]] : []));
  return {
    keyId,
    key,
    principal,
    roles: may,
    sources,
    validFrom: formatInstant(validFrom),
    ...Object.fromEntries(written),
  };
}

export const hasRole = (key: TrustedKey, role: Role): boolean => key.roles.includes(role);

export const speaksFor = (key: TrustedKey, source: string): boolean => matchesAnyGlob(key.sources, source);
