import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { readProfile } from "../../src/adapters/index.ts";
import { createGate } from "../../src/gate/index.ts";
import { codeOf } from "../support.ts";

const scms = fileURLToPath(new URL("../../examples/scms", import.meta.url));
const workshop = mkdtempSync(join(tmpdir(), "countersign-profile-"));
afterAll(() => rmSync(workshop, { recursive: true, force: true }));

const profile = {
  formatVersion: 1,
  name: "erp/orders",
  source: "erp/export",
  type: "order.placed",
  mapping: { formatVersion: 1, event: { id: "{ID}" }, columns: {} },
  contracts: ["contract.json"],
  policies: ["policy.json"],
};
const contract = {
  formatVersion: 1,
  id: "order",
  version: "1.0.0",
  owner: "sales",
  title: "Order",
  tier: "low",
  schema: { type: "object" },
};
const rule = (value: unknown) => ({
  name: "small ones flow",
  conditions: { fact: "data.amount", operator: "lessThan", value },
  event: { type: "allow" },
});
const policy = {
  formatVersion: 1,
  id: "orders",
  version: "1",
  owner: "sales",
  rules: [rule("100")],
  facts: { "data.amount": "decimal" },
};

let folders = 0;
/** A folder with a profile; files that are texts or bytes are written as they are. */
function folderOf(files: Readonly<Record<string, unknown>> = {}): string {
  const folder = join(workshop, String(folders++));
  const all = { "profile.json": profile, "contract.json": contract, "policy.json": policy, ...files };
  for (const [name, content] of Object.entries(all)) {
    if (content === undefined) continue;
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    const isRaw = typeof content === "string" || content instanceof Uint8Array;
    writeFileSync(join(folder, name), isRaw ? content : JSON.stringify(content));
  }
  return folder;
}
const withProfile = (change: object) => folderOf({ "profile.json": { ...profile, ...change } });

describe("a profile", () => {
  it("is everything that a gate needs for one kind of file", () => {
    const read = readProfile(scms);
    expect(read).toMatchObject({
      name: "scms/deliveries",
      csv: {},
      channel: { method: "none" },
      gate: {
        contracts: [{ id: "scms-delivery" }],
        policies: [{ id: "scms-receiving" }],
        trust: { id: "scms-files" },
        streams: [
          {
            name: "scms/deliveries",
            source: "scms/delivery-history",
            type: "shipment.line.delivered",
            preset: "strict",
            contract: "scms-delivery",
            policy: "scms-receiving",
          },
        ],
      },
    });
    expect(Object.keys(read.mapping.mapping.columns)).toHaveLength(33);
    expect(() => createGate(read.gate)).not.toThrow();
  });

  it("observes unless it says otherwise, and may hold its mapping itself", () => {
    const { gate, mapping, channel } = readProfile(folderOf());
    expect([gate.streams?.[0]?.preset, mapping.mapping.event.id, channel.method]).toEqual(["observe", "{ID}", "none"]);
  });

  it("says how the file is written, who must agree, and how it came", () => {
    const own = {
      csv: { encoding: "windows-1252", delimiter: ";" },
      channel: { method: "api-user", name: "sftp:in", principal: "supplier-7" },
      tier: "material",
      requester: "/changedBy",
      obligations: ["notify"],
    };
    const { csv, channel, gate } = readProfile(withProfile(own));
    expect({ csv, channel }).toEqual({ csv: own.csv, channel: own.channel });
    expect(gate.streams?.[0]).toMatchObject({ tier: "material", requester: "/changedBy", obligations: ["notify"] });
  });

  it("names files in folders of its own, and needs no contract and no policy", () => {
    const files = {
      "profile.json": { ...profile, contracts: ["deep/contract.json"], policies: [] },
      "deep/contract.json": contract,
    };
    expect(readProfile(folderOf(files)).gate.streams).toMatchObject([{ contract: "order" }]);
    expect(readProfile(withProfile({ contracts: [], policies: [] })).gate.streams?.[0]).not.toHaveProperty("policy");
  });

  it("is read from wherever it lies", () => {
    const folder = folderOf();
    cpSync(folder, join(workshop, "moved ö"), { recursive: true });
    expect(readProfile(join(workshop, "moved ö")).name).toBe("erp/orders");
  });
});

