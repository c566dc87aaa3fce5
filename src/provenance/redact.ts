import {
  type DisclosureLeaf,
  type Envelope,
  type JsonObject,
  type JsonValue,
  memberOf,
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
  refuseStrangers(
    pointers,
    leaves.map(({ pointer }) => pointer),
  );
  if (!event || !disclosures || pointers.length === 0) return envelope;
  const keptBack = new Set(pointers);
  const data = event.data as JsonValue | undefined;
  const after = leaves.map((leaf) => (keptBack.has(leaf.pointer) ? withoutValue(leaf, data, leaves) : leaf));
  const { data: _, ...attributes } = event;
  const left = data === undefined ? undefined : whatIsLeft(data, after);
  return {
    ...envelope,
    event: { ...attributes, ...(left !== undefined && { data: left }) } as typeof event,
    disclosures: { ...disclosures, leaves: after },
  };
}

/** The leaf that a value lies in: the longest that leads to it; the rest of the data, when no other does. */
export function coveringLeaf(leaves: readonly string[], pointer: string): string | undefined {
  const covering = leaves.filter((leaf) => leaf === pointer || leaf === REST || pointer.startsWith(`${leaf}/`));
  return covering.sort((left, right) => right.length - left.length)[0];
}

function refuseStrangers(pointers: readonly string[], leaves: readonly string[]): void {
  for (const pointer of pointers) {
    parsePointer(pointer);
    if (leaves.includes(pointer)) continue;
    const nearest = coveringLeaf(leaves, pointer);
    const advice =
      nearest === undefined ? "the event has no data that could be kept back" : `the nearest leaf is \`${nearest}\``;
    const shown = pointer.slice(0, 100);
    throw new ProvenanceError("redaction_no_leaf", `\`${shown}\` is no leaf of the disclosures: ${advice}`, {
      pointer: shown,
      ...(nearest !== undefined && { nearest }),
    });
  }
}

function withoutValue(
  leaf: DisclosureLeaf,
  data: JsonValue | undefined,
  leaves: readonly DisclosureLeaf[],
): DisclosureLeaf {
  if ("digest" in leaf) return leaf;
  const { pointer, salt } = leaf;
  const pointers = leaves.map((one) => one.pointer);
  const value = data === undefined ? undefined : leafValue(data, pointer, pointers);
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
  return wayTo(data, shown.map(parsePointer));
}

/** Only the objects and lists that lead to members that are shown. An item of a list that leads to none keeps its place, empty. */
function wayTo(value: JsonValue, ways: readonly (readonly string[])[]): JsonValue {
  if (ways.some((tokens) => tokens.length === 0)) return value;
  if (Array.isArray(value)) return value.map((item, at) => wayTo(item, below(ways, String(at))));
  const names = new Set(ways.map(([token]) => token as string));
  const members = [...names].map((name) => [name, wayTo(memberOf(value, name) as JsonValue, below(ways, name))]);
  return Object.fromEntries(members) as JsonObject;
}

const below = (ways: readonly (readonly string[])[], name: string): readonly (readonly string[])[] =>
  ways.filter(([token]) => token === name).map(([, ...rest]) => rest);
