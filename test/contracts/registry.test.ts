import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Contract,
  compatibilityChecker,
  createRegistry,
  type Migration,
  type RegistryOptions,
} from "../../src/contracts/index.ts";
import { createSeal, createVerify, generateKey, localSigner, trustedKeys } from "../../src/provenance/index.ts";
import {
  type Documents,
  fileSystemStore,
  folderDocuments,
  memoryStore,
  type Store,
  storeDocuments,
} from "../../src/stores/index.ts";
import { rejectionOf } from "../support.ts";
import { contractWith, objectWith } from "./support.ts";

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), "countersign-registry-"));
});
const opened: Store[] = [];
const open = (store: Store): Store => {
  opened.push(store);
  return store;
};
afterAll(async () => {
  for (const store of opened) await store.close();
  rmSync(root, { recursive: true, force: true });
});
let folders = 0;
const folder = (): string => join(root, `contracts-${folders++}`);

const at = new Date("2026-03-31T08:00:00Z");
const by = "procurement";
const version = (text: string, more: Partial<Contract> = {}): Contract =>
  contractWith(objectWith({ id: { type: "string" } }), { version: text, compatibility: "NONE", ...more });
const never: RegistryOptions["checkCompatibility"] = () => {
  throw new Error("must not be asked");
};
const over = (documents: Documents, more: Partial<RegistryOptions> = {}) =>
  createRegistry({ documents, checkCompatibility: never, ...more });
const upTo2: Migration = {
  formatVersion: 1,
  contract: "purchase-order",
  from: "1.1.0",
  to: "2.0.0",
  up: [{ op: "rename", path: "/id", to: "number" }],
};

describe.each([
  ["in plain files", () => folderDocuments(folder())],
  ["in a store in memory", () => storeDocuments(memoryStore())],
  ["in a store of files", () => storeDocuments(open(fileSystemStore(folder())))],
] as const)("a registry %s", (_, documents) => {
  it("publishes versions, and finds them by id, range and dataschema", async () => {
    const registry = over(documents());
    for (const text of ["1.0.0", "1.10.0", "1.2.0", "2.0.0-rc.1"]) await registry.publish(version(text), { by, at });
    await registry.publish(version("0.1.0", { id: "eta", dataschema: "https://example.com/eta" }), { by, at });
    expect(await registry.list()).toEqual(["eta", "purchase-order"]);
    expect((await registry.listing("purchase-order")).versions.map((one) => one.version)).toEqual([
      "1.0.0",
      "1.2.0",
      "1.10.0",
      "2.0.0-rc.1",
    ]);
    expect((await registry.get("purchase-order")).version).toBe("1.10.0");
    expect((await registry.get("purchase-order", "2.0.0-rc.1")).version).toBe("2.0.0-rc.1");
    expect((await registry.resolve("purchase-order", "~1.2.0")).version).toBe("1.2.0");
    expect((await registry.resolve("purchase-order", "^1.0.0")).version).toBe("1.10.0");
    expect((await registry.find("https://example.com/eta"))?.id).toBe("eta");
    expect((await registry.find("urn:contract:purchase-order:1.2.0"))?.version).toBe("1.2.0");
    expect(await registry.find("urn:contract:nothing:1.0.0")).toBeUndefined();
    expect(await rejectionOf(registry.get("purchase-order", "9.0.0"))).toBe("version_unknown");
    expect(await rejectionOf(registry.resolve("purchase-order", "^3.0.0"))).toBe("version_unknown");
  });
  it("never changes what was published", async () => {
    const registry = over(documents());
    const first = await registry.publish(version("1.0.0"), { by, at });
    expect(await registry.publish(version("1.0.0"), { by, at: new Date() })).toEqual({ ...first, isNew: false });
    expect(await rejectionOf(registry.publish(version("1.0.0", { title: "Other" }), { by, at }))).toBe(
      "version_published",
    );
    const { title } = await registry.get("purchase-order", "1.0.0");
    expect(title).toBeUndefined();
  });
  it("lets the owner publish, and whom the owner named; a new owner is named by the old one", async () => {
    const registry = over(documents(), { publishers: { procurement: ["ci"] } });
    expect(await rejectionOf(registry.publish(version("1.0.0"), { by: "sales", at }))).toBe("publisher_not_owner");
    await registry.publish(version("1.0.0"), { by: "ci", at });
    expect(await rejectionOf(registry.publish(version("1.1.0", { owner: "sales" }), { by: "sales", at }))).toBe(
      "publisher_not_owner",
    );
    await registry.publish(version("1.1.0", { owner: "sales" }), { by, at });
    expect(await rejectionOf(registry.publish(version("1.2.0"), { by: "ci", at }))).toBe("publisher_not_owner");
    expect((await registry.publish(version("1.2.0", { owner: "sales" }), { by: "sales", at })).isNew).toBe(true);
  });
  it("keeps migrations, and one name for one contract", async () => {
    const registry = over(documents());
    await registry.publish(version("1.1.0"), { by, at });
    await registry.publish(version("2.0.0"), { by, at, migrations: [upTo2] });
    expect((await registry.load()).migrations).toEqual([upTo2]);
    const other = { ...upTo2, up: [] };
    expect(await rejectionOf(registry.publish(version("2.1.0"), { by, at, migrations: [other] }))).toBe(
      "migration_malformed",
    );
    const taken = version("1.0.0", { id: "other", dataschema: "urn:contract:purchase-order:1.1.0" });
    expect(await rejectionOf(registry.publish(taken, { by, at }))).toBe("dataschema_taken");
  });
  it("writes down who reads a contract", async () => {
    const registry = over(documents());
    expect(await rejectionOf(registry.register("purchase-order", { name: "wms", reads: ["/id"] }))).toBe(
      "version_unknown",
    );
    await registry.publish(version("1.0.0"), { by, at });
    await registry.register("purchase-order", { name: "wms", reads: ["/id"] });
    await registry.register("purchase-order", { name: "wms", reads: ["/status"], switchesOn: { "/status": ["open"] } });
    expect((await registry.listing("purchase-order")).consumers.map(({ reads }) => reads)).toEqual([["/status"]]);
  });
  it("loses nothing when several publish at once", async () => {
    const shared = documents();
    const versions = ["1.0.0", "1.1.0", "1.2.0"];
    const results = await Promise.allSettled(versions.map((text) => over(shared).publish(version(text), { by, at })));
    const published = (await over(shared).listing("purchase-order")).versions.map((one) => one.version);
    const told = versions.filter((_, index) => results[index]?.status === "fulfilled");
    expect(published).toEqual(told);
    expect(told.length).toBeGreaterThan(0);
  });
});

