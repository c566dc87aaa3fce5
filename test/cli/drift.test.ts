import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Command } from "../../src/cli/command.ts";
import { overdue } from "../../src/cli/drift/overdue.ts";
import { precision } from "../../src/cli/drift/precision.ts";
import { watch } from "../../src/cli/drift/watch.ts";
import { createOutput } from "../../src/cli/output.ts";
import { seededRandom } from "../../src/foundation/index.ts";
import { createGate } from "../../src/gate/index.ts";
import { fileSystemStore } from "../../src/stores/index.ts";
import { bankContract, eta, etaContract, scene } from "../gate/support.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "countersign-drift-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

/** A command in this process: it starts hundreds of times faster than a program. */
async function call(command: Command, positionals: readonly string[], values: Record<string, string | boolean> = {}) {
  let stdout = "";
  const output = createOutput({
    json: values.json === true,
    plain: true,
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: () => true },
  });
  const code = await command.run({ positionals, values }, output);
  return { code, stdout };
}

const rows = (change: (at: number) => number): string => {
  const random = seededRandom(21);
  const lines = Array.from({ length: 600 }, (_, at) => {
    const [quantity, price] = [1 + (at % 9), 20 + (at % 31)];
    const minutes = Math.round(90 * Math.exp(0.4 * random.normal()) * change(at));
    return `S-${at},${at % 2 ? "DHL" : "KN"},${quantity},${price},${quantity * price},${minutes}`;
  });
  return ["id,carrier,quantity,price,value,minutes", ...lines].join("\n");
};

const contract = JSON.stringify({
  formatVersion: 1,
  id: "shipment",
  version: "1.0.0",
  owner: "logistics",
  tier: "low",
  schema: {
    type: "object",
    properties: {
      quantity: { type: "integer" },
      price: { type: "number" },
      value: { type: "number" },
      minutes: { type: "number", "x-unit": "min" },
    },
    "x-relation": [{ name: "value = quantity × price", left: "/value", right: { product: ["/quantity", "/price"] } }],
  },
});

describe("drift watch", () => {
  it("finds nothing in a file that stays as it is", async () => {
    const { code, stdout } = await call(
      watch,
      [
        write(
          "same.csv",
          rows(() => 1),
        ),
      ],
      { learn: "300" },
    );
    expect([code, stdout]).toEqual([0, "proven   same.csv: 600 records, nothing changes\n"]);
  });

  it("tells a change of unit where it is declared, at the line where it is noticed, and exits with 3", async () => {
    const file = write(
      "minutes.csv",
      rows((at) => (at < 400 ? 1 : 60)),
    );
    const { code, stdout } = await call(watch, [file], { contract: write("shipment.json", contract) });
    expect(code).toBe(3);
    expect(stdout).toMatch(
      /^line 40[0-9]: `\/minutes` is declared in `min`; the last \d+ values look like `s`, 60 times/m,
    );
    expect(stdout).toMatch(/^line 4[12][0-9]: `\/minutes` is declared in `min`; the last \d+ values are in `s`/m);
  });

  it("tells one sender's change apart, by the column that names the sender", async () => {
    const file = write(
      "sender.csv",
      rows((at) => (at < 400 || at % 2 === 0 ? 1 : 60)),
    );
    const values = { contract: write("shipment.json", contract), by: "carrier", json: true };
    const { stdout } = await call(watch, [file], values);
    const { changes } = JSON.parse(stdout) as { changes: readonly { code: string; sentence: string }[] };
    expect(changes.map(({ code }) => code)).toEqual(["unit_suspected", "unit_changed"]);
    expect(changes[0]?.sentence).toContain("`/minutes` of `DHL` is declared in `min`");
  });

  it("tells a relation that no longer holds at the first record, without a contract", async () => {
    const broken = rows(() => 1).replace(
      /^(S-450,[^,]*,\d+,\d+),(\d+),/m,
      (_, before, value) => `${before},${value}00,`,
    );
    const { code, stdout } = await call(watch, [write("relation.csv", broken)], { learn: "300" });
    expect(code).toBe(3);
    expect(stdout).toMatch(/^line 452: `value = quantity × price` does not hold/m);
  });

  it("tells a new way of writing once, and words for no value apart from changes", async () => {
    const lines = Array.from({ length: 200 }, (_, at) => {
      const weight = at % 8 === 3 ? `See ASN-${at} (ID#:${at})` : String(5 + (at % 7));
      return `${at < 150 ? `2026-03-${10 + (at % 20)}` : `${10 + (at % 20)}.03.2026`},${weight}`;
    });
    const file = write("words.csv", ["day,weight", ...lines].join("\n"));
    const { code, stdout } = await call(watch, [file], { learn: "20", json: true });
    const { changed, changes, learned } = JSON.parse(stdout) as Record<"changes" | "learned", readonly object[]> & {
      readonly changed: number;
    };
    expect([code, changed]).toEqual([3, 1]);
    expect(changes).toMatchObject([{ code: "text_style_changed", path: "/day", line: 152, records: 1 }]);
    expect(learned).toMatchObject([{ code: "sentinel_learned", path: "/weight" }]);
  });

  it("refuses a contract that is not the file's: none of its records has what it requires", async () => {
    const file = write(
      "foreign.csv",
      rows(() => 1),
    );
    const foreign = (change: object) =>
      write("foreign.json", JSON.stringify({ ...JSON.parse(contract), schema: { type: "object", ...change } }));
    const ask = (change: object) => call(watch, [file], { contract: foreign(change) });
    const refused = { code: "contract_of_other_data", details: { contract: "shipment" } };
    await expect(ask({ required: ["id", "temperature"] })).rejects.toMatchObject(refused);
    await expect(ask({ properties: { temperature: { type: "number" } } })).rejects.toMatchObject(refused);
    expect((await ask({ required: ["id"] })).code).toBe(0);
  });

  it("refuses a contract where the records name another one", async () => {
    const record = { dataschema: "urn:contract:receipt:1.0.0", minutes: 90 };
    const file = write("named.ndjson", JSON.stringify(record));
    const watching = call(watch, [file], { contract: write("shipment.json", contract) });
    await expect(watching).rejects.toMatchObject({ code: "contract_of_other_data" });
  });
});

