import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGate } from "../../src/gate/index.ts";
import { fileSystemStore } from "../../src/stores/index.ts";
import { eta, etaContract, receivingPolicy } from "../gate/support.ts";
import { type Ran, run } from "./run.ts";

const hostile = "\u001b[2J\u202e=HYPERLINK()";
let folder: string;
const cli = (...args: string[]): Ran => run(["exceptions", ...args, "--store", "store"], { cwd: folder });
const json = (...args: string[]) => JSON.parse(cli(...args, "--json").stdout);
const first = (): string => json("list", "--state", "all").exceptions[0].id;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "countersign-cli-exceptions-"));
  const store = fileSystemStore(join(folder, "store"));
  const gate = createGate({
    store,
    contracts: [etaContract],
    policies: [receivingPolicy],
    streams: [
      { name: "held", source: "carrier/dhl", contract: "shipment-eta", preset: "strict" },
      { name: "seen", contract: "shipment-eta" },
    ],
  });
  for (let n = 0; n < 3; n++) await gate.admit(eta({ minutes: -5, subject: hostile }));
  for (let n = 0; n < 4; n++) await gate.admit(eta({ source: "carrier/ups", minutes: n === 0 ? -5 : 5 }));
  await gate.close();
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("`countersign exceptions`", () => {
  it("says what observing streams would have done, and lists what waits", () => {
    const { code, stdout } = cli();
    expect(code).toBe(0);
    expect(stdout).toMatch(/^would have held 1 of 4 events, because /);
    expect(stdout).toMatch(/\n\S{22} {2}low +open {3}held_event +3 .*transport .*expected a number >= 0/);
    expect(json().observed).toMatchObject({ events: 4, wouldHold: 1, wouldRefuse: 0 });
  });

  it("claims, notes, assigns, puts to sleep and resolves, and shows all of it", () => {
    const id = first();
    const by = (name: string): string[] => ["--by", name, "--reason", "I look into it"];
    expect(cli("claim", id, ...by("erika")).stdout).toContain("claimed by erika: I look into it (unsealed)");
    expect(cli("claim", id, ...by("max"))).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("claimed by erika"),
    });
    expect(cli("note", id, ...by("max")).code).toBe(0);
    expect(cli("assign", id, "--to", "max", ...by("erika")).code).toBe(0);
    expect(cli("snooze", id, "--until", "2999-01-01", ...by("max")).code).toBe(0);
    expect(cli("resolve", id, "--how", "no_fault", ...by("max")).code).toBe(0);
    expect(json("show", id).moves.map(({ move }: { move: string }) => move)).toEqual([
      "opened",
      "claimed",
      "noted",
      "assigned",
      "snoozed",
      "resolved",
    ]);
  });

  it("shows hostile texts harmlessly, and exports them so", () => {
    const id = first();
    for (const { stdout } of [cli("show", id), cli("--state", "all"), cli("export", "--state", "all")]) {
      expect(stdout).not.toContain("\u001b");
      expect(stdout).not.toContain("\u202e");
    }
    expect(cli("show", id).stdout).toContain("⟨U+001B⟩[2J⟨U+202E⟩=HYPERLINK()");
    expect(cli("export", "--state", "all", "--out", "out.csv").code).toBe(0);
    expect(readFileSync(join(folder, "out.csv"), "utf8")).toBe(cli("export", "--state", "all").stdout);
  });

  const usage: readonly [args: readonly string[], code: number, says: string][] = [
    [["dance"], 2, "say one of list"],
    [["claim"], 2, "ID is missing"],
    [["claim", "x"], 2, "--reason is missing"],
    [["list", "x"], 2, "takes no ID"],
    [["list", "--state", "gone"], 2, "--state must be one of"],
    [["list", "--kind", "gone"], 2, "--kind must be one of"],
    [["list", "--limit", "0"], 2, "--limit must be from 1 to 1000"],
    [["snooze", "x", "--reason", "r", "--until", "2001-01-01"], 2, "--until must be a date to come"],
    [["resolve", "x", "--reason", "r", "--how", "passed"], 2, "--how must be one of"],
    [["show", "x"], 4, "there is no exception `x`"],
  ];
  it.each(usage)("tells what is wrong with %j", (args, code, says) => {
    const ran = cli(...args);
    expect([ran.code, `${ran.stdout}${ran.stderr}`]).toEqual([code, expect.stringContaining(says)]);
  });

  it("makes no store where there is none", () => {
    const ran = run(["exceptions", "--store", "nowhere"], { cwd: folder });
    expect([ran.code, ran.stderr.includes("[file_unreadable]"), existsSync(join(folder, "nowhere"))]).toEqual([
      1,
      true,
      false,
    ]);
  });
});