describe("compatibility is asked before a version is published:", () => {
  const answer = (status: "proven" | "refuted" | "unknown") => {
    const asked: string[] = [];
    const checkCompatibility: RegistryOptions["checkCompatibility"] = (before, after, mode) => {
      asked.push(`${mode} ${before.map((one) => one.version)} → ${after.version}`);
      return { status, sentence: "`/id` became a number" };
    };
    return { asked, registry: over(storeDocuments(memoryStore()), { checkCompatibility }) };
  };
  const publishAll = async (
    registry: ReturnType<typeof over>,
    versions: readonly string[],
    compatibility: Contract["compatibility"],
  ) => {
    for (const text of versions) await registry.publish(version(text, { compatibility: compatibility! }), { by, at });
  };
  const rows: readonly [Contract["compatibility"], readonly string[], readonly string[]][] = [
    ["BACKWARD", ["1.0.0", "1.1.0", "1.2.0"], ["BACKWARD 1.0.0 → 1.1.0", "BACKWARD 1.1.0 → 1.2.0"]],
    [
      "FULL_TRANSITIVE",
      ["1.0.0", "1.1.0", "1.2.0"],
      ["FULL_TRANSITIVE 1.0.0 → 1.1.0", "FULL_TRANSITIVE 1.0.0,1.1.0 → 1.2.0"],
    ],
    ["BACKWARD", ["1.0.0", "2.0.0", "2.0.1", "1.0.1"], ["BACKWARD 2.0.0 → 2.0.1", "BACKWARD 1.0.0 → 1.0.1"]],
    ["BACKWARD", ["0.1.0", "0.2.0", "0.2.1"], ["BACKWARD 0.2.0 → 0.2.1"]],
    ["NONE", ["1.0.0", "1.1.0"], []],
  ];
  it.each(rows)("%s over %j", async (mode, versions, wanted) => {
    const { asked, registry } = answer("proven");
    await publishAll(registry, versions, mode);
    expect(asked).toEqual(wanted);
  });
  it.each(["refuted", "unknown"] as const)("%s keeps it out, and nothing is written", async (status) => {
    const { registry } = answer(status);
    expect(await rejectionOf(publishAll(registry, ["1.0.0", "1.1.0"], "BACKWARD"))).toBe("version_incompatible");
    expect((await registry.listing("purchase-order")).versions.length).toBe(1);
  });
});

