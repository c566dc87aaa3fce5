import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toKeyHolder } from "../../src/gate/index.ts";
import {
  createLog,
  generateKey,
  localSigner,
  parseContradiction,
  parseTrustedKeys,
  verifyContradiction,
} from "../../src/provenance/index.ts";
import { fileSystemStore } from "../../src/stores/index.ts";
import { run } from "./run.ts";

const origin = "acme.example/receiving";
let folder: string;
const at = (name: string): string => join(folder, name);

/** A house on the disk whose log can be told in two ways, because its key is at hand. */
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "countersign-checkpoint-"));
  expect(run(["keys", "new", at("keys"), "--name", origin]).code).toBe(0);
  expect(run(["keys", "add", at("keys"), "--principal", "partner", "--role", "cosigner"]).code).toBe(0);
  await append("store", ["a", "b", "c"]);
  cpSync(at("store"), at("fork"), { recursive: true });
  cpSync(at("store"), at("small"), { recursive: true });
  await append("store", ["d"]);
  await append("fork", ["another"]);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function append(name: string, words: readonly string[]): Promise<void> {
  const store = fileSystemStore(at(name));
  const key = toKeyHolder(JSON.parse(readFileSync(at("keys/log.jwk.json"), "utf8")));
  await createLog({ store, origin, ...key }).append(words.map((word) => Buffer.from(word)));
  await store.close();
}
const trusted = () => ["--keys", at("keys/trusted-keys.json")];
const cosign = (request: string, ...more: string[]) =>
  run([
    ...["cosign", at(request), "--key", at("keys/partner.jwk.json"), "--name", "partner.example", ...trusted()],
    ...["--memory", at("seen"), "--out", at("cosignature.txt"), ...more],
  ]);
const isProof = async (file: string) => {
  const keys = parseTrustedKeys(JSON.parse(readFileSync(at("keys/trusted-keys.json"), "utf8")));
  return (await verifyContradiction(parseContradiction(JSON.parse(readFileSync(at(file), "utf8"))), keys)).status;
};

