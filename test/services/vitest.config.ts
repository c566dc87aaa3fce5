import { defineConfig } from "vitest/config";

/** Tests against real databases and brokers; `docs/testing.md` names the variables that say where they are. */
export default defineConfig({
  test: { include: ["test/services/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 60_000, fileParallelism: false },
});
