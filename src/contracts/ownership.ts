import { canonicalJson, equalJson, type JsonValue, matchesGlob, memberOf, valueAt } from "../foundation/index.ts";
import type { ContractsFinding } from "./errors.ts";
import { type Place, type Places, type Step, tellPath } from "./schema/place.ts";
import { placeName, quote, shorten } from "./text.ts";

/** Longest source that is compared with an owner's pattern. */
const MAX_SOURCE = 1_000;

export interface Change {
  readonly previous: JsonValue;
  readonly data: JsonValue;
  readonly source: string;
}

/**
 * Fields that differ from the previous version of the record although the source is not the system that owns them. The
 * owner nearest to a field counts; a field that appears or vanishes differs. Items of a list are compared by the list's
 * `x-key`, where it has one and every item has its own, else by position.
 */
export function findForeignChanges(
  { previous, data, source }: Change,
  places: Places,
  limit: number,
): readonly ContractsFinding[] {
  const findings: ContractsFinding[] = [];
  const visit = (before: JsonValue | undefined, after: JsonValue | undefined, at: Visited): void => {
    if (findings.length >= limit) return;
    const owners = at.place.annotations.owners.length > 0 ? at.place.annotations.owners : at.owners;
    const members = pairMembers(before, after, at.place.annotations.key);
    for (const { token, was, is } of members) {
      if (isSame(was, is)) continue;
      const isItem = Array.isArray(before) || Array.isArray(after);
      const place = isItem ? places.item(at.place) : places.member(at.place, token);
      visit(was, is, { place, owners, steps: [...at.steps, { token, place }] });
    }
    if (members.length > 0 || owners.length === 0 || owners.some((owner) => isOwnedBy(owner, source))) return;
    findings.push(describeChange(tellPath(at.steps), owners, source));
  };
  if (!isSame(previous, data)) visit(previous, data, { place: places.root, owners: [], steps: [] });
  return findings;
}

interface Visited {
  readonly place: Place;
  readonly owners: readonly string[];
  readonly steps: readonly Step[];
}

const isSame = (before: JsonValue | undefined, after: JsonValue | undefined): boolean =>
  before === after || (before !== undefined && after !== undefined && equalJson(before, after));

/** What stood at one place before, and what stands there now. */
interface Pair {
  readonly token: string;
  readonly was: JsonValue | undefined;
  readonly is: JsonValue | undefined;
}

function pairMembers(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  key: readonly string[],
): readonly Pair[] {
  if (key.length > 0 && Array.isArray(before) && Array.isArray(after)) {
    const [old, now] = [byKey(before, key), byKey(after, key)];
    if (old && now) return pairByKey(old, now);
  }
  const names = new Set([...namesIn(before), ...namesIn(after)]);
  return [...names].map((token) => ({ token, was: memberOf(before, token), is: memberOf(after, token) }));
}

/** An item of a list, and where it stands. */
interface Item {
  readonly at: number;
  readonly value: JsonValue;
}

/** The items by what tells them apart; `undefined` where that does not: an item lacks it, or has another one's. */
function byKey(items: readonly JsonValue[], key: readonly string[]): ReadonlyMap<string, Item> | undefined {
  const found = new Map<string, Item>();
  for (const [at, value] of items.entries()) {
    const parts = key.map((pointer) => valueAt(value, pointer));
    if (parts.includes(undefined)) return undefined;
    found.set(canonicalJson(parts), { at, value });
  }
  return found.size === items.length ? found : undefined;
}

function pairByKey(old: ReadonlyMap<string, Item>, now: ReadonlyMap<string, Item>): readonly Pair[] {
  return [...new Set([...old.keys(), ...now.keys()])].map((key) => {
    const [was, is] = [old.get(key), now.get(key)];
    return { token: String((is ?? was)?.at), was: was?.value, is: is?.value };
  });
}

const namesIn = (value: JsonValue | undefined): readonly string[] =>
  typeof value === "object" && value !== null ? Object.keys(value) : [];

/** `carrier` owns what `carrier` and `carrier/dhl` say; patterns are those of names: `carrier/*`. */
const isOwnedBy = (owner: string, source: string): boolean =>
  source.length <= MAX_SOURCE && (matchesGlob(owner, source) || matchesGlob(`${owner}/**`, source));

function describeChange(path: string, owners: readonly string[], source: string): ContractsFinding {
  const facts = { owner: shorten(owners.join(", ")), source: shorten(source) };
  const who = source === "" ? "a source that does not say its name" : quote(source);
  const sentence = `${placeName(path)} belongs to ${quote(facts.owner)} and was changed by ${who}`;
  return { code: "field_not_owned", severity: "error", path, sentence, facts };
}
