import type { CommandGroup } from "../command.ts";

/** What can be done with a log's checkpoint. To add a command, write its file in `checkpoint/` and a row here. */
export const checkpoint: CommandGroup = {
  verbs: [
    {
      name: "show",
      about: "show a checkpoint, who signed and cosigned it, and whether it contradicts another one",
      load: async () => (await import("../checkpoint/show.ts")).show,
    },
    {
      name: "request",
      about: "write what a partner needs to cosign the latest checkpoint",
      load: async () => (await import("../checkpoint/request.ts")).request,
    },
    {
      name: "publish",
      about: "publish a log as files for any web server, or its checkpoint to a git repository",
      load: async () => (await import("../checkpoint/publish.ts")).publish,
    },
  ],
};
