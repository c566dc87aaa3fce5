import { defineConfig } from "vitest/config";
import { everySuite } from "./test/every-suite.ts";

/** `npm test` runs what needs no server, no browser and no shared test data; the others have a project of their own. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/services/**", "test/browser/**", "node_modules/**"],
    // A module is read once for each worker, not for each file: reading took a third of the time. Nothing has state there.
    isolate: false,
    ...everySuite,
  },
});
