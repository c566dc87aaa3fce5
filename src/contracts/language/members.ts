import { type Characters, complementOf, everyCharacter, intersectionOf, pickCharacter } from "./characters.ts";
import { after, firstSets, isNothing, type Language } from "./language.ts";

/** Languages that are looked at before the search gives up, by default. */
const MOST_STATES = 2_000;

/**
 * Texts of a language, shortest first, one for each way of going on. It returns whether that was all there is to see:
 * when it has given none and returns `true`, the language has no text.
 *
 * `spend` is asked before each step, and ends the search when it says `false`.
 */
export function* membersOf(
  language: Language,
  spend: () => boolean = () => true,
  mostStates: number = MOST_STATES,
): Generator<string, boolean> {
  const seen = new Set([language.key]);
  const waiting: { readonly language: Language; readonly text: string }[] = [{ language, text: "" }];
  // The list grows while it is walked: what follows a character is looked at in turn.
  for (const { language: current, text } of waiting) {
    if (current.acceptsEmpty) yield text;
    for (const letter of differentLetters(current)) {
      if (!spend()) return false;
      const next = after(current, letter);
      if (isNothing(next) || seen.has(next.key)) continue;
      if (seen.size >= mostStates) return false;
      seen.add(next.key);
      waiting.push({ language: next, text: text + String.fromCodePoint(letter) });
    }
  }
  return true;
}

/** One character for each group of characters that the language treats alike. */
function differentLetters(language: Language): readonly number[] {
  let groups: readonly Characters[] = [everyCharacter];
  for (const set of distinct(firstSets(language))) {
    const others = complementOf(set);
    groups = groups
      .flatMap((group) => [intersectionOf(group, set), intersectionOf(group, others)])
      .filter((group) => group.length > 0);
  }
  return groups.map(pickCharacter);
}

const distinct = (sets: readonly Characters[]): readonly Characters[] => [
  ...new Map(sets.map((set) => [set.join(";"), set])).values(),
];