describe("a partner at the terminal", () => {
  it("cosigns one story, and gets proof when the other one is told", async () => {
    expect(run(["checkpoint", "request", at("store"), "--out", at("one.txt")]).code).toBe(0);
    expect(run(["checkpoint", "request", at("fork"), "--out", at("two.txt")]).code).toBe(0);
    expect(cosign("one.txt").code).toBe(0);
    const refused = cosign("two.txt", "--contradiction", at("proof.json"));
    expect([refused.code, refused.stdout]).toEqual([3, expect.stringContaining("[cosign_contradiction]")]);
    expect(await isProof("proof.json")).toBe("proven");
  });

  it("publishes, and is shown what contradicts what is published, of any size", async () => {
    const publish = (name: string, ...more: string[]) =>
      run(["checkpoint", "publish", at(name), "--to", at("public"), ...more]);
    expect(publish("store", "--cosignature", at("cosignature.txt")).code).toBe(0);
    const { checks } = JSON.parse(run(["checkpoint", "show", at("public"), ...trusted(), "--json"]).stdout);
    expect(checks.map(({ status }: { status: string }) => status)).toEqual(["proven", "proven", "proven"]);
    expect(publish("fork")).toMatchObject({ code: 1, stderr: expect.stringContaining("checkpoint_foreign") });
    copyFileSync(at("public/checkpoint"), at("kept.txt"));
    await append("fork", ["and", "more"]);
    const against = ["--against", at("kept.txt"), "--contradiction", at("grown.json")];
    expect(run(["checkpoint", "show", at("fork"), ...trusted(), ...against])).toMatchObject({
      code: 3,
      stdout: expect.stringContaining("two stories"),
    });
    expect(await isProof("grown.json")).toBe("proven");
    expect(run(["fsck", at("fork"), ...trusted(), "--known", at("kept.txt")]).stdout).toContain("log_fork");
    expect(run(["fsck", at("store"), ...trusted(), "--known", at("kept.txt")]).code).toBe(0);
    const both = ["--known", at("kept.txt"), "--known", at("public/checkpoint")];
    const { code, stdout } = run(["fsck", at("store"), ...trusted(), ...both]);
    expect([code, stdout.match(/the log has grown out of/g)]).toEqual([
      0,
      ["the log has grown out of", "the log has grown out of"],
    ]);
  });

  it("is not shown a cosignature that is of an earlier checkpoint, or of nobody who is trusted", () => {
    const publish = (name: string, keys: string) => {
      const cosignature = ["--cosignature", at("cosignature.txt"), "--keys", at(keys)];
      return run(["checkpoint", "publish", at(name), "--to", at(`shown-${name}`), ...cosignature]);
    };
    expect(run(["keys", "new", at("strangers"), "--name", "other.example"]).code).toBe(0);
    for (const [name, keys] of [
      ["small", "keys/trusted-keys.json"],
      ["store", "strangers/trusted-keys.json"],
    ] as const) {
      const { code, stdout } = publish(name, keys);
      expect([code, stdout]).toEqual([3, expect.stringContaining("no trusted cosigner made that cosignature")]);
      expect(existsSync(at(`shown-${name}`))).toBe(false);
    }
    expect(publish("store", "keys/trusted-keys.json").code).toBe(0);
  });

  it("never cosigns by a key that signs for something else, nor under a name that no note can bear", () => {
    for (const [option, value, message] of [
      ["--key", at("keys/log.jwk.json"), "is the key of acme.example/receiving log as log"],
      ["--key", at("keys/house.jwk.json"), "as receiver"],
      ["--name", "partner example", "no spaces"],
    ] as const) {
      const { code, stderr } = cosign("one.txt", option, value);
      expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    }
  });

  it("remembers in a store of its own, and not among other things", () => {
    const { code, stderr } = cosign("one.txt", "--memory", at("public"));
    expect([code, stderr]).toEqual([1, expect.stringContaining("the folder holds no store")]);
    expect(readdirSync(at("public")).toSorted()).toEqual(["checkpoint", "tile"]);
  });

  it("is not told that two checkpoints agree when they could not be compared", () => {
    const against = (other: string) => run(["checkpoint", "show", at("small"), ...trusted(), "--against", at(other)]);
    expect(run(["checkpoint", "request", at("small"), "--last", at("kept.txt"), "--out", at("x.txt")])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("checkpoint_foreign"),
    });
    expect(against("kept.txt")).toMatchObject({ code: 4, stdout: expect.stringContaining("which has 4 entries") });
    expect(existsSync(at("x.txt"))).toBe(false);
  });

  it("asks without making or changing anything where there is no store", () => {
    for (const folder of ["nowhere", "public"]) {
      const before = existsSync(at(folder)) ? readdirSync(at(folder)) : undefined;
      for (const args of [
        ["checkpoint", "publish", at(folder), "--to", at("other")],
        ["checkpoint", "request", at(folder), "--out", at("x.txt")],
        ["keys", "show", at("keys"), "--store", at(folder)],
        ["evidence", "json", "PO-1", "--store", at(folder), "--keys", at("keys")],
      ])
        expect(run(args)).toMatchObject({ code: 1, stderr: expect.stringContaining("[file_unreadable]") });
      expect(existsSync(at(folder)) ? readdirSync(at(folder)) : undefined).toEqual(before);
    }
  });

  it("is told what is missing, and leaves nothing half done", async () => {
    writeFileSync(at("nonsense.txt"), "old 0\n\nnonsense");
    expect(cosign("nonsense.txt").stdout).toContain("[cosign_malformed]");
    expect(run(["checkpoint", "show", at("none.txt")])).toMatchObject({ code: 1 });
    expect(run(["checkpoint", "request", at("keys"), "--out", at("x.txt")]).code).toBe(1);
    expect(run(["checkpoint", "request", at("store")]).code).toBe(2);
    expect(run(["checkpoint", "guess"]).code).toBe(2);
    const { privateKey } = await generateKey("ES256");
    expect(localSigner(privateKey).algorithm).toBe("ES256");
    writeFileSync(at("es256.jwk.json"), JSON.stringify(privateKey));
    rmSync(at("cosignature.txt"));
    expect(cosign("one.txt", "--key", at("es256.jwk.json")).code).not.toBe(0);
    expect(existsSync(at("cosignature.txt"))).toBe(false);
  });
});