describe("with the room's own checker", () => {
  it("a field that becomes required is no patch, and a new major version may ask for it", async () => {
    const registry = over(storeDocuments(memoryStore()), { checkCompatibility: compatibilityChecker() });
    const asking = (text: string, required: readonly string[]): Contract =>
      contractWith(objectWith({ id: { type: "string" }, n: { type: "integer" } }, { required: [...required] }), {
        version: text,
      });
    await registry.publish(asking("1.0.0", ["id"]), { by, at });
    expect(await rejectionOf(registry.publish(asking("1.0.1", ["id", "n"]), { by, at }))).toBe("version_incompatible");
    expect((await registry.publish(asking("1.0.1", []), { by, at })).isNew).toBe(true);
    expect((await registry.publish(asking("2.0.0", ["id", "n"]), { by, at })).isNew).toBe(true);
  });
});

describe("registered consumers", () => {
  const status = (values: readonly string[]) => ({ status: { type: "string", enum: [...values] } });
  const orders = (text: string, values: readonly string[], more: Partial<Contract> = {}): Contract =>
    contractWith(objectWith({ id: { type: "string" }, ...status(values) }), { version: text, ...more });
  const setUp = async () => {
    const registry = over(storeDocuments(memoryStore()), { checkCompatibility: compatibilityChecker() });
    await registry.publish(orders("1.0.0", ["open", "closed"]), { by, at });
    await registry.register("purchase-order", {
      name: "billing",
      reads: ["/status"],
      switchesOn: { "/status": ["open", "closed"] },
    });
    await registry.register("purchase-order", { name: "archive", reads: ["/id"] });
    return registry;
  };

  it("keep a version out that one of them cannot read, though its mode allows it, and are named", async () => {
    const registry = await setUp();
    const failure = registry.publish(orders("1.1.0", ["open", "closed", "disputed"]), { by, at });
    await expect(failure).rejects.toMatchObject({
      code: "version_incompatible",
      details: { status: "refuted", problem: expect.stringContaining("`billing` breaks") },
    });
    expect((await registry.listing("purchase-order")).versions.length).toBe(1);
    expect(await registry.publish(orders("1.1.0", ["open", "closed"]), { by, at })).toMatchObject({ breaks: [] });
  });
  it.each([
    ["a new major version", "2.0.0", {}],
    ["a version that promises nothing", "1.1.0", { compatibility: "NONE" }],
  ] as const)("are told of by %s", async (_, text, more) => {
    const registry = await setUp();
    const { isNew, breaks } = await registry.publish(orders(text, ["open", "disputed"], more), { by, at });
    expect([isNew, breaks.map(({ name, status: how }) => [name, how])]).toEqual([true, [["billing", "refuted"]]]);
  });
});

