/** A set of code points: ranges in ascending order that do not touch. */
export type Characters = readonly (readonly [from: number, to: number])[];

/** JSON text is well-formed: it has no half of a surrogate pair. */
export const everyCharacter: Characters = [
  [0, 0xd7ff],
  [0xe000, 0x10ffff],
];

export const noCharacter: Characters = [];

export function unionOf(sets: readonly Characters[]): Characters {
  const sorted = sets.flat().sort(([left], [right]) => left - right);
  const merged: [number, number][] = [];
  for (const [from, to] of sorted) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

export const intersectionOf = (left: Characters, right: Characters): Characters =>
  left.flatMap(([from, to]) =>
    right.flatMap(([start, end]): [number, number][] =>
      Math.max(from, start) <= Math.min(to, end) ? [[Math.max(from, start), Math.min(to, end)]] : [],
    ),
  );

export function complementOf(set: Characters): Characters {
  const gaps: [number, number][] = [];
  let next = 0;
  for (const [from, to] of set) {
    if (next < from) gaps.push([next, from - 1]);
    next = to + 1;
  }
  if (next <= 0x10ffff) gaps.push([next, 0x10ffff]);
  return intersectionOf(gaps, everyCharacter);
}

export const hasCharacter = (set: Characters, character: number): boolean =>
  set.some(([from, to]) => from <= character && character <= to);

const between = (from: string, to: string): readonly [number, number] => [from.charCodeAt(0), to.charCodeAt(0)];

export const digits: Characters = [between("0", "9")];
export const wordCharacters: Characters = unionOf([[between("a", "z"), between("A", "Z"), between("_", "_")], digits]);
/** ECMA-262 WhiteSpace and LineTerminator. */
export const spaces: Characters = unionOf([
  [
    [0x09, 0x0d],
    [0x20, 0x20],
    [0xa0, 0xa0],
    [0x1680, 0x1680],
    [0x2000, 0x200a],
    [0x2028, 0x2029],
    [0x202f, 0x202f],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
    [0xfeff, 0xfeff],
  ],
]);
export const lineEnds: Characters = [
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
];

/** Characters that people like to read come first. */
const pleasant: Characters = [between("a", "z"), between("0", "9"), between("A", "Z"), between("!", "~"), [0x20, 0x20]];

/** One character of a set, the most readable one; the set has one. */
export function pickCharacter(set: Characters): number {
  for (const range of pleasant) {
    const [first] = intersectionOf([range], set);
    if (first) return first[0];
  }
  return set[0]?.[0] ?? 0;
}
