import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "countersign-keys-"));
const [keys, store] = [join(folder, "keys"), join(folder, "store")];
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const said = (verb: string, ...more: readonly string[]) => {
  const { code, stdout, stderr } = run(["keys", verb, keys, ...more]);
  return { code, text: stdout + stderr };
};
const trusted = () => JSON.parse(readFileSync(join(keys, "trusted-keys.json"), "utf8")).keys;

describe("the keys of a house on disk", () => {
  beforeAll(() => {
    expect(said("new", "--name", "acme.example/receiving").code).toBe(0);
    expect(said("precommit", "--store", store).code).toBe(0);
    process.env.COUNTERSIGN_TEST_PASSPHRASE = "geheim";
    expect(
      said(
        "add",
        "--principal",
        "dhl",
        "--source",
        "carrier/dhl",
        "--algorithm",
        "ES256",
        "--store",
        store,
        "--passphrase-env",
        "COUNTERSIGN_TEST_PASSPHRASE",
      ).code,
    ).toBe(0);
  });

  it("are written encrypted where a passphrase is given, and readable only by their owner", () => {
    expect(readFileSync(join(keys, "dhl.pem"), "utf8")).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----/);
    expect(statSync(join(keys, "dhl.pem")).mode & 0o077).toBe(0);
  });

  it("begin with the second in which they are made, for cosigners tell whole seconds", () => {
    for (const { validFrom } of trusted()) expect(validFrom).toMatch(/\.000Z$/);
  });

  it("rotate to the key that was pre-committed, end, and can be shown with what the log says", () => {
    expect(said("rotate", "--key", "acme.example/receiving", "--store", store).code).toBe(0);
    expect(existsSync(join(keys, "next-house.jwk.json"))).toBe(false);
    expect(said("compromised", "--key", "dhl", "--from", "2026-03-31", "--store", store).text).toContain(
      "is in other hands from 2026-03-31T00:00:00.000Z. It is entry 3 of the log",
    );
    const shown = said("show", "--store", store);
    expect(shown.code).toBe(0);
    expect(shown.text.match(/proven {3}key_event_valid/g)).toHaveLength(4);
    expect(
      trusted().filter(({ principal }: { principal: string }) => principal === "acme.example/receiving"),
    ).toHaveLength(2);
  });

  it("can be ended without a store, and say that this is recorded nowhere; an end is never put off", () => {
    expect(said("compromised", "--key", trusted()[2].keyId, "--from", "2027-01-01").text).toContain(
      "from 2026-03-31T00:00:00.000Z. It is recorded in no log",
    );
  });

  it("begin with the day that is named, and not with its end", () => {
    expect(said("add", "--principal", "ups", "--source", "carrier/ups", "--from", "2026-04-01").code).toBe(0);
    expect(trusted().at(-1).validFrom).toBe("2026-04-01T00:00:00.000Z");
  });

  it.each([
    ["which key", ["revoke"], "--key is missing"],
    ["a key that is there", ["revoke", "--key", "nobody"], "--key fits 0 keys"],
    [
      "a passphrase that is there",
      ["add", "--principal", "x", "--source", "a", "--passphrase-env", "NONE"],
      "is empty",
    ],
    ["a day that there is", ["revoke", "--key", "ups", "--from", "2026-02-30"], "--from must be a date"],
    ["an option that there is", ["revoke", "--since", "2026-02-28"], "there is no option `--since`"],
    [
      "an algorithm that signs checkpoints",
      ["add", "--principal", "co", "--role", "cosigner", "--algorithm", "ES256"],
      "Ed25519 alone",
    ],
    ["no key of a log", ["rotate", "--key", "acme.example/receiving log"], "a log keeps its key"],
  ])("want to be told %s", (_, [verb = "", ...more], message) => {
    const { code, text } = said(verb, ...more);
    expect([code, text]).toEqual([2, expect.stringContaining(message)]);
  });

  it("of another house end no log, nor do those of a twin, and none begins among other things", () => {
    const recorded = (name: string, where: string) => {
      const own = join(folder, `keys-of-${name.replace("/", "-")}`);
      if (!existsSync(own)) expect(run(["keys", "new", own, "--name", name]).code).toBe(0);
      return run(["keys", "precommit", own, "--store", where]);
    };
    const before = said("show", "--store", store).text;
    expect(recorded("other.example", store)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("the store is that of `acme.example/receiving`"),
    });
    expect(recorded("acme.example/receiving", store)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("signed by another key"),
    });
    expect(said("show", "--store", store).text).toBe(before);
    expect(recorded("third.example", keys)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("holds no store"),
    });
    expect(readdirSync(keys).filter((name) => name.endsWith(".segment"))).toEqual([]);
    // Nothing is half done: no private key lies there of which nobody knows.
    expect(readdirSync(join(folder, "keys-of-other.example"))).not.toContain("next-house.jwk.json");
  });

  it("are made under a name that a log can bear", () => {
    for (const name of ["", "acme receiving", "acme+receiving"]) {
      const { code, stderr } = run(["keys", "new", join(folder, "named"), "--name", name]);
      expect([code, stderr]).toEqual([2, expect.stringContaining("no spaces and no plus sign")]);
    }
    expect(existsSync(join(folder, "named"))).toBe(false);
  });
});