describe("publishing is sealed", () => {
  const setUp = async () => {
    const { privateKey, publicKey } = await generateKey("Ed25519");
    const verify = createVerify(
      trustedKeys([{ key: publicKey, principal: by, roles: ["publisher"], validFrom: "2026-01-01T00:00:00.000Z" }]),
    );
    const path = folder();
    const registry = over(folderDocuments(path), { seal: createSeal([localSigner(privateKey)]) });
    await registry.publish(version("1.1.0"), { by, at });
    await registry.publish(version("2.0.0"), { by, at, migrations: [upTo2] });
    return { path: join(path, "purchase-order"), registry, verify };
  };
  it("and proven offline from the files and the public key", async () => {
    const { path, registry, verify } = await setUp();
    expect(readdirSync(path).sort()).toEqual([
      "1.1.0..2.0.0.migration.json",
      "1.1.0.json",
      "1.1.0.statement.json",
      "2.0.0.json",
      "2.0.0.statement.json",
      "listing.json",
    ]);
    const verdict = await registry.audit({ at, verify });
    expect([verdict.status, verdict.checks.length, verdict.notChecked]).toEqual(["proven", 5, []]);
    expect((await registry.audit({ at })).notChecked.length).toBe(2);
  });

  type Attack = readonly [what: string, file: string, edit: (text: string) => string | undefined, code: string];
  const attacks: readonly Attack[] = [
    ["a version is edited", "1.1.0.json", (text) => text.replace("material", "low"), "version_unchanged"],
    ["a version is cut off", "1.1.0.json", (text) => text.slice(0, 40), "version_unchanged"],
    ["a version is taken away", "1.1.0.json", () => undefined, "version_unchanged"],
    [
      "a migration is edited",
      "1.1.0..2.0.0.migration.json",
      (text) => text.replace("number", "nr"),
      "migration_unchanged",
    ],
    [
      "the listing names another publisher",
      "listing.json",
      (text) => text.replace('"by": "procurement"', '"by": "sales"'),
      "publication_signed",
    ],
    [
      "the listing names another day",
      "listing.json",
      (text) => text.replace("2026-03-31T08", "2026-03-30T08"),
      "publication_signed",
    ],
    ["a statement is taken away", "2.0.0.statement.json", () => undefined, "publication_signed"],
  ];
  it.each(attacks)("%s: it is found", async (_, file, edit, code) => {
    const { path, registry, verify } = await setUp();
    const edited = edit(readFileSync(join(path, file), "utf8"));
    if (edited === undefined) rmSync(join(path, file));
    else writeFileSync(join(path, file), edited);
    const { status, checks } = await registry.audit({ at, verify });
    expect([status, checks.find((check) => check.status === "refuted")?.code]).toEqual(["refuted", code]);
    if (code === "version_unchanged")
      expect(await rejectionOf(registry.get("purchase-order", "1.1.0"))).toMatch(/registry_corrupt|contract/);
  });
  it("by the principal that is named, and by no other that is believed", async () => {
    const path = folder();
    const { privateKey, publicKey } = await generateKey("Ed25519");
    const registry = over(folderDocuments(path), { seal: createSeal([localSigner(privateKey)]) });
    await registry.publish(version("1.1.0"), { by, at });
    const signer = (principal: string) =>
      createVerify(
        trustedKeys([{ key: publicKey, principal, roles: ["publisher"], validFrom: "2026-01-01T00:00:00.000Z" }]),
      );
    expect((await registry.audit({ at, verify: signer(by) })).status).toBe("proven");
    const { status, checks } = await registry.audit({ at, verify: signer("sales") });
    expect([status, checks.at(-1)?.sentence]).toEqual([
      "refuted",
      "`purchase-order/1.1.0.statement.json`: it is signed by `sales`, and not by `procurement`",
    ]);
  });
  it("a statement about one version is none about another", async () => {
    const { path, registry, verify } = await setUp();
    writeFileSync(join(path, "1.1.0.statement.json"), readFileSync(join(path, "2.0.0.statement.json")));
    expect((await registry.audit({ at, verify })).status).toBe("refuted");
  });
});

describe("plain files", () => {
  it("lie beside other things, and leave nothing behind", async () => {
    const path = folder();
    const documents = folderDocuments(path);
    expect(await documents.paths()).toEqual([]);
    await over(documents).publish(version("1.0.0"), { by, at });
    writeFileSync(join(path, "README.md"), "for people");
    expect(await over(documents).list()).toEqual(["purchase-order"]);
    expect(readdirSync(path).sort()).toEqual(["README.md", "purchase-order"]);
    expect(existsSync(join(path, "lock"))).toBe(false);
  });
  it("that no listing names were never published, and are replaced", async () => {
    const path = folder();
    const documents = folderDocuments(path);
    await documents.change({
      added: { "purchase-order/1.0.0.json": "half" },
      list: { path: "other/listing.json", before: undefined, after: "{}" },
    });
    rmSync(join(path, "other"), { recursive: true });
    await over(documents).publish(version("1.0.0"), { by, at });
    expect((await over(documents).get("purchase-order")).version).toBe("1.0.0");
  });
  it.each(["../x.json", "/etc/passwd", "a/../../b", ".git/config", "a//b", ""])(
    "a path `%s` leads nowhere",
    async (path) => {
      await expect(folderDocuments(folder()).read(path)).rejects.toThrow(TypeError);
    },
  );
});
