/** Texts numbered from 0 in the order they were first seen. */
export interface Names {
  readonly size: number;
  /** The number of a text, giving it the next one if it has none. */
  intern(name: string): number;
  find(name: string): number | undefined;
  get(number: number): string;
}

/**
 * A `Map` finds by the engine's own seeded hash and then compares the text: partners who choose the names can neither
 * make two of them one nor make finding them slow.
 */
export function createNames(...first: readonly string[]): Names {
  const names: string[] = [...first];
  const numbers = new Map<string, number>(first.map((name, at) => [name, at]));
  return {
    get size() {
      return names.length;
    },
    intern(name) {
      const known = numbers.get(name);
      if (known !== undefined) return known;
      numbers.set(name, names.length);
      return names.push(name) - 1;
    },
    find: (name) => numbers.get(name),
    get: (number) => names[number] ?? "",
  };
}
