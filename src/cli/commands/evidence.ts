import type { CommandGroup } from "../command.ts";

/** What can be done with evidence. To add a command, write its file in `evidence/` and a row here. */
export const evidence: CommandGroup = {
  verbs: [
    {
      name: "html",
      about: "write one case's evidence as a page that verifies itself in a browser",
      load: async () => (await import("../evidence/case.ts")).caseCommand("html"),
    },
    {
      name: "json",
      about: "write one case's evidence as a bundle for programs",
      load: async () => (await import("../evidence/case.ts")).caseCommand("json"),
    },
    {
      name: "sample",
      about: "draw an audit sample of a period, with proof of how many there were and that nobody chose",
      load: async () => (await import("../evidence/sample.ts")).sample,
    },
    {
      name: "renew",
      about: "take an old file of evidence under a newer signature, while the old ones are good",
      load: async () => (await import("../evidence/renew.ts")).renew,
    },
    {
      name: "verifier",
      about: "write the empty page that verifies any evidence in a browser",
      load: async () => (await import("../evidence/verifier.ts")).verifier,
    },
  ],
};
