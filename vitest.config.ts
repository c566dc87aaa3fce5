import { defineConfig } from "vitest/config";

/** `npm test` runs what needs no server, no browser and no shared test data; the others have a project of their own. */
export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/services/**", "test/browser/**", "node_modules/**"],
    // By default one core is left idle, which on two of them doubles the time.
    maxWorkers: "100%",
    // Both are there to end what hangs, not to judge speed: a busy machine of two cores starts a process in seconds.
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
