import { listOf, matching, type Shape } from "../foundation/shape.ts";
import { malformed } from "./errors.ts";

/** A name that people read: one line, not empty, at most 200 characters. */
export const label: Shape<string> = matching(/^\P{Cc}{1,200}$/u, "a text of 1 to 200 characters on one line");

export const filledListOf =
  <Item>(item: Shape<Item>, what: string): Shape<readonly Item[]> =>
  (value, path) => {
    const items = listOf(item)(value, path);
    if (items.length === 0) throw malformed(path, `expected at least one ${what}`);
    return items;
  };

export const labels: Shape<readonly string[]> = filledListOf(label, "name");

export const wholeFrom1: Shape<number> = (value, path) => {
  if (Number.isSafeInteger(value) && (value as number) >= 1) return value as number;
  throw malformed(path, "expected a whole number from 1");
};
