import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/foundation/index.ts";
import { startCapService } from "./cap-service.ts";

const root = new URL("../..", import.meta.url).pathname;
const example = join(root, "examples/cap");
const cli = join(root, "dist/esm/cli/main.js");
const run = promisify(execFile);
const NEW_IBAN = "DE02120300000000202051";
const OTHER_IBAN = "DE44500105175407324931";

let folder: string;
let server: Server;

/** A copy of the example with keys and a database of its own, served by a process that can be killed. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "countersign-cap-"));
  await cp(example, folder, { recursive: true, filter: (path) => !/node_modules|cap\/data/.test(path) });
  await symlink(join(example, "node_modules"), join(folder, "node_modules"), "dir");
  await run(process.execPath, ["bin/prepare.js"], { cwd: folder });
  server = await serve();
});

afterAll(async () => {
  await server?.kill();
  if (folder) await rm(folder, { recursive: true, force: true });
});

interface Server {
  /** What it said about evidence that was left half done. */
  readonly settled: string;
  /** Undefined when the process died before it answered. */
  send(user: string, method: string, path: string, body?: unknown): Promise<Reply | undefined>;
  /** Resolves when it is gone, by itself or killed. */
  kill(): Promise<void>;
  gone(): Promise<void>;
}

interface Reply {
  readonly status: number;
  readonly body: Body;
}

// biome-ignore lint/suspicious/noExplicitAny: OData's answers are looked at, not modelled.
type Body = any;

async function serve(dieAt?: string): Promise<Server> {
  const service = await startCapService(folder, dieAt ? { COUNTERSIGN_EXAMPLE_DIE_AT: dieAt } : {});
  return {
    settled: /^settled: (.*)$/m.exec(service.said())?.[1] ?? "",
    send: (user, method, path, body) => send(service.address, user, method, path, body),
    gone: () => service.gone(),
    kill: () => service.end("SIGKILL"),
  };
}

