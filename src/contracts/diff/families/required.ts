import type { RuleOf } from "../../counterexample/rule.ts";
import { listSome } from "../../text.ts";
import { type Change, type Family, keywordsOf } from "../change.ts";
import { type Flat, rulesOf } from "../flat.ts";

/** `required`, name by name: those that come and those that go are two differences. */
export const required: Family = {
  compare({ flatBefore, flatAfter }) {
    const [before, after] = [requiredIn(flatBefore), requiredIn(flatAfter)];
    const added = after.filter((name) => !before.includes(name));
    const removed = before.filter((name) => !after.includes(name));
    const written = {
      keywords: ["required"],
      before: keywordsOf(flatBefore.schemas, ["required"]),
      after: keywordsOf(flatAfter.schemas, ["required"]),
    };
    return [
      ...change(
        added,
        { ...written, code: "required_added", parts: { before: rulesOf([]), after: requiring(added) } },
        "must now have",
      ),
      ...change(
        removed,
        { ...written, code: "required_removed", parts: { before: requiring(removed), after: rulesOf([]) } },
        "need no longer have",
      ),
    ];
  },
};

const change = (names: readonly string[], one: Omit<Change, "told">, told: string): readonly Change[] =>
  names.length === 0 ? [] : [{ ...one, told: (place) => `${place} ${told} ${listSome(names)}` }];

const requiring = (names: readonly string[]): ReturnType<typeof rulesOf> => rulesOf([{ kind: "required", names }]);

const requiredIn = ({ list }: Flat): readonly string[] => [
  ...new Set(list.filter((rule): rule is RuleOf<"required"> => rule.kind === "required").flatMap(({ names }) => names)),
];
