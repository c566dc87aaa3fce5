import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const tool = fileURLToPath(new URL("../../bench/replay-killed.mjs", import.meta.url));

it("a replay that is killed five times loses nothing, does nothing twice, and keeps every key's order", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, "--events", "600", "--kills", "5", "--json"], {
    encoding: "utf8",
  });
  expect([status, stderr]).toEqual([0, ""]);
  expect(JSON.parse(stdout)).toMatchObject({ events: 600, effects: 600, lost: 0, twice: 0, outOfOrder: 0, held: 0 });
});
