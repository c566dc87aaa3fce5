import type { CommandGroup } from "../command.ts";

/** What can be done with contracts. To add a command, write its file in `contract/` and a row here. */
export const contract: CommandGroup = {
  verbs: [
    {
      name: "infer",
      about: "make a draft of a contract that every record of a file keeps to",
      load: async () => (await import("../contract/infer.ts")).infer,
    },
    {
      name: "lint",
      about: "say whether a contract can be used, what is wrong with it where, and what would make it safer",
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
    {
      name: "validate",
      about: "judge every record of a file by a contract",
      load: async () => (await import("../contract/validate.ts")).validate,
    },
    {
      name: "publish",
      about: "publish a version of a contract in a registry of plain files",
      load: async () => (await import("../contract/publish.ts")).publish,
    },
    {
      name: "types",
      about: "print a contract's data as TypeScript declarations",
      load: async () => (await import("../contract/types.ts")).types,
    },
    {
      name: "compile",
      about: "print a contract as an ES module, for hosts that forbid generating code",
      load: async () => (await import("../contract/compile.ts")).compile,
    },
  ],
};
