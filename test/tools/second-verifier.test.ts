import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { sealBundle } from "../../src/evidence/index.ts";
import { type Event, fromUtf8, type JsonValue } from "../../src/foundation/index.ts";
import { createSeal, formatTrustedKeys, sealEvent, trustedKeys } from "../../src/provenance/index.ts";
import { keyHolder } from "../provenance/keys.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "countersign-second-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const hasPython = spawnSync("python3", ["--version"]).status === 0 && spawnSync("openssl", ["version"]).status === 0;
if (!hasPython) console.warn("no python3 and openssl here: the second verifier is not tried");

const golden = (file: string): string => readFileSync(join(root, "test/golden", file), "utf8");
const verify = (...args: readonly string[]) => {
  const script = join(root, "tools/verify-bundle.py");
  const { status, stdout, stderr } = spawnSync("python3", [script, ...args], { encoding: "utf8", cwd: folder });
  return { status, stdout, stderr };
};
const laid = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

describe.skipIf(!hasPython && process.env.CI !== "true")("the second verifier", () => {
  const keys = laid("keys.json", golden("trusted-keys.json"));
  const nobody = laid("nobody.json", '{"formatVersion":1,"keys":[]}');
  const good = laid("good.json", golden("bundle.json"));
  const changed = laid("changed.json", golden("bundle.json").replace("SUP-100", "SUP-101"));
  const later = laid(
    "later.json",
    golden("bundle.json").replace('"formatVersion":1,"manifest"', '"formatVersion":99,"manifest"'),
  );

  const rows: readonly [what: string, args: readonly string[], status: number, says: RegExp][] = [
    ["proves what is as it was", [good, "--keys", keys], 0, /PROVEN {2}good\.json/],
    ["proves it ten years later", [good, "--keys", keys, "--at", "2036-03-31"], 0, /PROVEN/],
    ["refutes it before it was made", [good, "--keys", keys, "--at", "2026-03-01"], 3, /REFUTED/],
    ["refutes what was changed", [changed, "--keys", keys], 3, /refuted +parts_complete/],
    ["leaves open what nobody vouches for who is trusted", [good, "--keys", nobody], 4, /unknown +manifest_signed/],
    ["neither believes nor refuses a later format", [later, "--keys", keys], 4, /unknown +newer_format/],
    ["says that there is no such file", ["none.json", "--keys", keys], 1, /none\.json/],
    ["says that keys are no keys", [good, "--keys", good], 1, /not a file of trusted keys/],
    ["says how it is used", [good], 2, /--keys/],
    ["believes no date that is none", [good, "--keys", keys, "--at", "soon"], 2, /no date/],
    ["says that there is no openssl", [good, "--keys", keys, "--openssl", "no-such-command"], 1, /install OpenSSL 3/],
    [
      "believes no openssl that says yes to everything",
      [good, "--keys", keys, "--openssl", "true"],
      1,
      /known signature/,
    ],
  ];
  it.each(rows)("%s", (_, args, status, says) => {
    const answer = verify(...args);
    expect({ ...answer, says: says.test(answer.stdout + answer.stderr) }).toMatchObject({ status, says: true });
  });

  it("prints one object with --json, and one a line with --batch", () => {
    const one = JSON.parse(verify(good, "--keys", keys, "--json").stdout);
    expect(one).toMatchObject({
      status: "proven",
      checks: [{ status: "proven", code: "bundle_readable" }, {}, {}, {}, {}, {}, {}],
    });
    const script = join(root, "tools/verify-bundle.py");
    const input = `${good}\n${changed}\n`;
    const { stdout, status } = spawnSync("python3", [script, "--batch", "--keys", keys], {
      encoding: "utf8",
      cwd: folder,
      input,
    });
    expect([
      status,
      stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).status),
    ]).toEqual([3, ["proven", "refuted"]]);
  });

  it("takes a time that grows with the leaves of an event, not with their square", async () => {
    const [house, source] = [await keyHolder("distributor.example", "receiver"), await keyHolder("erp", "source")];
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`n${at}`, { price: at, item: "A" }]));
    const event: Event = { specversion: "1.0", id: "1", source: "erp", type: "prices.listed", data: { wide } };
    const at = new Date("2026-03-31T08:00:00Z");
    const envelope = await sealEvent(event, { signers: [source.signer], at, redactable: ["/wide/*/price"] });
    const value = envelope as unknown as JsonValue;
    const seal = createSeal([house.signer]);
    const bundle = await sealBundle([{ kind: "envelope", value }], { about: "erp", audience: "internal", at, seal });
    const trusted = formatTrustedKeys(trustedKeys([house.entry, source.entry]));
    const answer = verify(
      laid("wide.json", fromUtf8(bundle)),
      "--keys",
      laid("wide-keys.json", JSON.stringify(trusted)),
    );
    // Its admission is missing; that is another check.
    expect(answer.stdout).toMatch(/proven +events_proven/);
  });
});