describe("drift overdue", () => {
  /** A store whose only feed has promised to speak every two hours, and last spoke at 08:00 on 31 March 2026. */
  const silentStore = async (name: string): Promise<string> => {
    const store = fileSystemStore(join(folder, name));
    const promising = { ...etaContract, formatVersion: 2 as const, sla: { freshness: "PT2H" } };
    const { config } = await scene({ store, contracts: [promising, bankContract] });
    const gate = createGate(config);
    await gate.admit(eta());
    await gate.close();
    await store.close();
    return join(folder, name);
  };

  it("tells from a store alone who has been silent for too long, and exits with 3", async () => {
    const store = await silentStore("silent");
    const late = await call(overdue, [], { store, at: "2026-03-31T10:30:00Z" });
    expect(late.code).toBe(3);
    expect(late.stdout.split("\n")).toEqual([
      "no `shipment.eta.changed` from `carrier/dhl` since 2026-03-31T08:00:00.000Z, for 150 min; at most 120 min are promised",
      "1 of 1 feed is overdue; 0 came too rarely to tell",
      "",
    ]);
    const { code, stdout } = await call(overdue, [], { store, at: "2026-03-31T09:00:00Z", json: true });
    expect([code, JSON.parse(stdout)]).toEqual([0, { findings: [], feeds: 1, young: 0, isFull: false }]);
  });

  it("asks the gate of a configuration what its contracts promise by now", async () => {
    const store = await silentStore("configured");
    const hourly = { ...etaContract, formatVersion: 2, version: "1.1.0", sla: { freshness: "PT1H" } };
    const config = write(
      "countersign.json",
      JSON.stringify({
        formatVersion: 1,
        name: "acme.example/receiving",
        store: { kind: "file-system", directory: store },
        contracts: [write("hourly.json", JSON.stringify(hourly))],
      }),
    );
    const { code, stdout } = await call(overdue, [], { config, at: "2026-03-31T09:30:00Z" });
    expect([code, stdout]).toEqual([3, expect.stringContaining("at most 60 min are promised")]);
  });

  it("says of a store that is not there that it is not there", async () => {
    const asking = call(overdue, [], { store: join(folder, "nowhere") });
    await expect(asking).rejects.toMatchObject({ code: "file_unreadable" });
    const misspelt = call(overdue, [], { config: join(folder, "nowhere.json") });
    await expect(misspelt).rejects.toMatchObject({ code: "file_unreadable" });
  });
});

describe("drift precision", () => {
  /** A store in which drift has held some events, of which one was released and two were discarded. */
  const heldStore = async (name: string): Promise<number> => {
    const store = fileSystemStore(join(folder, name));
    const { config } = await scene({ store });
    const gate = createGate(config);
    const random = seededRandom(3);
    const minutes = (): number => Math.round(90 * Math.exp(0.4 * random.normal()));
    for (let nr = 0; nr < 60; nr++) await gate.admit(eta({ minutes: minutes() }));
    for (let nr = 0; nr < 8; nr++) await gate.admit(eta({ minutes: 60 * minutes() }));
    const shelf = await gate.shelf();
    const { items } = await shelf.list({ limit: 100 });
    const [fine, ...wrong] = items.map(({ id }) => id);
    const order = { by: "erika", reason: "seen", at: new Date() };
    await shelf.release(fine ?? "", order);
    for (const id of wrong.slice(0, 2)) await shelf.discard(id, order);
    await gate.close();
    await store.close();
    return items.length;
  };

  it("counts from a store alone, or from that of a configuration", async () => {
    const held = await heldStore("held");
    const counts = { held, waiting: held - 3, fine: 1, confirmed: 2, precision: 2 / 3 };
    const told = await call(precision, [], { store: join(folder, "held") });
    const sentence = `${held} events held for drift: 2 confirmed, 1 fine, ${held - 3} waiting; 66.7 % of those decided were right\n`;
    expect(told).toEqual({ code: 0, stdout: sentence });
    const configuration = { formatVersion: 1, store: { kind: "file-system", directory: join(folder, "held") } };
    const config = write("held.json", JSON.stringify(configuration));
    for (const where of [{ store: join(folder, "held") }, { config }]) {
      const { code, stdout } = await call(precision, [], { ...where, json: true });
      expect([code, JSON.parse(stdout)]).toEqual([0, counts]);
    }
  });

  it("counts a tenant's part by itself, and finds nothing decided in an empty one", async () => {
    const { stdout } = await call(precision, [], { store: join(folder, "held"), tenant: "north" });
    const none = "0 events held for drift: 0 confirmed, 0 fine, 0 waiting; nothing is decided yet\n";
    expect(stdout).toBe(none);
  });

  it("says of a store that is not there that it is not there", async () => {
    const asking = call(precision, [], { store: join(folder, "nowhere") });
    await expect(asking).rejects.toMatchObject({ code: "file_unreadable" });
  });
});
