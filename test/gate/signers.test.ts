import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { verifyBundle } from "../../src/evidence/index.ts";
import { createGate, type GateConfig, type KeyHolder } from "../../src/gate/index.ts";
import {
  environmentSigner,
  fileSigner,
  formatPrivatePem,
  formatTrustedKeys,
  generateKey,
  localSigner,
  nodeSigner,
  parsePublicJwk,
  trustedKeys,
} from "../../src/provenance/index.ts";
import { codeOf } from "../support.ts";
import { bankChange, scene, start } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-gate-signers-"));
const PASSPHRASE = "chosen by the house";
const ROUNDS = 1_000;
beforeAll(() => {
  process.env.COUNTERSIGN_TEST_PASSPHRASE = PASSPHRASE;
});
afterAll(() => {
  delete process.env.COUNTERSIGN_TEST_PASSPHRASE;
  delete process.env.COUNTERSIGN_TEST_KEY;
  rmSync(folder, { recursive: true, force: true });
});

const house = await generateKey("ES256");
const log = await generateKey("Ed25519");
const pem = join(folder, "house.pem");
writeFileSync(pem, formatPrivatePem(house.privateKey, PASSPHRASE, ROUNDS));
writeFileSync(join(folder, "house.jwk.json"), JSON.stringify((await generateKey("ES256")).privateKey));
writeFileSync(join(folder, "log.jwk.json"), JSON.stringify(log.privateKey));
writeFileSync(join(folder, "trusted-keys.json"), JSON.stringify(formatTrustedKeys(trustedKeys([]))));

/** An event of critical impact bears the house's own signature. */
async function expectProven(config: GateConfig): Promise<void> {
  const gate = createGate(config);
  await gate.admit(bankChange({ subject: "SUP-1" }));
  const trusted = await gate.trustedKeys();
  expect(trusted.keys.map(({ key }) => key)).toContainEqual(parsePublicJwk(house.publicKey));
  const verdict = await verifyBundle(await gate.evidence("SUP-1"), { trustedKeys: trusted, at: start });
  expect(verdict.checks.filter(({ status }) => status !== "proven")).toEqual([]);
  await gate.close();
}

const signedBy = async (signer: KeyHolder["signer"]): Promise<GateConfig> => {
  const { config, keys } = await scene();
  return { ...config, keys: { ...keys, house: { signer, publicKey: house.publicKey } } };
};

describe("the house signs with a key", () => {
  it("in an encrypted file", async () => expectProven(await signedBy(fileSigner(pem, { passphrase: PASSPHRASE }))));

  it("in an environment variable", async () => {
    const environment = { HOUSE: JSON.stringify(house.privateKey) };
    await expectProven(await signedBy(environmentSigner("HOUSE", { environment })));
  });

  it("in this process, with the platform's own signing", async () =>
    expectProven(await signedBy(nodeSigner(house.privateKey))));

  it("that belongs to the public key it is shown by, or there is no gate", async () => {
    const { signer } = { signer: localSigner((await generateKey("ES256")).privateKey) };
    const config = await signedBy(signer);
    expect(() => createGate(config)).toThrow("a signer and its `publicKey` must belong together");
  });
});

describe("a configuration file says where the house's key lies", () => {
  const named = (source: object): GateConfig | string => {
    const file = join(folder, "countersign.json");
    writeFileSync(file, JSON.stringify({ formatVersion: 1, keys: { directory: ".", house: source } }));
    return file;
  };
  const keyOf = async (source: object) => {
    const { keys } = await createGate(named(source)).trustedKeys();
    return keys.map(({ key }) => key);
  };

  it("in an encrypted file, whose passphrase is in the environment", async () => {
    const source = { file: "house.pem", passphraseVariable: "COUNTERSIGN_TEST_PASSPHRASE" };
    expect(await keyOf(source)).toContainEqual(house.publicKey);
  });

  it("in an environment variable", async () => {
    process.env.COUNTERSIGN_TEST_KEY = JSON.stringify(house.privateKey);
    expect(await keyOf({ variable: "COUNTERSIGN_TEST_KEY" })).toContainEqual(house.publicKey);
  });

  const wrong: readonly [what: string, source: object, code: string][] = [
    ["without its passphrase", { file: "house.pem" }, "config_file_malformed"],
    ["with a variable that is empty", { variable: "COUNTERSIGN_TEST_NOTHING" }, "config_file_malformed"],
    ["in a file that is not there", { file: "none.pem" }, "config_unreadable"],
    ["in two places", { file: "house.pem", variable: "COUNTERSIGN_TEST_KEY" }, "config_malformed"],
    ["nowhere", {}, "config_malformed"],
  ];
  for (const [what, source, code] of wrong)
    it(`and is told where it cannot be read: ${what}`, () => {
      expect(codeOf(() => createGate(named(source)))).toBe(code);
    });
});
