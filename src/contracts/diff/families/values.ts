import { equalJson, type JsonValue } from "../../../foundation/index.ts";
import { listSome } from "../../text.ts";
import { type Change, type Family, keywordsOf } from "../change.ts";
import { type Flat, partOf } from "../flat.ts";

/** `enum` and `const`: the values by name where they are a list on both sides. */
export const values: Family = {
  compare({ flatBefore, flatAfter }) {
    const [before, after] = [listedIn(flatBefore), listedIn(flatAfter)];
    if (!before && !after) return [];
    const [added, removed] = [missingFrom(before, after), missingFrom(after, before)];
    const change: Omit<Change, "code" | "told"> = {
      keywords: ["enum", "const"],
      before: keywordsOf(flatBefore.schemas, ["enum", "const"]),
      after: keywordsOf(flatAfter.schemas, ["enum", "const"]),
      parts: { before: partOf(flatBefore, ["values"]), after: partOf(flatAfter, ["values"]) },
    };
    if (!before)
      return [{ ...change, code: "values_changed", told: (place) => `${place} may only be ${shown(after)} now` }];
    if (!after)
      return [
        {
          ...change,
          code: "values_changed",
          told: (place) => `${place} may be anything now, no longer only ${shown(before)}`,
        },
      ];
    if (removed.length === 0)
      return [{ ...change, code: "values_added", told: (place) => `${place} may now be ${shown(added)}, too` }];
    if (added.length === 0)
      return [{ ...change, code: "values_removed", told: (place) => `${place} may no longer be ${shown(removed)}` }];
    const told = (place: string): string => `${place} may no longer be ${shown(removed)}, but ${shown(added)}`;
    return [{ ...change, code: "values_changed", told }];
  },
};

/** The values that all lists have in common; `undefined` where there is no list. */
function listedIn({ list }: Flat): readonly JsonValue[] | undefined {
  const lists = list.flatMap((rule) => (rule.kind === "values" ? [rule.values] : []));
  const [first, ...others] = lists;
  return first?.filter((value) => others.every((other) => other.some((one) => equalJson(one, value))));
}

const missingFrom = (
  known: readonly JsonValue[] | undefined = [],
  values: readonly JsonValue[] | undefined = [],
): readonly JsonValue[] => values.filter((value) => !known.some((one) => equalJson(one, value)));

const shown = (list: readonly JsonValue[] | undefined = []): string =>
  listSome(list.map((value) => (typeof value === "string" ? value : JSON.stringify(value))));
