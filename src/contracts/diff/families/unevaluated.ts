import { type Family, keywordsOf } from "../change.ts";
import { tellChange } from "./simple.ts";

const keywords = ["unevaluatedProperties", "unevaluatedItems"];

/** What these two are about depends on all rules around them, so that the schemas are compared as a whole. */
export const unevaluated: Family = {
  compare({ flatBefore, flatAfter, before, after }) {
    const isThere = [flatBefore, flatAfter].some(({ list }) => list.some(({ kind }) => kind === "unevaluated"));
    if (!isThere) return [];
    const [was, is] = [keywordsOf(flatBefore.schemas, keywords), keywordsOf(flatAfter.schemas, keywords)];
    const told = (place: string): string => `what no other rule of ${place} looks at: it ${tellChange(was, is)}`;
    return [{ code: "unevaluated_changed", keywords, before: was, after: is, parts: { before, after }, told }];
  },
};
