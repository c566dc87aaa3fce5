import { formatInstant, matchesAnyGlob, parseInstant } from "../foundation/index.ts";
import {
  closed,
  instant,
  jsonObject,
  listOf,
  matching,
  oneOf,
  readFormat,
  type Shape,
  text,
} from "../foundation/shape.ts";
import type { AlgorithmName } from "./algorithms.ts";
import type { EntryPlace } from "./entry-place.ts";
import { ProvenanceError } from "./errors.ts";
import { formatHeader, MOST_SIGNATURES } from "./jws.ts";
import { algorithmOfKey, type PublicJwk, parsePublicJwk, thumbprint } from "./key.ts";
import { type SignatureCheck, signatureCheck } from "./signature.ts";

/**
 * What a key may vouch for: a `source` for its own events, a `receiver` for what it saw arrive and decided, an
 * `approver` for approvals, a `log` for checkpoints, a `cosigner` for having seen them, a `publisher` for contracts and
 * rules.
 */
export type Role = "source" | "receiver" | "approver" | "log" | "cosigner" | "publisher";

/** Every role. */
export const roles: readonly Role[] = ["source", "receiver", "approver", "log", "cosigner", "publisher"];

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
  /** Entries of a log that ended the key, each at the time at which it says that it did; not part of any file. */
  readonly endedBy?: { readonly [Name in KeyEnd]?: EntryPlace };
}

/** The keys that a verifier believes, and for what: the only root of trust there is. */
export interface TrustedKeys {
  readonly keys: readonly TrustedKey[];
  /** How many must have signed, for statements where one is not enough. */
  readonly quorums: readonly QuorumRule[];
  find(keyId: string): TrustedKey | undefined;
  /** The key whose signatures have this protected header: each has exactly one. */
  findByHeader(header: string): TrustedKey | undefined;
  /** Holds signatures against the key, which is imported once. */
  checkOf(key: TrustedKey): SignatureCheck;
}

/** The file, byte for byte as `docs/formats/trusted-keys.md` says. */
export interface TrustedKeysFile {
  readonly formatVersion: 1 | 2;
  readonly keys: readonly TrustedKeyEntry[];
  readonly quorums?: readonly QuorumRule[];
}

/** How many signatures of whom make a statement stand. */
export interface Quorum {
  /** How many different keys must have signed. */
  readonly threshold: number;
  /** Keys with any of these roles count; those of a source only for events that they speak for. */
  readonly roles: readonly Role[];
  /** How many different principals must hold those keys. Default 1. */
  readonly principals?: number;
}

/** A quorum, and what it is asked of. */
export interface QuorumRule extends Quorum {
  /** Kinds of statement, such as `urn:countersign:predicate:approval`. */
  readonly statements: readonly string[];
  /** For statements about events: patterns of their sources. Default: any. */
  readonly sources?: readonly string[];
}

/** One entry of the file. */
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

export const entryShape: Shape<unknown> = closed(
  {
    key: jsonObject,
    principal: matching(/^.{1,200}$/u, "a name of 1 to 200 characters"),
    roles: listOf(oneOf(...roles)),
    validFrom: instant,
  },
  { sources: listOf(text), validUntil: instant, revokedAt: instant, compromisedFrom: instant, keyId: text },
);

const aFew: Shape<number> = (value, path) =>
  oneOf(...Array.from({ length: MOST_SIGNATURES }, (_, at) => at + 1))(value, path);

const quorumShape = closed(
  {
    statements: listOf(matching(/^urn:countersign:predicate:[a-z-]+$/, "a kind of statement, without its version")),
    roles: listOf(oneOf(...roles)),
    threshold: aFew,
  },
  { sources: listOf(text), principals: aFew },
);

const FORMAT_VERSION = 2;

const fileShape = closed(
  { formatVersion: oneOf(1, FORMAT_VERSION), keys: listOf(entryShape) },
  { quorums: listOf(quorumShape) },
);

/**
 * Reads a file of trusted keys.
 *
 * @throws {FoundationError} `format_malformed`, `newer_format`
 * @throws {ProvenanceError} `key_unsupported`, `key_weak`, `trusted_keys_malformed` for a key that is listed twice, has
 * no role, or carries another thumbprint than its own; for a quorum of nobody, or that the keys cannot reach; for what
 * version 1 of the file could not say.
 */
