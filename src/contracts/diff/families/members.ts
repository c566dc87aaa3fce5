import { canonicalJson } from "../../../foundation/index.ts";
import { anything, type Members } from "../../counterexample/rule.ts";
import { listSome } from "../../text.ts";
import { type Change, type Family, keywordsOf, type Pair } from "../change.ts";
import { type Flat, flatten, memberPart, membersOnly, unnamedPart } from "../flat.ts";
import { tellChange } from "./simple.ts";

/** Members: by name, by pattern, and all others. What both sides name is compared further in. */
export const members: Family = {
  compare: (pair) => [
    ...namesThatCome(pair),
    ...namesThatGo(pair),
    ...patternsThatDiffer(pair),
    ...othersThatDiffer(pair),
  ],
  inner: (pair) => [...sameNames(pair), ...samePatterns(pair), ...sameOthers(pair)],
};

const onlyIn = (there: Flat, here: Flat): readonly string[] =>
  [...there.members.named.keys()].filter((name) => !here.members.named.has(name));

const namesThatCome = ({ flatBefore, flatAfter }: Pair): readonly Change[] =>
  onlyIn(flatAfter, flatBefore).map((name) => ({
    ...memberChange(name, flatBefore, flatAfter),
    code: "member_added",
    told: (place) => `${place} is declared now${requires(flatAfter, name) ? ", and required" : ""}`,
  }));

const namesThatGo = ({ flatBefore, flatAfter }: Pair): readonly Change[] =>
  onlyIn(flatBefore, flatAfter).map((name) => ({
    ...memberChange(name, flatBefore, flatAfter),
    code: "member_removed",
    told: (place) => `${place} is no longer declared`,
  }));

const memberChange = (name: string, before: Flat, after: Flat): Omit<Change, "code" | "told"> => ({
  member: name,
  keywords: ["properties"],
  before: before.members.named.get(name)?.source ?? null,
  after: after.members.named.get(name)?.source ?? null,
  parts: { before: memberPart(before, name), after: memberPart(after, name) },
});

const requires = ({ list }: Flat, name: string): boolean =>
  list.some((rule) => rule.kind === "required" && rule.names.includes(name));

/** A pattern that only one side has; for the other side, its members are like all others. */
function patternsThatDiffer(pair: Pair): readonly Change[] {
  const { flatBefore, flatAfter } = pair;
  const [before, after] = [flatBefore, flatAfter].map(({ members: { patterns } }) =>
    patterns.map(({ source }) => source),
  ) as [string[], string[]];
  const changed = [
    ...after.filter((source) => !before.includes(source)),
    ...before.filter((source) => !after.includes(source)),
  ];
  if (changed.length === 0) return [];
  return [
    {
      code: "pattern_members_changed",
      keywords: ["patternProperties"],
      before: keywordsOf(flatBefore.schemas, ["patternProperties"]),
      after: keywordsOf(flatAfter.schemas, ["patternProperties"]),
      parts: unnamedParts(pair),
      told: (place) => `${place} has other rules for members whose names match ${listSome(changed)}`,
    },
  ];
}

/** What both schemas ask of members that neither names. */
function unnamedParts({ flatBefore, flatAfter }: Pair): NonNullable<Change["parts"]> {
  const names = [...flatBefore.members.named.keys(), ...flatAfter.members.named.keys()];
  return { before: unnamedPart(flatBefore, names), after: unnamedPart(flatAfter, names) };
}

/** Whether the rules for all other members can be compared further in, because they are about the same members. */
function isAboutTheSame({ flatBefore, flatAfter }: Pair): boolean {
  const [before, after] = [flatBefore, flatAfter].map(({ list }) => list.filter(({ kind }) => kind === "members"));
  const patterns = [flatBefore, flatAfter].map(({ members: own }) => own.patterns.map(({ source }) => source).sort());
  return before?.length === 1 && after?.length === 1 && canonicalJson(patterns[0]) === canonicalJson(patterns[1]);
}

function othersThatDiffer(pair: Pair): readonly Change[] {
  const [before, after] = [pair.flatBefore.members.rest, pair.flatAfter.members.rest];
  if ((!before && !after) || (before && after && isAboutTheSame(pair))) return [];
  const [was, is] = [before?.source ?? null, after?.source ?? null];
  return [
    {
      code: "other_members_changed",
      keywords: ["additionalProperties", "unevaluatedProperties"],
      before: was,
      after: is,
      parts: unnamedParts(pair),
      told: (place) => `${place} ${tellOthers(after, was, is)}`,
    },
  ];
}

function tellOthers(
  after: Members["rest"],
  was: Parameters<typeof tellChange>[0],
  is: Parameters<typeof tellChange>[0],
): string {
  if (is === false) return "may no longer have members that are not declared";
  if (!after) return "may now have any members that are not declared";
  return `has another rule for members that are not declared: it ${tellChange(was, is)}`;
}

const next = (pair: Pair, before: Pair["before"], after: Pair["after"], step: Pair["steps"][number]): Pair => ({
  before,
  after,
  flatBefore: flatten(before),
  flatAfter: flatten(after),
  steps: [...pair.steps, step],
});

const sameNames = (pair: Pair): readonly Pair[] =>
  [...pair.flatBefore.members.named].flatMap(([name, before]) => {
    const after = pair.flatAfter.members.named.get(name);
    const wrap = (inner: Pair["before"]): Pair["before"] => membersOnly({ named: new Map([[name, inner]]) });
    return after ? [next(pair, before, after, { token: name, wrap })] : [];
  });

const samePatterns = (pair: Pair): readonly Pair[] =>
  pair.flatBefore.members.patterns.flatMap((before) => {
    const after = pair.flatAfter.members.patterns.find(({ source }) => source === before.source);
    const wrap = (rules: Pair["before"]): Pair["before"] => membersOnly({ patterns: [{ ...before, rules }] });
    return after ? [next(pair, before.rules, after.rules, { token: "*", wrap })] : [];
  });

const sameOthers = (pair: Pair): readonly Pair[] => {
  const [before, after] = [pair.flatBefore.members, pair.flatAfter.members];
  if (!before.rest || !after.rest) return [];
  const names = [...before.named.keys(), ...after.named.keys()];
  const wrap = (rest: Pair["before"]): Pair["before"] =>
    membersOnly({ ...after, named: new Map(names.map((name) => [name, anything])), rest });
  return [next(pair, before.rest, after.rest, { token: "*", wrap })];
};
