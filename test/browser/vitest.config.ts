import { defineConfig } from "vitest/config";

/** Tests in a real browser; `docs/testing.md` names the variable that says where it is. */
export default defineConfig({
  test: { include: ["test/browser/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 60_000 },
});
