import type { CommandGroup, Verb } from "../command.ts";

const moves: readonly (readonly [name: "release" | "discard" | "annotate" | "purge", about: string])[] = [
  ["release", "say that a held event may go on"],
  ["discard", "say that a held event will not go on"],
  ["annotate", "add a note to a held event"],
  ["purge", "erase what a decided event held; its digest and its moves stay"],
];

/** Works on held events, in the store that a gate left. To add a command, write its file in `quarantine/` and a row here. */
export const quarantine: CommandGroup = {
  verbs: [
    {
      name: "list",
      about: "list what is held, the longest held first",
      load: async () => (await import("../quarantine/list.ts")).list,
    },
    {
      name: "show",
      about: "show one held event, and everything that was done with it",
      load: async () => (await import("../quarantine/show.ts")).show,
    },
    {
      name: "rerun",
      about: "judge a held event again from its capsule alone, and compare",
      load: async () => (await import("../quarantine/rerun.ts")).rerun,
    },
    ...moves.map(
      ([name, about]): Verb => ({ name, about, load: async () => (await import("../quarantine/moves.ts"))[name] }),
    ),
    {
      name: "expire",
      about: "erase what was decided longer ago than its class is kept",
      load: async () => (await import("../quarantine/expire.ts")).expire,
    },
    {
      name: "plan",
      about: "say what would repair a cause, and try it out on everything that is held",
      load: async () => (await import("../quarantine/plan.ts")).plan,
    },
    {
      name: "approve",
      about: "record a repair plan, and sign an approval of it",
      load: async () => (await import("../quarantine/approve.ts")).approve,
    },
    {
      name: "replay",
      about: "send held events on as an approved plan makes them",
      load: async () => (await import("../quarantine/replay.ts")).replay,
    },
  ],
};
