import type { CommandGroup } from "../command.ts";

/** What can be done with contracts. To add a command, write its file in `contract/` and a row here. */
export const contract: CommandGroup = {
  verbs: [
    {
      name: "lint",
      about: "say whether a contract can be used, and what is wrong with it where",
      load: async () => (await import("../contract/lint.ts")).lint,
    },
    {
      name: "diff",
      about: "list every difference between two versions, with what it means for writers and readers",
      load: async () => (await import("../contract/diff.ts")).diff,
    },
    {
      name: "compat",
      about: "say whether a new version is compatible, or show the document that breaks it",
      load: async () => (await import("../contract/compat.ts")).compat,
    },
  ],
};
