import { defineConfig } from "vitest/config";
import { everySuite } from "../every-suite.ts";

/** Tests against real databases and brokers; `docs/testing.md` names the variables that say where they are. */
export default defineConfig({
  test: { include: ["test/services/**/*.test.ts"], ...everySuite },
});
