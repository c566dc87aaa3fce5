import {
  canonicalJson,
  type Digest,
  type DisclosureLeaf,
  type Disclosures,
  expandPattern,
  fromBase64url,
  isSha256Hex,
  type JsonValue,
  parsePointer,
  type Random,
  sha256Hex,
  toBase64url,
  valueAt,
  withoutMembers,
} from "../foundation/index.ts";
import { ProvenanceError } from "./errors.ts";

/** The whole of the data, or what is left of it when some members are leaves of their own. */
const REST = "";
const SALT_BYTES = 16;

/** Data cut into leaves that can be shown or kept back one by one, and the digest that stands for all of them. */
export interface DisclosedData {
  readonly disclosures: Disclosures;
  readonly digest: Digest;
  /** Pointers of the leaves, in order. */
  readonly leaves: readonly string[];
}

/**
 * Salts data for a statement: one leaf for the whole, or one for each redactable pointer and one for the rest.
 *
 * @param redactable pointer patterns that a contract declares; each ends at an object member.
 * @throws {ProvenanceError} `disclosures_malformed` when pointers lie within one another, or end at an item of a list.
 */
export function discloseData(
  data: JsonValue | undefined,
  redactable: readonly string[],
  random: Random,
): DisclosedData {
  const leaves = data === undefined ? [] : leafPointers(data, redactable);
  const salted = leaves.map((pointer) => ({ pointer, salt: toBase64url(random.bytes(SALT_BYTES)) }));
  const digests = salted.map(({ pointer, salt }) =>
    leafDigest(salt, pointer, leafValue(data as JsonValue, pointer, leaves)),
  );
  return { disclosures: { formatVersion: 1, leaves: salted }, digest: listDigest(digests), leaves };
}

function leafPointers(data: JsonValue, redactable: readonly string[]): readonly string[] {
  const pointers = [...new Set(redactable.flatMap((pattern) => expandPattern(data, pattern)))]
    .filter((pointer) => pointer !== REST)
    .sort();
  for (const [at, pointer] of pointers.entries()) {
    if (pointers[at + 1]?.startsWith(`${pointer}/`))
      throw malformed(`\`${pointers[at + 1]}\` lies within \`${pointer}\`: list one of them`);
    if (Array.isArray(valueAt(data, parentOf(pointer))))
      throw malformed(`\`${pointer}\` is an item of a list: only members of objects can be redacted`);
  }
  return [REST, ...pointers];
}

const parentOf = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf("/"));

const leafValue = (data: JsonValue, pointer: string, leaves: readonly string[]): JsonValue | undefined =>
  pointer === REST ? withoutMembers(data, leaves.slice(1)) : valueAt(data, pointer);

/** SHA-256 of the canonical list of salt, pointer and value: nobody can guess the value from it without the salt. */
const leafDigest = (salt: string, pointer: string, value: JsonValue | undefined): string =>
  sha256Hex(canonicalJson([salt, pointer, value]));

const listDigest = (digests: readonly string[]): Digest => ({ sha256: sha256Hex(canonicalJson(digests)) });

/** What the disclosures show of the data, held against the digest in the statement. */
export interface DisclosureResult {
  readonly matches: boolean;
  /** Pointers that were kept back, as the statement names them. */
  readonly redacted: readonly string[];
  readonly problem?: string;
}

/**
 * Recomputes the digest of data from its disclosed leaves and from the digests of those that were kept back, and
 * refuses data that no leaf vouches for.
 *
 * @param leaves the pointers that the statement signed.
 */
export function checkDisclosures(
  data: JsonValue | undefined,
  disclosures: Disclosures | undefined,
  leaves: readonly string[],
  expected: Digest,
): DisclosureResult {
  const given = disclosures?.leaves ?? [];
  if (!isInOrder(leaves)) return { matches: false, redacted: [], problem: "the statement's leaves are not in order" };
  if (given.length !== leaves.length || given.some((leaf, at) => leaf.pointer !== leaves[at])) {
    return { matches: false, redacted: [], problem: "the disclosures are not those of the statement" };
  }
  const redacted = given.filter((leaf) => "digest" in leaf).map((leaf) => leaf.pointer);
  const unvouched = unvouchedData(data, leaves, redacted);
  if (unvouched) return { matches: false, redacted, problem: unvouched };
  const digests = given.map((leaf) => ("digest" in leaf ? leaf.digest : disclosedDigest(data, leaf, leaves)));
  return { matches: listDigest(digests).sha256 === expected.sha256, redacted };
}

/**
 * Whether leaves are listed as the format says: none, or the rest first and then pointers that ascend. Without the rest
 * nothing would vouch for what lies beside the other leaves.
 */
const isInOrder = (leaves: readonly string[]): boolean =>
  leaves.every((pointer, at) => (at === 0 ? pointer === REST : pointer > (leaves[at - 1] as string)));

/** A disclosed leaf whose value is gone has no digest; the empty text matches none. */
function disclosedDigest(
  data: JsonValue | undefined,
  { pointer, salt }: { pointer: string; salt: string },
  leaves: readonly string[],
): string {
  const value = data === undefined ? undefined : leafValue(data, pointer, leaves);
  return value === undefined ? "" : leafDigest(salt, pointer, value);
}

function unvouchedData(
  data: JsonValue | undefined,
  leaves: readonly string[],
  redacted: readonly string[],
): string | undefined {
  if (data === undefined) return undefined;
  if (leaves.length === 0) return "the statement is about an event without data";
  const shown = redacted.find((pointer) => pointer !== REST && valueAt(data, pointer) !== undefined);
  if (shown !== undefined) return `\`${shown}\` was kept back, and yet the data shows a value there`;
  // Without the rest's own leaf nothing vouches for it: all that may stand is the way to the members that are disclosed.
  if (redacted.includes(REST) && holdsValue(withoutMembers(data, leaves.slice(1))))
    return "the data shows values that no disclosure vouches for";
  return undefined;
}

const holdsValue = (value: JsonValue): boolean =>
  typeof value !== "object" || value === null || Object.values(value).some((member) => holdsValue(member as JsonValue));

/** Reads disclosures that somebody else wrote. @throws {ProvenanceError} `disclosures_malformed` */
export function parseLeaf(leaf: { pointer: string; salt?: string; digest?: string }): DisclosureLeaf {
  parsePointer(leaf.pointer);
  if (leaf.digest !== undefined && leaf.salt === undefined && isSha256Hex(leaf.digest))
    return { pointer: leaf.pointer, digest: leaf.digest };
  if (leaf.salt === undefined || leaf.digest !== undefined)
    throw malformed(`the leaf \`${leaf.pointer}\` must have a salt or a digest`);
  if (fromBase64url(leaf.salt).length !== SALT_BYTES)
    throw malformed(`the salt of \`${leaf.pointer}\` must have ${SALT_BYTES} bytes`);
  return { pointer: leaf.pointer, salt: leaf.salt };
}

const malformed = (problem: string): ProvenanceError =>
  new ProvenanceError("disclosures_malformed", `disclosures: ${problem}`, { problem });
