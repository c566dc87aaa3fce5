import type { Event } from "../../foundation/index.ts";
import type { Stage } from "./stage.ts";

/** How far is the source to be believed, after all that was seen of it? */
export const trust: Stage = {
  name: "trust",
  async run({ event, at, repair }, house) {
    const { source } = event as Event;
    const score = await house.memory.score(source, at);
    // For what was repaired its owner stands in, and not the source that sent it wrong: the score is told, and holds nothing.
    if (score.state !== "suppressed" || repair) return { trust: score };
    return {
      trust: score,
      reasons: [
        { stage: "trust", code: "source_suppressed", effect: "review", sentence: `\`${source}\` is ${score.sentence}` },
      ],
    };
  },
};
