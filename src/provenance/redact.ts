import {
  type DisclosureLeaf,
  type Envelope,
  type JsonValue,
  onlyMembers,
  parsePointer,
  withoutMembers,
} from "../foundation/index.ts";
import { leafDigest, leafValue, REST } from "./disclosures.ts";
import { ProvenanceError } from "./errors.ts";

/**
 * An envelope with values of its event kept back: the value goes, and its salt; its digest takes their place. Statement,
 * signatures and the log's proof stay as they are and still verify. What was kept back before stays so.
 *
 * @param pointers leaves of the disclosures (`docs/formats/disclosures.md`); `""` is what belongs to no other leaf. All
 * leaves together are all of the data, which is then absent.
 * @throws {ProvenanceError} `redaction_no_leaf` for a pointer that is no leaf, `disclosures_malformed` where a leaf's value is missing.
 * @throws {FoundationError} `pointer_malformed`
 */
export function redact(envelope: Envelope, pointers: readonly string[]): Envelope {
  const { event, disclosures } = envelope;
  const leaves = disclosures?.leaves ?? [];
  const known = leaves.map(({ pointer }) => pointer);
  refuseStrangers(pointers, known);
  if (!disclosures || pointers.length === 0) return envelope;
  const keptBack = new Set(pointers);
  const data = event?.data as JsonValue | undefined;
  const after = leaves.map((leaf) => (keptBack.has(leaf.pointer) ? withoutValue(leaf, data, known) : leaf));
  if (!event) return { ...envelope, disclosures: { ...disclosures, leaves: after } };
  const { data: _, ...attributes } = event;
  const left = data === undefined ? undefined : whatIsLeft(data, after);
  return {
    ...envelope,
    event: { ...attributes, ...(left !== undefined && { data: left }) } as typeof event,
    disclosures: { ...disclosures, leaves: after },
  };
}

/** The leaf that a value lies in: the longest that leads to it; the rest of the data, when no other does. */
export function coveringLeaf(leaves: ReadonlySet<string>, pointer: string): string | undefined {
  for (let end = pointer.length; end > 0; end = pointer.lastIndexOf("/", end - 1)) {
    const leaf = pointer.slice(0, end);
    if (leaves.has(leaf)) return leaf;
  }
  return leaves.has(REST) ? REST : undefined;
}

function refuseStrangers(pointers: readonly string[], leaves: readonly string[]): void {
  const known = new Set(leaves);
  for (const pointer of pointers) {
    parsePointer(pointer);
    if (known.has(pointer)) continue;
    const nearest = coveringLeaf(known, pointer);
    const shown = pointer.slice(0, 100);
    throw new ProvenanceError("redaction_no_leaf", `\`${shown}\` is no leaf of the disclosures: ${adviceOn(nearest)}`, {
      pointer: shown,
      ...(nearest !== undefined && { nearest }),
    });
  }
}

function adviceOn(nearest: string | undefined): string {
  if (nearest === undefined) return "the event has no data that could be kept back";
  return `the nearest leaf is \`${nearest}\`${nearest === REST ? ", which is all that no other leaf holds" : ""}`;
}

function withoutValue(leaf: DisclosureLeaf, data: JsonValue | undefined, leaves: readonly string[]): DisclosureLeaf {
  if ("digest" in leaf) return leaf;
  const { pointer, salt } = leaf;
  const value = data === undefined ? undefined : leafValue(data, pointer, leaves);
  if (value === undefined) {
    const problem = `the value at \`${pointer}\` is missing, and so its digest cannot be made`;
    throw new ProvenanceError("disclosures_malformed", `disclosures: ${problem}`, { problem });
  }
  return { pointer, digest: leafDigest(salt, pointer, value) };
}

function whatIsLeft(data: JsonValue, leaves: readonly DisclosureLeaf[]): JsonValue | undefined {
  const gone = leaves.filter((leaf) => "digest" in leaf).map(({ pointer }) => pointer);
  const shown = leaves.filter((leaf) => "salt" in leaf).map(({ pointer }) => pointer);
  if (shown.length === 0) return undefined;
  if (shown.includes(REST)) return withoutMembers(data, gone);
  return onlyMembers(data, shown);
}
