import { defineConfig } from "vitest/config";
import { everySuite } from "../every-suite.ts";

/** Tests in a real browser; `docs/testing.md` names the variable that says where it is. */
export default defineConfig({
  test: { include: ["test/browser/**/*.test.ts"], ...everySuite },
});
