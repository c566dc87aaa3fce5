import type { Scenario } from "../scenario.ts";

/** How many places, at most, a message moves. */
const REACH = 40;

export const reordering: Scenario = {
  name: "reordering",
  about: "messages overtake one another",
  transport(sent, random) {
    const places = sent.map((one, place) => ({ one, place: place + REACH * random.next() }));
    return { arriving: places.sort((left, right) => left.place - right.place).map(({ one }) => one), lost: [] };
  },
};
