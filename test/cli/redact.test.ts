import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { canonicalJson, type Envelope, type JsonValue } from "../../src/foundation/index.ts";
import { formatTrustedKeys, sealEvent, trustedKeys, verifyEnvelope } from "../../src/provenance/index.ts";
import { eta } from "../gate/support.ts";
import { keyHolder } from "../provenance/keys.ts";
import { run } from "./run.ts";

const at = new Date("2026-03-31T08:00:00.000Z");
const folder = mkdtempSync(join(tmpdir(), "countersign-redact-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);
const put = (name: string, value: unknown): void => writeFileSync(file(name), canonicalJson(value as JsonValue));
const redact = (...args: string[]) => run(["redact", ...args], { cwd: folder });
const read = (name: string): Envelope => JSON.parse(readFileSync(file(name), "utf8"));

let envelope: Envelope;
let trusted: ReturnType<typeof trustedKeys>;
beforeAll(async () => {
  const erp = await keyHolder("erp", "source");
  trusted = trustedKeys([erp.entry]);
  const data = { number: "PO-1", total: "4711.00", buyer: { name: "a.adams", desk: "3" } };
  const redactable = ["/total", "/buyer/name"];
  envelope = await sealEvent(eta({ data } as never), { signers: [erp.signer], at, redactable });
  put("order.json", envelope);
  put("keys.json", formatTrustedKeys(trusted));
  put("strangers.json", formatTrustedKeys(trustedKeys([(await keyHolder("mallory", "source")).entry])));
  const event = { ...envelope.event, data: { ...data, total: "1.00" } };
  put("changed.json", { ...envelope, event });
  put("bundle.json", { formatVersion: 2, manifest: envelope, parts: [] });
  put("renewed.json", { formatVersion: 1, bundle: "", renewals: [] });
  const { event: _, ...eventless } = envelope;
  put("eventless.json", eventless);
  writeFileSync(file("noise.json"), Buffer.from([0xff, 0x00, 0x12]));
  writeFileSync(file("twice.json"), '{"formatVersion":1,"formatVersion":1}');
});

describe("countersign redact", () => {
  it("writes an envelope that still verifies, and says what was kept back", async () => {
    const { code, stdout } = redact("order.json", "--pointer", "/total", "--keys", "keys.json");
    expect(code).toBe(0);
    expect(stdout).toContain("not checked  the value at `/total` was kept back");
    expect(stdout).toMatch(/proven +signature_valid/);
    expect(stdout).toContain("REDACTED  order.redacted.json: 1 of 3 values kept back");
    const written = read("order.redacted.json");
    expect(readFileSync(file("order.redacted.json"), "utf8")).not.toContain("4711");
    expect(written.event?.data).toEqual({ number: "PO-1", buyer: { name: "a.adams", desk: "3" } });
    expect((await verifyEnvelope(written, { trustedKeys: trusted, at })).status).toBe("proven");
    expect(written.payload).toBe(envelope.payload);
  });

  it("keeps back more of what was kept back before, and all of it, for whoever knows no key, too", async () => {
    expect(redact("order.json", "--pointer", "/total", "--out", "less.json").code).toBe(0);
    const all = ["--pointer", "", "--pointer", "/buyer/name", "--pointer", "/total"];
    const { code, stdout } = redact("less.json", ...all, "--out", "least.json", "--json");
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { keptBack: ["", "/buyer/name", "/total"], shown: [] }]);
    expect(JSON.parse(stdout).notChecked).toContain("who vouches for it: say --keys");
    expect(read("least.json").event).not.toHaveProperty("data");
    expect((await verifyEnvelope(read("least.json"), { trustedKeys: trusted, at })).status).toBe("proven");
  });

  it("says that it is unknown who vouches, where the keys are those of others", () => {
    expect(redact("order.json", "--pointer", "/total", "--keys", "strangers.json", "--out", "s.json").code).not.toBe(0);
  });

  it.each([
    ["a pointer that is none", ["order.json", "--pointer", "total"], 1, "[pointer_malformed]"],
    ["a value that is not there", ["order.json", "--pointer", "/gross"], 1, "[redaction_no_leaf]"],
    ["a value that lies in a leaf", ["order.json", "--pointer", "/number"], 1, "the nearest leaf is ``, which is all"],
    ["a value below a leaf", ["order.json", "--pointer", "/buyer/name/first"], 1, "the nearest leaf is `/buyer/name`"],
    ["no pointer", ["order.json"], 2, "--pointer is missing"],
    ["the file itself", ["order.json", "--pointer", "/total", "--out", "./order.json"], 2, "gone for good"],
    ["data that was changed", ["changed.json", "--pointer", "/total"], 3, "nothing was written"],
    ["a bundle", ["bundle.json", "--pointer", "/total"], 2, "evidence json KEY --external"],
    ["a renewed bundle", ["renewed.json", "--pointer", "/total"], 2, "evidence json KEY --external"],
    ["an event that is not there", ["eventless.json", "--pointer", "/total"], 1, "[disclosures_malformed]"],
    ["bytes that are no text", ["noise.json", "--pointer", "/total"], 1, "[json_encoding]"],
    ["a name that stands twice", ["twice.json", "--pointer", "/total"], 1, "[json_duplicate"],
    ["no such file", ["none.json", "--pointer", "/total"], 1, "[file_unreadable]"],
    ["keys that are none", ["order.json", "--pointer", "/total", "--keys", "order.json"], 1, "[format_malformed]"],
  ] as const)("refuses %s, and writes nothing", (_, args, code, message) => {
    const said = redact(...args, ...(args.includes("--out" as never) ? [] : ["--out", "no.json"]));
    expect([said.code, said.stdout + said.stderr]).toEqual([code, expect.stringContaining(message)]);
    expect(existsSync(file("no.json"))).toBe(false);
    expect(read("order.json")).toEqual(JSON.parse(canonicalJson(envelope as unknown as JsonValue)));
  });
});
