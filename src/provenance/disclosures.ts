import {
  canonicalJson,
  type Digest,
  type DisclosureLeaf,
  type Disclosures,
  isSha256Hex,
  type JsonValue,
  parsePointer,
  sha256Hex,
  valueAt,
  withoutMembers,
} from "../foundation/index.ts";
import { ProvenanceError } from "./errors.ts";
import { type CutData, leafCutter } from "./leaf-cutter.ts";
import { isSalt, SALT_BYTES } from "./salts.ts";

/** The whole of the data, or what is left of it when some members are leaves of their own. */
export const REST = "";
const WRITTEN_REST = canonicalJson(REST);

/** Data cut into leaves that can be shown or kept back one by one, and the digest that stands for all of them. */
export interface DisclosedData {
  readonly disclosures: Disclosures;
  readonly digest: Digest;
  /** Pointers of the leaves, in order. */
  readonly leaves: readonly string[];
}

/** Salts data for statements, always along the same patterns. */
export type Discloser = (data: JsonValue | undefined) => DisclosedData;

/**
 * Salts data for statements: one leaf for the whole, or one for each redactable pointer and one for the rest.
 *
 * @param redactable pointer patterns that a contract declares; each ends at an object member.
 * @param nextSalt gives 16 random bytes in base64url each time.
 * @returns a discloser; it throws `disclosures_malformed` when pointers lie within one another, or end at an item of a list.
 * @throws {FoundationError} `pointer_malformed`
 */
export function createDiscloser(redactable: readonly string[], nextSalt: () => string): Discloser {
  const cutAlong = leafCutter(redactable);
  return (data) => discloseLeaves(data === undefined ? undefined : cutAlong(data), nextSalt);
}

function discloseLeaves(cut: CutData | undefined, nextSalt: () => string): DisclosedData {
  const leaves: DisclosureLeaf[] = [];
  const pointers: string[] = [];
  const digests: string[] = [];
  const add = (pointer: string, written: string, value: JsonValue): void => {
    const salt = nextSalt();
    leaves.push({ pointer, salt });
    pointers.push(pointer);
    digests.push(writtenDigest(salt, written, value));
  };
  if (cut) add(REST, WRITTEN_REST, cut.rest);
  for (const { place, value } of cut?.leaves ?? []) add(place.pointer, place.written, value);
  return { disclosures: { formatVersion: 1, leaves }, digest: listDigest(digests), leaves: pointers };
}

export const leafValue = (data: JsonValue, pointer: string, leaves: readonly string[]): JsonValue | undefined =>
  pointer === REST ? withoutMembers(data, leaves.slice(1)) : valueAt(data, pointer);

/** SHA-256 of the canonical list of salt, pointer and value: nobody can guess the value from it without the salt. */
export const leafDigest = (salt: string, pointer: string, value: JsonValue | undefined): string =>
  writtenDigest(salt, canonicalJson(pointer), value);

/** The same with the pointer in canonical JSON. */
const writtenDigest = (salt: string, pointer: string, value: JsonValue | undefined): string =>
  sha256Hex(`["${salt}",${pointer},${canonicalJson(value)}]`);

/** The canonical list of digests, which need no escapes. */
const listDigest = (digests: readonly string[]): Digest => ({
  sha256: sha256Hex(digests.length === 0 ? "[]" : `["${digests.join('","')}"]`),
});

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
  if (!isSalt(leaf.salt)) throw malformed(`the salt of \`${leaf.pointer}\` must have ${SALT_BYTES} bytes`);
  return { pointer: leaf.pointer, salt: leaf.salt };
}

const malformed = (problem: string): ProvenanceError =>
  new ProvenanceError("disclosures_malformed", `disclosures: ${problem}`, { problem });