describe("a profile that cannot be used says which file is to blame", () => {
  const rows: readonly [what: string, folder: () => string, code: string, says: RegExp][] = [
    [
      "a folder that is not there",
      () => join(workshop, "none"),
      "profile_unreadable",
      /^`profile\.json`: it cannot be read/,
    ],
    ["a file for a folder", () => join(folderOf(), "policy.json"), "profile_unreadable", /^`profile\.json`/],
    ["no profile in it", () => folderOf({ "profile.json": undefined }), "profile_unreadable", /^`profile\.json`/],
    [
      "a profile that is cut off",
      () => folderOf({ "profile.json": '{"formatVersion":1,' }),
      "profile_file_malformed",
      /^`profile\.json`: /,
    ],
    [
      "a name twice",
      () => folderOf({ "profile.json": '{"formatVersion":1,"formatVersion":1}' }),
      "profile_file_malformed",
      /^`profile\.json`: .*formatVersion/,
    ],
    [
      "`__proto__`",
      () => folderOf({ "profile.json": '{"formatVersion":1,"__proto__":{}}' }),
      "profile_file_malformed",
      /^`profile\.json`: .*__proto__/,
    ],
    [
      "another encoding",
      () => folderOf({ "profile.json": Uint8Array.from([0x7b, 0x22, 0xe9, 0x22]) }),
      "profile_file_malformed",
      /^`profile\.json`: it is not UTF-8/,
    ],
    ["an empty file", () => folderOf({ "profile.json": "" }), "profile_file_malformed", /^`profile\.json`: /],
    [
      "nesting without end",
      () => folderOf({ "profile.json": "[".repeat(100_000) }),
      "profile_file_malformed",
      /^`profile\.json`: /,
    ],
    [
      "another member",
      () => withProfile({ hooks: "x" }),
      "profile_malformed",
      /^`profile\.json`: at `\/hooks`, expected no such member$/,
    ],
    ["no type", () => withProfile({ type: 1 }), "profile_malformed", /at `\/type`/],
    ["a name with spaces", () => withProfile({ name: "my profile" }), "profile_malformed", /at `\/name`/],
    ["an unknown preset", () => withProfile({ preset: "lax" }), "profile_malformed", /at `\/preset`/],
    [
      "an unknown encoding",
      () => withProfile({ csv: { encoding: "ebcdic" } }),
      "profile_malformed",
      /at `\/csv\/encoding`/,
    ],
    [
      "a delimiter of two characters",
      () => withProfile({ csv: { delimiter: "||" } }),
      "profile_malformed",
      /at `\/csv\/delimiter`/,
    ],
    [
      "a requester that is no pointer",
      () => withProfile({ requester: "changedBy" }),
      "profile_malformed",
      /at `\/requester`/,
    ],
    ["a mapping that is a list", () => withProfile({ mapping: [] }), "profile_malformed", /at `\/mapping`/],
    [
      "a file above the folder",
      () => withProfile({ policies: ["../0/policy.json"] }),
      "profile_malformed",
      /at `\/policies\/0`/,
    ],
    [
      "a file above the folder, by a detour",
      () => withProfile({ trust: "a/../../x.json" }),
      "profile_malformed",
      /at `\/trust`/,
    ],
    [
      "a file above the folder, as Windows writes it",
      () => withProfile({ mapping: "..\\x.json" }),
      "profile_malformed",
      /at `\/mapping`/,
    ],
    [
      "a file from the root",
      () => withProfile({ contracts: ["/etc/passwd"] }),
      "profile_malformed",
      /at `\/contracts\/0`/,
    ],
    ["a file of a drive", () => withProfile({ contracts: ["C:\\x.json"] }), "profile_malformed", /at `\/contracts\/0`/],
    ["a file with a zero byte", () => withProfile({ contracts: ["a\0b"] }), "profile_malformed", /at `\/contracts\/0`/],
    ["a file without a name", () => withProfile({ contracts: [""] }), "profile_malformed", /at `\/contracts\/0`/],
    [
      "a contract that is not there",
      () => folderOf({ "contract.json": undefined }),
      "profile_unreadable",
      /^`contract\.json`: it cannot be read/,
    ],
    [
      "a contract that is none",
      () => folderOf({ "contract.json": { ...contract, owner: 1 } }),
      "profile_file_malformed",
      /^`contract\.json`: .*owner/,
    ],
    [
      "a contract whose schema is none",
      () => folderOf({ "contract.json": { ...contract, schema: { type: "thing" } } }),
      "profile_file_malformed",
      /^`contract\.json`: /,
    ],
    ["a policy that is cut off", () => folderOf({ "policy.json": "{" }), "profile_file_malformed", /^`policy\.json`: /],
    [
      "a policy without rules",
      () => folderOf({ "policy.json": { ...policy, rules: [] } }),
      "profile_file_malformed",
      /^`policy\.json`: .*rules/,
    ],
    [
      "a rule that cannot compare",
      () => folderOf({ "policy.json": { ...policy, rules: [rule(true)] } }),
      "profile_file_malformed",
      /^`policy\.json`: /,
    ],
    [
      "a trust model that is none",
      () => folderOf({ "profile.json": { ...profile, trust: "policy.json" } }),
      "profile_file_malformed",
      /^`policy\.json`: /,
    ],
    [
      "a mapping that is none",
      () => withProfile({ mapping: { formatVersion: 1 } }),
      "mapping_malformed",
      /^mapping: at `\/event`/,
    ],
    ["a mapping file that is none", () => withProfile({ mapping: "policy.json" }), "mapping_malformed", /^mapping: /],
    [
      "a profile of tomorrow",
      () => withProfile({ formatVersion: 2 }),
      "newer_format",
      /^this profile has formatVersion 2/,
    ],
    [
      "a mapping of tomorrow",
      () => withProfile({ mapping: { formatVersion: 9 } }),
      "newer_format",
      /^this mapping has formatVersion 9/,
    ],
    [
      "a contract of tomorrow",
      () => folderOf({ "contract.json": { formatVersion: 7 } }),
      "newer_format",
      /^this contract has formatVersion 7/,
    ],
  ];
  it.each(rows)("%s", (_, folder, code, says) => {
    const read = () => readProfile(folder());
    expect(codeOf(read)).toBe(code);
    expect(read).toThrow(says);
    expect(read).toThrow(/^[^\r\n]+$/);
  });
});