async function send(
  address: string,
  user: string,
  method: string,
  path: string,
  body: unknown,
): Promise<Reply | undefined> {
  try {
    const response = await fetch(`${address}/purchasing/${path}`, {
      method,
      headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${user}:`)}` },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

const patch = (id: string, body: unknown, user = "a.adams") => server.send(user, "PATCH", `Suppliers('${id}')`, body);
const supplier = async (id: string): Promise<Body> => (await server.send("a.adams", "GET", `Suppliers('${id}')`))?.body;
const statementIn = (reply: Reply | undefined): string => reply?.body.error["@countersign.statement"];

/** Signs with the person's own key, as `npm run approve` does, in a process of its own. */
async function approval(person: string, statement: string): Promise<string> {
  const { approvalPredicate, createSeal, localSigner, predicateType } = await import("../../src/provenance/index.ts");
  const key = JSON.parse(await readFile(join(folder, `data/keys/${person}.jwk.json`), "utf8"));
  const subject = { name: "statement", digest: { sha256: statement } };
  const predicate = { formatVersion: 1, verdict: "approve", role: "approver", approvedAt: new Date().toISOString() };
  return JSON.stringify(await createSeal([localSigner(key)])(predicateType(approvalPredicate), [subject], predicate));
}

const approve = async (person: string, statement: string): Promise<Reply | undefined> =>
  server.send(person, "POST", "approve", { envelope: await approval(person, statement) });

/** The evidence of a supplier. */
const bundleOf = async (id: string): Promise<string> =>
  (await server.send("auditor", "GET", `evidence(supplier='${id}')`))?.body.value;

const effects = async (id: string): Promise<readonly string[]> => effectsIn(await bundleOf(id));

/** What another process says that has nothing but the evidence and the public keys. */
async function verified(id: string): Promise<string> {
  const file = join(folder, `evidence-${id}.json`);
  await writeFile(file, await bundleOf(id));
  const keys = join(folder, "data/keys/trusted-keys.json");
  const { stdout } = await run(process.execPath, [cli, "verify", file, "--keys", keys, "--json"]);
  return JSON.parse(stdout).status;
}

/** The bodies of a bundle's statements of one kind, in order. */
function predicatesIn(bundle: string, kind: string): readonly JsonObject[] {
  const payloads = [...bundle.matchAll(/"payload":"([\w-]+)"/g)].map(([, payload]) => payload as string);
  return payloads
    .map((payload) => JSON.parse(Buffer.from(payload, "base64url").toString("utf8")))
    .filter(({ predicateType }) => String(predicateType).includes(`predicate:${kind}`))
    .map(({ predicate }) => predicate);
}

/** What became of changes. */
const effectsIn = (bundle: string): readonly string[] =>
  predicatesIn(bundle, "effect").map(({ outcome }) => String(outcome));

const admissionsIn = (bundle: string): readonly JsonObject[] => predicatesIn(bundle, "admission");

const intents = async (): Promise<readonly JsonObject[]> =>
  (await server.send("auditor", "GET", "Intents"))?.body.value;

describe("a supplier's bank account in an SAP CAP service", () => {
  it("does not change for one person, and says what is missing", async () => {
    const reply = await patch("S1", { iban: NEW_IBAN });
    expect(reply?.status).toBe(409);
    expect(reply?.body.error).toMatchObject({ code: "approval_missing", target: "S1" });
    expect(reply?.body.error["@countersign.problem"].detail).toContain("1 more approval as `approver`");
    expect((await supplier("S1")).iban).toBe("DE89370400440532013000");
  });

  it("does not change when the one who wants it approves it", async () => {
    const held = await patch("S1", { iban: NEW_IBAN });
    expect((await approve("a.adams", statementIn(held)))?.body.outcome).toBe("held");
    expect((await patch("S1", { iban: NEW_IBAN }))?.status).toBe(409);
  });

  it("changes when another person approved it, and the evidence shows it", async () => {
    const held = await patch("S1", { iban: NEW_IBAN });
    expect((await approve("b.berg", statementIn(held)))?.body.outcome).toBe("accepted");
    expect((await patch("S1", { iban: NEW_IBAN }))?.status).toBe(200);
    expect((await supplier("S1")).iban).toBe(NEW_IBAN);
    expect(await verified("S1")).toBe("proven");
    expect(await effects("S1")).toEqual(["intended", "applied"]);
    expect(await intents()).toMatchObject([{ subject: "S1", settledAt: expect.any(String) }]);
  });

  it("needs a new approval for the same values, once they have been changed in between", async () => {
    const back = await patch("S1", { iban: "DE89370400440532013000" });
    await approve("b.berg", statementIn(back));
    expect((await patch("S1", { iban: "DE89370400440532013000" }))?.status).toBe(200);
    expect((await patch("S1", { iban: NEW_IBAN }))?.status).toBe(409);
  });

  it("does not let another person use an approval", async () => {
    const held = await patch("S2", { bic: "BYLADEM1001" });
    await approve("b.berg", statementIn(held));
    expect((await patch("S2", { bic: "BYLADEM1001" }, "b.berg"))?.status).toBe(409);
  });

  it("leaves fields alone that nobody guards", async () => {
    const before = (await intents()).length;
    expect((await patch("S3", { name: "Durand SA" }))?.status).toBe(200);
    expect((await patch("S3", { name: "Durand SA", iban: "FR1420041010050500013M02606" }))?.status).toBe(200);
    expect((await intents()).length).toBe(before);
    expect((await server.send("auditor", "GET", "evidence(supplier='S3')"))?.status).not.toBe(200);
  });
});

describe("requests that change several suppliers", () => {
  const everywhere = { country: "AT", iban: NEW_IBAN, bic: "BYLADEM1001" };
  /** Changes accounts in one transaction. */
  async function changeSet(
    changes: readonly (readonly [id: string, iban: string | null])[],
  ): Promise<readonly Reply[]> {
    const requests = changes.map(([id, iban], at) => ({
      id: String(at),
      atomicityGroup: "all",
      method: "PATCH",
      url: `Suppliers('${id}')`,
      headers: { "content-type": "application/json" },
      body: { iban },
    }));
    return (await server.send("a.adams", "POST", "$batch", { requests }))?.body.responses;
  }
  const add = (id: string, country: string) => server.send("a.adams", "POST", "Suppliers", { ID: id, country });

  it("`UPDATE … where` needs every one of them approved, and changes all or none", async () => {
    await add("B1", "AT");
    await add("B2", "AT");
    const held = await server.send("a.adams", "POST", "moveBank", everywhere);
    expect(held?.status).toBe(409);
    const statements = held?.body.error.details.map((one: Body) => one["@countersign.statement"]);
    expect(statements).toHaveLength(2);
    await approve("b.berg", statements[0]);
    expect((await server.send("a.adams", "POST", "moveBank", everywhere))?.status).toBe(409);
    expect([(await supplier("B1")).iban, (await supplier("B2")).iban]).toEqual([null, null]);
    await approve("b.berg", statements[1]);
    expect((await server.send("a.adams", "POST", "moveBank", everywhere))?.status).toBe(204);
    expect([(await supplier("B1")).iban, (await supplier("B2")).iban]).toEqual([NEW_IBAN, NEW_IBAN]);
    expect(await effects("B2")).toEqual(["intended", "applied"]);
  });

  it("`UPSERT` tells new rows from changed ones and from those that stay as they are", async () => {
    const suppliers = [
      { ID: "B1", name: "as before", iban: NEW_IBAN },
      { ID: "B2", iban: OTHER_IBAN },
      { ID: "B3", iban: OTHER_IBAN },
      { ID: "B3", iban: OTHER_IBAN },
    ];
    const held = await server.send("a.adams", "POST", "takeOver", { suppliers });
    expect(held?.body.error.details.map(({ target }: Body) => target)).toEqual(["B2", "B3"]);
    for (const detail of held?.body.error.details ?? []) await approve("b.berg", detail["@countersign.statement"]);
    expect((await server.send("a.adams", "POST", "takeOver", { suppliers }))?.status).toBe(204);
    expect([(await supplier("B2")).iban, (await supplier("B3")).iban]).toEqual([OTHER_IBAN, OTHER_IBAN]);
  });

  it("a change set of a batch is undone when one of its changes is held", async () => {
    const held = await patch("B1", { iban: OTHER_IBAN });
    await approve("b.berg", statementIn(held));
    await changeSet([
      ["B1", OTHER_IBAN],
      ["S2", OTHER_IBAN],
    ]);
    expect((await supplier("B1")).iban).toBe(NEW_IBAN);
    expect((await supplier("S2")).iban).toBe("DE75512108001245126199");
    expect((await effects("B1")).at(-1)).toBe("failed");
  });

  it("what was admitted is what is committed: a change set that changes one supplier twice is undone", async () => {
    const twice = [
      ["B2", NEW_IBAN],
      ["B2", null],
    ] as const;
    // The first is approved beforehand; the second is only met in the change set, once the first has been accepted.
    await approve("b.berg", statementIn(await patch("B2", { iban: NEW_IBAN })));
    const [, second] = await changeSet(twice);
    await approve("b.berg", second?.body.error["@countersign.statement"]);
    expect(JSON.stringify(await changeSet(twice))).toContain("cap_changed_since");
    expect((await supplier("B2")).iban).toBe(OTHER_IBAN);
    expect((await effects("B2")).slice(-1)).toEqual(["failed"]);
  });

  it("creating a supplier with an account is a change like any other", async () => {
    const row = { ID: "B9", country: "AT", iban: NEW_IBAN };
    const held = await server.send("a.adams", "POST", "Suppliers", row);
    expect(held?.status).toBe(409);
    await approve("b.berg", statementIn(held));
    expect((await server.send("a.adams", "POST", "Suppliers", row))?.status).toBe(201);
  });
});

describe("hostile requests", () => {
  const rows: readonly (readonly [string, string, string, number])[] = [
    ["a member twice", "PATCH", `{"iban":"FR1420041010050500013M02606","iban":"${OTHER_IBAN}"}`, 409],
    ["values in the prototype", "PATCH", `{"__proto__":{"iban":"${OTHER_IBAN}"}}`, 409],
    ["values in the constructor", "PATCH", `{"constructor":{"prototype":{"iban":"${OTHER_IBAN}"}}}`, 400],
    ["a literal of the query notation", "PATCH", `{"iban":{"val":"${OTHER_IBAN}"}}`, 409],
    ["an expression of the query notation", "PATCH", '{"iban":{"ref":["bic"]}}', 422],
    ["an expression in the prototype", "PATCH", '{"__proto__":{"iban":{"ref":["bic"]}}}', 400],
    ["an object for a text", "PATCH", '{"iban":{"x":1}}', 400],
    ["a list for a text", "PATCH", '{"iban":["DE"]}', 400],
    ["a null for an account", "PATCH", '{"iban":null}', 409],
    ["markup for an account", "PATCH", '{"iban":"<script>"}', 422],
    ["a body of 200 kB", "PATCH", JSON.stringify({ iban: "A".repeat(200_000) }), 413],
    ["broken JSON", "PATCH", '{"iban":', 400],
  ];
  it.each(rows)("%s changes nothing", async (_, method, body, status) => {
    const before = await supplier("S3");
    const reply = await server.send("a.adams", method, "Suppliers('S3')", body);
    expect([reply?.status, await supplier("S3")]).toEqual([status, before]);
  });

  it("a single property is guarded, set and deleted", async () => {
    expect((await server.send("a.adams", "PUT", "Suppliers('S3')/iban", { value: OTHER_IBAN }))?.status).toBe(409);
    expect((await server.send("a.adams", "DELETE", "Suppliers('S3')/iban"))?.status).toBe(409);
  });

  it("what is no approval, or one of somebody else's making, is refused", async () => {
    const held = await patch("S3", { iban: OTHER_IBAN });
    const forged = JSON.parse(await approval("b.berg", statementIn(held)));
    const [first] = forged.signatures;
    forged.signatures = [{ ...first, signature: `${"A".repeat(10)}${first.signature.slice(10)}` }];
    for (const envelope of ["", "{}", "[1]", JSON.stringify(forged)])
      expect((await server.send("b.berg", "POST", "approve", { envelope }))?.status).toBe(422);
    expect((await patch("S3", { iban: OTHER_IBAN }))?.status).toBe(409);
  });
});

describe("a service that is killed", () => {
  const steps: readonly (readonly [step: string, committed: boolean, settled: string, story: readonly string[]])[] = [
    ["received", false, "0 applied, 0 not applied, 0 unknown", []],
    ["admitted", false, "0 applied, 0 not applied, 0 unknown", []],
    ["changed", false, "0 applied, 0 not applied, 0 unknown", []],
    ["intended", false, "0 applied, 1 not applied, 0 unknown", ["intended", "failed"]],
    ["written", false, "0 applied, 1 not applied, 0 unknown", ["intended", "failed"]],
    ["committed", true, "1 applied, 0 not applied, 0 unknown", ["intended", "applied"]],
    ["sealed", true, "0 applied, 0 not applied, 0 unknown", ["intended", "applied"]],
    ["settled", true, "0 applied, 0 not applied, 0 unknown", ["intended", "applied"]],
  ];
  const nextOf = (step: string): string | undefined => steps[steps.findIndex(([name]) => name === step) + 1]?.[0];

  it("begins with changes that are approved, and that nobody has made yet: they are not applied", async () => {
    for (const [step] of steps) {
      await server.send("a.adams", "POST", "Suppliers", { ID: `K-${step}` });
      await approve("b.berg", statementIn(await patch(`K-${step}`, { iban: NEW_IBAN })));
    }
    await restart("received");
    expect(server.settled).toMatch(/^0 applied, [1-9][0-9]* not applied, 0 unknown$/);
  });

  it.each(steps)(
    "when it has %s: row, intent and evidence agree (committed: %s)",
    async (step, committed, settled, story) => {
      const id = `K-${step}`;
      expect(await patch(id, { iban: NEW_IBAN })).toBeUndefined();
      await server.gone();
      // What is settled at this start is what that step left; the service dies next at the step that comes next.
      await restart(nextOf(step));

      expect(server.settled).toBe(settled);
      expect((await supplier(id)).iban).toBe(committed ? NEW_IBAN : null);
      const own = (await intents()).filter(({ subject }) => subject === id);
      expect(own.map(({ settledAt }) => settledAt !== null)).toEqual(committed ? [true] : []);
      expect(await verified(id)).toBe("proven");
      expect(await effects(id)).toEqual(["failed", ...story]);
    },
  );

  it("makes the changes that were not committed when they are sent again", async () => {
    for (const [step, committed, , story] of steps.filter((row) => !row[1])) {
      const id = `K-${step}`;
      expect([committed, (await patch(id, { iban: NEW_IBAN }))?.status]).toEqual([false, 200]);
      expect(await effects(id)).toEqual(["failed", ...story, "intended", "applied"]);
    }
  });
});

describe("an approver's service that is killed", () => {
  const steps: readonly (readonly [step: string, status: number])[] = [
    ["approving", 409],
    ["approved", 200],
  ];
  it.each(steps)("when it is %s: the approval counts exactly when it was written down", async (step, status) => {
    const id = `A-${step}`;
    await server.send("a.adams", "POST", "Suppliers", { ID: id });
    const statement = statementIn(await patch(id, { iban: NEW_IBAN }));
    await restart(step);
    expect(await approve("b.berg", statement)).toBeUndefined();
    await server.gone();
    await restart();
    expect((await patch(id, { iban: NEW_IBAN }))?.status).toBe(status);
    expect(await verified(id)).toBe("proven");
  });
});

describe("a service that only observes", () => {
  it("changes what it would have held, and says so in the evidence", async () => {
    const config = await readFile(join(folder, "countersign.json"), "utf8");
    await writeFile(join(folder, "countersign.json"), config.replace('"preset": "strict"', '"preset": "observe"'));
    await restart();
    expect((await patch("S3", { iban: "FR7630006000011234567890189" }))?.status).toBe(200);
    expect((await effects("S3")).slice(-2)).toEqual(["intended", "applied"]);
    expect(admissionsIn(await bundleOf("S3")).at(-1)).toMatchObject({
      outcome: "accepted",
      wouldBe: { outcome: "held" },
    });
  });
});

async function restart(dieAt?: string): Promise<void> {
  await server.kill();
  server = await serve(dieAt);
}
