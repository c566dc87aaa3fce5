import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGate } from "../../src/gate/index.ts";
import { fileSystemStore } from "../../src/stores/index.ts";
import { bankChange, bankContract, eta, etaContract, receivingPolicy } from "../gate/support.ts";
import { type Ran, run } from "./run.ts";

let folder: string;
const cli = (...args: string[]): Ran => run(["quarantine", ...args, "--store", "store"], { cwd: folder });
const json = (...args: string[]) => JSON.parse(cli(...args, "--json").stdout);
const order = ["--by", "erika", "--reason", "I asked the carrier"];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "countersign-cli-quarantine-"));
  const store = fileSystemStore(join(folder, "store"));
  const gate = createGate({
    store,
    contracts: [etaContract, bankContract],
    policies: [receivingPolicy],
    streams: [
      { name: "eta", type: "shipment.eta.changed", contract: "shipment-eta", preset: "strict" },
      {
        name: "bank",
        type: "supplier.bank.changed",
        contract: "supplier-bank",
        preset: "strict",
        requester: "/changedBy",
      },
    ],
  });
  for (const subject of ["SHP-A", "SHP-B\u001b[2J"]) await gate.admit(eta({ minutes: -5, subject }));
  await gate.admit(bankChange());
  await gate.admit("{ no json");
  await gate.close();
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("`countersign quarantine`", () => {
  it("lists what is held, and apart from it what could not be read", () => {
    const { stdout } = cli("list");
    expect(stdout).toMatch(/^3 held\nid +held at +for +key +why\n\S{22} .*quarantine +SHP-A +value_out_of_range/);
    expect(stdout).not.toContain("\u001b[2J");
    expect(json("list", "--dead-letters").items).toMatchObject([{ heldFor: "dead-letter", codes: ["json_syntax"] }]);
  });

  it("shows a held event without what is classified, and with it when asked to", () => {
    const id = json("list").items.find(({ key }: { key: string }) => key === "SUP-100").id;
    expect(cli("show", id).stdout).toContain('"iban":"[kept back]"');
    expect(cli("show", id).stdout).not.toContain("DE8937");
    expect(JSON.stringify(json("show", id))).not.toContain("DE8937");
    expect(cli("show", id, "--reveal").stdout).toContain("DE89370400440532013000");
  });

  it("shows a role what the configuration lets it see, by its name or by a principal who has it", () => {
    const id = json("list").items.find(({ key }: { key: string }) => key === "SUP-100").id;
    const show = (...args: string[]): string => cli("show", id, ...args).stdout;
    expect(show("--role", "approver")).toContain("[kept back]");
    writeFileSync(
      join(folder, "countersign.json"),
      JSON.stringify({ formatVersion: 1, views: { approver: ["confidential"], clerk: [] } }),
    );
    expect(show("--role", "approver")).toContain("DE89370400440532013000");
    for (const role of ["clerk", "constructor", "nobody"]) expect(show("--role", role)).toContain("[kept back]");
    expect(run(["keys", "new", "keys", "--name", "acme"], { cwd: folder }).code).toBe(0);
    run(["keys", "add", "keys", "--principal", "b.berg", "--role", "approver"], { cwd: folder });
    expect(show("--as", "b.berg", "--keys", "keys")).toContain("DE89370400440532013000");
    expect(show("--as", "erika", "--keys", "keys")).toContain("[kept back]");
    rmSync(join(folder, "countersign.json"));
  });

  it("finds the same again, in the store and from a file", () => {
    const { id } = json("list").items.find(({ key }: { key: string }) => key === "SHP-A");
    expect(cli("rerun", id)).toMatchObject({ code: 0, stdout: "1 of 1 found again\n" });
    const { capsule } = json("show", id, "--reveal");
    writeFileSync(join(folder, "held.json"), JSON.stringify({ capsule }));
    writeFileSync(join(folder, "eta.json"), JSON.stringify(etaContract));
    const offline = (...args: string[]): Ran => run(["quarantine", "rerun", ...args], { cwd: folder });
    expect(offline("held.json", "--contract", "eta.json")).toMatchObject({ code: 0, stdout: "1 of 1 found again\n" });
    writeFileSync(join(folder, "found.json"), JSON.stringify({ ...capsule, findings: [] }));
    expect(offline("found.json", "--contract", "eta.json")).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("not found when it was held: "),
    });
    writeFileSync(join(folder, "other.json"), JSON.stringify(bankContract));
    expect(offline("held.json", "--contract", "other.json").stderr).toContain("capsule_of_other_contract");
    expect(cli("rerun", json("list", "--dead-letters").items[0].id, "--dead-letters").code).toBe(4);
  });

  it("moves each once, tells who was first, and erases only what was decided", () => {
    const [{ id }] = json("list").items;
    expect(cli("annotate", id, ...order).stdout).toMatch(/annotated by erika: I asked the carrier \(unsealed\)\n$/);
    expect(cli("purge", id, ...order)).toMatchObject({ code: 3, stdout: expect.stringContaining("still held") });
    expect(cli("discard", id, ...order).code).toBe(0);
    expect(cli("release", id, ...order)).toMatchObject({ code: 3, stdout: expect.stringContaining("by erika") });
    expect(cli("purge", id, ...order)).toMatchObject({ code: 0, stdout: expect.stringContaining("purged by erika") });
    expect(cli("show", id).stdout).toContain("discarded; its content was erased");
  });

  it("erases by class what was decided long enough ago, and only when told to", { timeout: 180_000 }, () => {
    const [waiting, decided] = json("list").items.map((item: { id: string }) => item.id);
    cli("discard", decided, ...order);
    expect(cli("expire", "--keep", "internal=1", "--keep", "confidential=1").stdout).toBe(
      "nothing was decided longer ago than it is kept\n",
    );
    const config = join(folder, "countersign.json");
    writeFileSync(config, JSON.stringify({ formatVersion: 1, retention: { internal: 0, confidential: 0 } }));
    const would = json("expire");
    rmSync(config);
    expect(would).toMatchObject({ erased: false, expired: [{ id: decided, days: 0 }], notErased: 0 });
    expect(cli("show", decided).stdout).not.toContain("erased");
    const keep = ["--keep", "internal=0", "--keep", "confidential=0"];
    expect(cli("expire", ...keep).stdout).toMatch(/^would erase 1 \w+, decided more than 0 days ago; /);
    expect(cli("expire", ...keep, "--yes", "--by", "erika").stdout).toMatch(
      /^erased 1 \w+, decided more than 0 days ago/,
    );
    const left = cli("show", decided).stdout;
    expect(left).toContain("its content was erased");
    expect(left).toMatch(/purged by erika: what is \w+ is kept for 0 days after the decision \(unsealed\)/);
    expect(cli("show", waiting).stdout).not.toContain("erased");
    expect(json("expire", ...keep).expired).toEqual([]);
  });

  it("writes a plan that repairs, or one that sends on as it is only when told to", { timeout: 180_000 }, async () => {
    const [own, keys] = [join(folder, "plan"), join(folder, "plan", "keys")];
    mkdirSync(own);
    expect(run(["keys", "new", keys, "--name", "acme"], { cwd: own }).code).toBe(0);
    writeFileSync(join(own, "eta.json"), JSON.stringify(etaContract));
    writeFileSync(join(own, "policy.json"), JSON.stringify(receivingPolicy));
    const stream = { name: "eta", type: "shipment.eta.changed", contract: "shipment-eta", preset: "strict" };
    const house = { formatVersion: 1, name: "acme", store: { kind: "file-system" }, keys: { directory: "keys" } };
    const rules = { contracts: ["eta.json"], policies: ["policy.json"], streams: [stream] };
    const config = join(own, "countersign.json");
    writeFileSync(config, JSON.stringify({ ...house, ...rules }));
    const gate = createGate(config);
    const minutes = (nr: number): number => 60 + ((nr * 37) % 80);
    for (let nr = 0; nr < 25; nr++) await gate.admit(eta({ minutes: minutes(nr) }));
    for (let nr = 0; nr < 12; nr++) await gate.admit(eta({ minutes: 60 * minutes(nr) }));
    expect((await gate.admit(eta({ minutes: 88 }))).outcome).toBe("held");
    await gate.close();
    const plan = (...args: string[]): Ran => run(["quarantine", "plan", ...args], { cwd: own });
    const [repair, asIs] = [plan("--out", "repair.json"), plan("--as-is", "--out", "as-is.json")];
    expect(repair.stdout).toMatch(
      /^where they are right, --as-is: send them on as they are; those before them look like `h` then\n/,
    );
    expect(repair.stdout).toContain("divide `/etaMinutes` by 60: would repair ");
    expect(repair.stdout).toContain("1 needs nothing, and would stay held: nothing is found as they came\n");
    expect(repair.code).toBe(0);
    expect(asIs.stdout).toMatch(/^send them on as they are: would repair (\d+) of \1\n/);
    const operations = (file: string) => JSON.parse(readFileSync(join(own, file), "utf8")).operations;
    expect(operations("repair.json")).toMatchObject([{ op: "divide", by: "60" }]);
    expect(operations("as-is.json")).toEqual([]);
  });

  it.each([
    [["expire"], 2],
    [["expire", "--keep", "secret=3"], 2],
    [["expire", "--keep", "personal"], 2],
    [["show", "no-such-id"], 4],
    [["show"], 2],
    [["discard", "A".repeat(22)], 2],
    [["discard", "A".repeat(22), "--reason", "x"], 4],
    [["list", "--limit", "0"], 2],
    [["list", "--limit", "2000"], 2],
    [["frobnicate"], 2],
  ])("%j ends with %i", (args, code) => expect(cli(...args).code).toBe(code));
});
