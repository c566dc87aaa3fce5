import type { CommandGroup } from "../command.ts";

/** What can be done about data that changes. To add a command, write its file in `drift/` and a row here. */
export const drift: CommandGroup = {
  verbs: [
    {
      name: "watch",
      about: "go through a file in its order, and tell what changes: shape, units, relations",
      load: async () => (await import("../drift/watch.ts")).watch,
    },
    {
      name: "overdue",
      about: "which events did not come that are promised, or that usually do",
      load: async () => (await import("../drift/overdue.ts")).overdue,
    },
    {
      name: "precision",
      about: "how often events were held for drift, and how often that was right",
      load: async () => (await import("../drift/precision.ts")).precision,
    },
  ],
};