export function parseTrustedKeys(value: unknown): TrustedKeys {
  const file = readFormat("file of trusted keys", FORMAT_VERSION, fileShape, value) as unknown as TrustedKeysFile;
  const { formatVersion, quorums = [] } = file;
  // Version 1 did not look at `alg`, which has a meaning now.
  const keys = formatVersion === 1 ? file.keys.map(withoutAlgorithm) : file.keys;
  const trusted = trustedKeys(keys, { quorums });
  if (formatVersion < versionOf(trusted)) throw malformed("/formatVersion", "must be 2 for such keys, and for quorums");
  return trusted;
}

function withoutAlgorithm(entry: TrustedKeyEntry): TrustedKeyEntry {
  const { alg: _, ...key } = entry.key as PublicJwk & { readonly alg?: string };
  return { ...entry, key: key as PublicJwk };
}

/** What version 1 can say is written as version 1: those who read that alone go on reading it. */
const versionOf = ({ keys, quorums }: Pick<TrustedKeys, "keys" | "quorums">): 1 | 2 =>
  quorums.length === 0 && keys.every(({ algorithm }) => algorithm === "ES256" || algorithm === "Ed25519") ? 1 : 2;

/** What else than keys a verifier trusts in. */
export interface TrustOptions {
  readonly quorums?: readonly QuorumRule[];
}

/**
 * Trusted keys from entries made in code.
 *
 * @throws {ProvenanceError} `trusted_keys_malformed`, `key_unsupported`, `key_weak`
 */
export const trustedKeys = (entries: readonly TrustedKeyEntry[], options: TrustOptions = {}): TrustedKeys =>
  bindKeys(entries.map(toTrustedKey), options);

/** The same from keys that were read before. @throws {ProvenanceError} `trusted_keys_malformed` */
export function bindKeys(keys: readonly TrustedKey[], { quorums = [] }: TrustOptions = {}): TrustedKeys {
  const byId = new Map(keys.map((key) => [key.keyId, key]));
  if (byId.size !== keys.length) throw malformed("/keys", "a key is listed twice: list it once, with all its roles");
  for (const [at, quorum] of quorums.entries()) expectReachable(quorum, keys, `/quorums/${at}`);
  const byHeader = new Map(keys.map((key) => [formatHeader({ alg: key.algorithm, kid: key.keyId }), key]));
  const checks = new Map<string, SignatureCheck>();

  return {
    keys,
    quorums,
    find: (keyId) => byId.get(keyId),
    findByHeader: (header) => byHeader.get(header),
    checkOf({ keyId, key }) {
      const known = checks.get(keyId);
      if (known) return known;
      const check = signatureCheck(key);
      checks.set(keyId, check);
      return check;
    },
  };
}

/** A quorum of nobody would always be met, and one that nobody can reach would hold everything for ever. */
function expectReachable(quorum: QuorumRule, keys: readonly TrustedKey[], path: string): void {
  const { statements, threshold, principals = 1 } = quorum;
  if (statements.length === 0 || quorum.roles.length === 0)
    throw malformed(path, "names no statement or no role: say of what it is asked, and of whom");
  const able = keys.filter((key) => quorum.roles.some((role) => hasRole(key, role)));
  if (able.length < threshold || new Set(able.map(({ principal }) => principal)).size < principals)
    throw malformed(path, `asks for more than the ${able.length} keys that may count: add keys, or ask for fewer`);
}

export function toTrustedKey(entry: TrustedKeyEntry, at: number): TrustedKey {
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

/** How a key can end. */
export type KeyEnd = (typeof timeNames)[number];

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
export function formatTrustedKeys(trusted: TrustedKeys): TrustedKeysFile {
  const { keys, quorums } = trusted;
  return { formatVersion: versionOf(trusted), keys: keys.map(toEntry), ...(quorums.length > 0 && { quorums }) };
}

export function toEntry({
  keyId,
  key,
  principal,
  roles: may,
  sources,
  validFrom,
  ...times
}: TrustedKey): TrustedKeyEntry {
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
