import type { Scenario } from "../scenario.ts";

const EVERY_COMMIT: number = Number.MAX_SAFE_INTEGER;

export const answersLost: Scenario = {
  name: "answers_lost",
  about: "the store commits, and its answers get lost",
  begin: ({ store }) => store.setFaults({ lostAnswers: EVERY_COMMIT }),
  end: ({ store }) => store.setFaults({}),
};
