/** A few of many things, evenly chosen as they come: memory for so many, however long it goes on. */
export interface Sample<Item> {
  readonly seen: number;
  readonly items: readonly Item[];
  add(item: Item): void;
}

/** Keeps every item, then every second, every fourth …; never more than `most`. */
export function createSample<Item>(most: number): Sample<Item> {
  let items: Item[] = [];
  let seen = 0;
  let step = 1;
  return {
    get seen() {
      return seen;
    },
    get items() {
      return items;
    },
    add(item) {
      if (seen % step === 0) items.push(item);
      seen += 1;
      if (items.length <= most) return;
      items = items.filter((_, at) => at % 2 === 0);
      step *= 2;
    },
  };
}
