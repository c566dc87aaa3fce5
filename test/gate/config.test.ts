import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/foundation/index.ts";
import { createGate } from "../../src/gate/index.ts";
import { formatTrustedKeys, generateKey, trustedKeys } from "../../src/provenance/index.ts";
import { codeOf } from "../support.ts";
import { eta, etaContract, receivingPolicy } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-config-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, value: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
};
write("eta.json", etaContract);
write("policy.json", receivingPolicy);

const complete = {
  $schema: "./node_modules/countersign/schema/countersign.schema.json",
  formatVersion: 1,
  name: "acme.example/receiving",
  store: { kind: "file-system", directory: "store" },
  contracts: ["eta.json"],
  policies: ["policy.json"],
  streams: [
    {
      name: "carrier-eta",
      source: "carrier/**",
      type: "shipment.eta.changed",
      preset: "strict",
      contract: "shipment-eta",
      tier: "low",
      requester: "/changedBy",
    },
  ],
  limits: { maxEventBytes: 100_000 },
  degraded: { spool: { kind: "memory" } },
  tenants: { north: { policies: ["policy.json"] } },
};

const schema = JSON.parse(readFileSync(new URL("../../schema/countersign.schema.json", import.meta.url), "utf8"));
const validates = new Ajv2020({ strict: true }).compile(schema);

describe("a gate from a file", () => {
  it("reads the files it names, and admits", async () => {
    const gate = createGate(write("countersign.json", complete));
    expect(await gate.admit(eta())).toMatchObject({
      outcome: "accepted",
      mode: "enforce",
      contract: { id: "shipment-eta" },
    });
    await gate.close();
  });

  it("signs with the keys of a folder", async () => {
    const [house, log] = [await generateKey("ES256"), await generateKey("Ed25519")];
    const own = mkdtempSync(join(folder, "keys-"));
    writeFileSync(join(own, "house.jwk.json"), JSON.stringify(house.privateKey));
    writeFileSync(join(own, "log.jwk.json"), JSON.stringify(log.privateKey));
    writeFileSync(join(own, "trusted-keys.json"), JSON.stringify(formatTrustedKeys(trustedKeys([]))));
    const gate = createGate(write("keyed.json", { formatVersion: 1, keys: { directory: own } }));
    const { keys } = await gate.trustedKeys();
    expect(keys.map(({ key }) => key)).toContainEqual(house.publicKey);
    expect(
      canonicalJson(formatTrustedKeys(trustedKeys(formatTrustedKeys(await gate.trustedKeys()).keys))),
    ).not.toContain('"d"');
    for (const key of [house, log]) writeFileSync(join(own, "log.jwk.json"), JSON.stringify(key.privateKey));
    writeFileSync(join(own, "house.jwk.json"), JSON.stringify(log.privateKey));
    expect(() => createGate(join(folder, "keyed.json"))).toThrow("the house and its log must have different keys");
  });

  const wrong: readonly [what: string, change: Record<string, unknown>, code: string, inSchema: boolean][] = [
    ["nothing wrong", {}, "", true],
    ["a name with a space", { name: "my house" }, "config_malformed", false],
    ["a setting nobody knows", { colour: "red" }, "config_malformed", false],
    ["a preset nobody knows", { streams: [{ name: "a", preset: "stern" }] }, "config_malformed", false],
    ["a stream without a name", { streams: [{}] }, "config_malformed", false],
    ["a limit that is no number", { limits: { maxHeld: "many" } }, "config_malformed", false],
    ["a retention by class", { retention: { personal: 30, internal: 365 } }, "", true],
    ["a retention of a class nobody knows", { retention: { secret: 30 } }, "config_malformed", false],
    ["a retention for half a day", { retention: { personal: 0.5 } }, "config_malformed", false],
    ["a store nobody knows", { store: { kind: "cloud" } }, "config_malformed", false],
    ["a contract file that is not there", { contracts: ["none.json"] }, "config_unreadable", true],
    ["a policy file that is a contract", { policies: ["eta.json"] }, "config_file_malformed", true],
    ["a stream that names no contract there is", { streams: [{ name: "a", contract: "nothing" }] }, "TypeError", true],
    ["a newer format", { formatVersion: 2 }, "newer_format", false],
  ];
  for (const [what, change, code, inSchema] of wrong) {
    it(`with ${what}: ${code || "fine"}, and editors ${inSchema ? "have nothing to say" : "say so, too"}`, () => {
      const config = { ...complete, ...change };
      expect(codeOf(() => createGate(write("changed.json", config)))).toBe(code || undefined);
      expect(validates(config)).toBe(inSchema);
    });
  }

  it.each([
    ["{", "config_file_malformed"],
    ['{"formatVersion":1,"formatVersion":1}', "config_file_malformed"],
    ["[]", "config_malformed"],
  ])("that holds %s: %s", (text, code) => {
    expect(codeOf(() => createGate(write("broken.json", text)))).toBe(code);
  });
  it("that is not there", () => expect(codeOf(() => createGate(join(folder, "none.json")))).toBe("config_unreadable"));

  it("never shows a private key in an error", () => {
    const own = mkdtempSync(join(folder, "keys-"));
    writeFileSync(
      join(own, "house.jwk.json"),
      JSON.stringify({ kty: "OKP", crv: "X25519", x: "AAAA", d: "very-secret" }),
    );
    writeFileSync(join(own, "log.jwk.json"), "{}");
    let message = "";
    try {
      createGate(write("keyed.json", { formatVersion: 1, keys: { directory: own } }));
    } catch (error) {
      message = JSON.stringify(error) + String(error);
    }
    expect(message).toContain("key_unsupported");
    expect(message).not.toContain("very-secret");
  });
});
