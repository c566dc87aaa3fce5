import { matchesGlob } from "../../foundation/index.ts";
import { type Kleene, TOO_LARGE, toKleene } from "../kleene.ts";
import { asText, type Operator, type Scope } from "./operator.ts";

const row = (name: string, words: string, holds: (text: string, part: string, scope: Scope) => Kleene): Operator => ({
  name,
  words,
  types: ["text"],
  sides: [0, 0],
  test: () => (fact, value, scope) => holds(asText(fact), asText(value), scope),
});

/** `matchesGlob` takes the product of both lengths, which is charged like comparisons of items: sixteen steps are one. */
function matches(text: string, pattern: string, scope: Scope): Kleene {
  scope.work -= (text.length * pattern.length) / 16;
  return scope.work < 0 ? TOO_LARGE : toKleene(matchesGlob(pattern, text));
}

export const text: readonly Operator[] = [
  row("startsWith", "a text starting with", (whole, part) => toKleene(whole.startsWith(part))),
  row("endsWith", "a text ending with", (whole, part) => toKleene(whole.endsWith(part))),
  row("matchesGlob", "a name like", matches),
];
