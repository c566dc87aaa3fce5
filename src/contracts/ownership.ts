import { equalJson, type JsonValue, matchesGlob, memberOf } from "../foundation/index.ts";
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
 * owner nearest to a field counts; a field that appears or vanishes differs. Items of lists are compared by position.
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
    const names = new Set([...namesIn(before), ...namesIn(after)]);
    for (const token of names) {
      const [was, is] = [memberOf(before, token), memberOf(after, token)];
      if (isSame(was, is)) continue;
      const isItem = Array.isArray(before) || Array.isArray(after);
      const place = isItem ? places.item(at.place) : places.member(at.place, token);
      visit(was, is, { place, owners, steps: [...at.steps, { token, place }] });
    }
    if (names.size > 0 || owners.length === 0 || owners.some((owner) => isOwnedBy(owner, source))) return;
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
