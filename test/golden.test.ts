import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Bundle,
  parseBundle,
  parseRenewed,
  parseSealedAdmission,
  parseStreamSwitch,
  sealRenewal,
  verifyBundle,
} from "../src/evidence/index.ts";
import { createExceptionQueue } from "../src/exceptions/index.ts";
import {
  canonicalJson,
  type Envelope,
  type Event,
  fromBase64url,
  fromUtf8,
  parseEvent,
  seededRandom,
  sha256Hex,
  utf8,
} from "../src/foundation/index.ts";
import { createGate, toKeyHolder } from "../src/gate/index.ts";
import { parseDecision } from "../src/policy/index.ts";
import {
  approvalPredicate,
  createLog,
  createSeal,
  formatLogEntry,
  formatTrustedKeys,
  keyEventsIn,
  parseCheckpoint,
  parseEnvelope,
  parseLogEntry,
  parseTrustedKeys,
  predicateType,
  recordKeyEvent,
  sealEvent,
  stateKeyEvent,
  statementOf,
  type TrustedKeyEntry,
  toLogEntry,
  trustedKeys,
  verifyEnvelope,
} from "../src/provenance/index.ts";
import { formatCapsule, formatRepairPlan, parseCapsule, parseRepairPlan } from "../src/quarantine/index.ts";
import { memoryStore } from "../src/stores/index.ts";
import { bankContract, manualClock, receivingPolicy, start } from "./gate/support.ts";
import { codeOf } from "./support.ts";

/** Keys for these files only: whoever reads them may sign with them. Ed25519 signs the same bytes the same way each time. */
const testKeys = JSON.parse(readFileSync(new URL("golden/test-keys.json", import.meta.url), "utf8")) as Record<
  string,
  unknown
>;
const holder = (name: string) => toKeyHolder(testKeys[name]);
const NAME = "golden.example/house";

const entry = (
  name: string,
  principal: string,
  role: TrustedKeyEntry["roles"][number],
  sources: readonly string[] = [],
): TrustedKeyEntry => ({
  key: holder(name).publicKey,
  principal,
  roles: [role],
  sources,
  validFrom: "2026-01-01T00:00:00.000Z",
});
const trusted = trustedKeys([
  entry("erp", "erp", "source", ["erp/*"]),
  entry("approver", "b.berg", "approver"),
  entry("house", NAME, "receiver"),
  entry("log", `${NAME} log`, "log", [NAME]),
]);

const event: Event = parseEvent({
  specversion: "1.0",
  id: "bank-1",
  source: "erp/suppliers",
  type: "supplier.bank.changed",
  subject: "SUP-100",
  time: "2026-03-31T07:59:59.000Z",
  timeuncertaintyms: 500,
  dataschema: "urn:contract:supplier-bank:1.0.0",
  eventkind: "fact",
  data: { iban: "DE89370400440532013000", changedBy: "a.adams" },
});

const repairPlan = parseRepairPlan({
  formatVersion: 1,
  contract: { id: "shipment-eta", version: "1.0.0", digest: sha256Hex("contract") },
  selection: { codes: ["unit_suspected", "unit_changed"], path: "/etaMinutes", source: "carrier/dhl" },
  operations: [
    { op: "rename", path: "/eta_minutes", to: "etaMinutes" },
    { op: "divide", path: "/etaMinutes", by: "60", digits: 6 },
    { op: "multiply", path: "/lines/*/quantity", by: "12" },
    { op: "convert", path: "/weight", from: "[lb_av]", to: "kg", digits: 3 },
    { op: "migrate", contract: "shipment-eta", from: "1.0.0", to: "1.1.0" },
    { op: "swap_day_month", path: "/due" },
  ],
  owners: ["logistics"],
  proposedBy: "countersign",
  proposedAt: "2026-03-31T08:00:00.000Z",
  reason: "the last 16 values are in `s`, 60 times as large",
});

/** Everything that has a format, made anew from fixed keys, a fixed clock and a seed. */
async function makeAll(): Promise<Record<string, string>> {
  const random = seededRandom(2026);
  const store = memoryStore();
  const gate = createGate({
    name: NAME,
    store,
    keys: { house: holder("house"), log: holder("log"), trusted },
    contracts: [bankContract],
    policies: [receivingPolicy],
    streams: [{ name: "bank", type: "supplier.bank.changed", preset: "strict", requester: "/changedBy" }],
    clock: manualClock(),
    random,
  });
  const envelope = await sealEvent(event, {
    signers: [holder("erp").signer],
    at: start,
    redactable: ["/iban"],
    random,
    stream: { name: "erp/suppliers", sequence: 0 },
  });
  const held = await gate.admit(envelope);
  const shelf = await gate.shelf();
  const { items } = await shelf.list();
  // As partners would have cosigned it: before the approval came.
  const [seen] = parseBundle(await gate.evidence("SUP-100")).parts.map(({ value }) => value as unknown as Envelope);
  const checkpoints = [seen?.inclusion?.checkpoint ?? ""];
  const capsule = (await shelf.show(items[0]?.id ?? ""))?.capsule;
  const seal = createSeal([holder("approver").signer]);
  const approval = await seal(
    predicateType(approvalPredicate),
    [{ name: "statement", digest: { sha256: held.statement ?? "" } }],
    {
      formatVersion: 1,
      verdict: "approve",
      role: "approver",
      approvedAt: start.toISOString(),
      reason: "called back at the number on file",
    },
  );
  await gate.approve(approval);
  const bundle = fromUtf8(await gate.evidence("SUP-100", { checkpoints }));
  const outside = fromUtf8(await gate.evidence("SUP-100", { audience: "external", checkpoints }));
  const parts = (JSON.parse(bundle) as Bundle).parts.map(({ value }) => value as unknown as Envelope);
  const switched = await gate.recordSwitch({
    stream: "bank",
    mode: "enforce",
    by: "b.berg",
    configuration: sha256Hex("{}"),
  });
  const run = fromUtf8(await gate.evidenceOfRun("golden"));
  const admission = parts
    .flatMap((part) => (part.payload ? [statementOf(part)] : []))
    .find((statement) => statement.predicateType.includes(":admission:"));
  return {
    "event.json": canonicalJson(event),
    "statement.json": fromUtf8(fromBase64url(envelope.payload)),
    "disclosures.json": canonicalJson(envelope.disclosures),
    "envelope.json": canonicalJson(envelope),
    "trusted-keys.json": canonicalJson(formatTrustedKeys(trusted)),
    "log-entry.json": fromUtf8(formatLogEntry(toLogEntry(envelope))),
    "checkpoint.txt": parts.find((part) => part.inclusion)?.inclusion?.checkpoint ?? "",
    "admission.json": canonicalJson(admission ? admission.predicate : null),
    "decision.json": canonicalJson((admission ? admission.predicate.decision : null) ?? null),
    "approval.json": canonicalJson(approval),
    "capsule.json": capsule ? formatCapsule(capsule) : "",
    "repair-plan.json": formatRepairPlan(repairPlan),
    ...(await makeException()),
    "key-event.json": await makeKeyEvent(),
    "bundle-2-story.json": bundle,
    "bundle-2-story-kept-back.json": outside,
    "bundle-2-run.json": run,
    "bundle-2-sample.json": fromUtf8(
      await gate.evidenceSample(
        {
          type: "supplier.bank.changed",
          from: "2026-03-31T00:00:00.000Z",
          to: "2026-04-01T00:00:00.000Z",
          count: 25,
        },
        { checkpoint: checkpoints[0] ?? "" },
      ),
    ),
    "renewed-bundle.json": fromUtf8(
      await sealRenewal(utf8(golden("bundle-2.json")), {
        seal: createSeal([holder("house").signer]),
        at: new Date("2026-03-31T12:00:00Z"),
        status: "proven",
      }),
    ),
    "stream-switch.json": canonicalJson(switched),
  };
}

/** A statement about a key, as the store has it. */
async function makeKeyEvent(): Promise<string> {
  const store = memoryStore();
  const log = createLog({ store, origin: NAME, ...holder("log") });
  const event = { formatVersion: 1, at: start.toISOString(), action: "precommit", next: sha256Hex("next") } as const;
  const sealed = await stateKeyEvent(holder("house").publicKey, event, createSeal([holder("house").signer]));
  await recordKeyEvent(store, log, sealed);
  return fromUtf8((await store.get(FIRST_KEY_EVENT))?.value ?? new Uint8Array());
}

const FIRST_KEY_EVENT = "key-event/0000000000000000";

/** One exception, claimed, as the store has it. */
async function makeException(): Promise<Record<string, string>> {
  const store = memoryStore();
  const seal = createSeal([holder("house").signer]);
  const queue = createExceptionQueue(store, { seal, clock: manualClock(), random: seededRandom(2026) });
  const cause = {
    code: "value_out_of_range",
    sentence: "`/etaMinutes` is a number, `-5`; expected a number >= 0",
    stream: "carrier-eta",
    place: "/data/etaMinutes",
  };
  const values = [{ amount: "12.50", currency: "EUR" }];
  await queue.open([
    {
      kind: "held_event",
      cause,
      ref: "capsule:JCwjR86YcbI_rDTGvc39gA",
      at: start,
      key: "SHP-1",
      tier: "material",
      action: "repair the data or its source",
      owner: "transport",
      values,
      dueAt: new Date(start.getTime() + 3_600_000),
    },
  ]);
  const [item] = await queue.export();
  await queue.claim(item?.id ?? "", { by: "erika", reason: "I ask the carrier" });
  const read = async (key: string): Promise<string> => fromUtf8((await store.get(key))?.value ?? new Uint8Array());
  return {
    "exception.json": await read(`exceptions/item/${item?.id}`),
    "exception-move.json": await read(`exceptions/move/${item?.id}/000002`),
  };
}

let made: Record<string, string>;
beforeAll(async () => {
  made = await makeAll();
});

const files = [
  "event.json",
  "statement.json",
  "disclosures.json",
  "envelope.json",
  "trusted-keys.json",
  "log-entry.json",
  "checkpoint.txt",
  "admission.json",
  "decision.json",
  "approval.json",
  "capsule.json",
  "repair-plan.json",
  "exception.json",
  "exception-move.json",
  "key-event.json",
  "bundle-2-story.json",
  "bundle-2-story-kept-back.json",
  "bundle-2-run.json",
  "bundle-2-sample.json",
  "renewed-bundle.json",
  "stream-switch.json",
];
/** Bundles of every version there was: each release reads all of them. */
const bundles = [
  "bundle.json",
  "bundle-2.json",
  "bundle-2-external.json",
  "bundle-2-story.json",
  "bundle-2-story-external.json",
  "bundle-2-story-kept-back.json",
  "bundle-2-run.json",
  "renewed-bundle.json",
];
const golden = (file: string): string => readFileSync(new URL(`golden/${file}`, import.meta.url), "utf8");

describe("the frozen formats", () => {
  it.each(files)("%s is written byte for byte as before", async (file) => {
    await expect(made[file]).toMatchFileSnapshot(`golden/${file}`);
  });

  const at = new Date("2026-04-01T00:00:00Z");
  const keys = () => parseTrustedKeys(JSON.parse(golden("trusted-keys.json")));

  it("are read as before", async () => {
    expect(parseEvent(JSON.parse(golden("event.json")))).toEqual(event);
    expect(parseLogEntry(utf8(golden("log-entry.json"))).statement).toHaveLength(64);
    expect(parseCheckpoint(golden("checkpoint.txt"))).toMatchObject({ origin: NAME });
    expect(parseSealedAdmission(JSON.parse(golden("admission.json")))).toMatchObject({
      outcome: "held",
      heldFor: "review",
    });
    expect(parseDecision(JSON.parse(golden("decision.json")))).toMatchObject({ effect: "review" });
    expect(parseCapsule(JSON.parse(golden("capsule.json")))).toMatchObject({ heldFor: "review" });
    expect(parseRepairPlan(JSON.parse(golden("repair-plan.json")))).toEqual(repairPlan);
    expect(parseStreamSwitch(JSON.parse(golden("stream-switch.json")))).toMatchObject({ mode: "enforce" });
    const store = memoryStore();
    await store.commit([{ key: FIRST_KEY_EVENT, value: utf8(golden("key-event.json")), expected: "absent" }]);
    expect(await keyEventsIn(store)).toMatchObject([{ index: 0, envelope: { formatVersion: 1 } }]);
    for (const file of ["envelope.json", "approval.json"]) {
      expect((await verifyEnvelope(parseEnvelope(JSON.parse(golden(file))), { trustedKeys: keys(), at })).status).toBe(
        "proven",
      );
    }
  });

  it.each(bundles)("%s is proven as before", async (file) => {
    expect((await verifyBundle(utf8(golden(file)), { trustedKeys: keys(), at })).status).toBe("proven");
  });

  it("bundle-2-sample.json is as open as before: no outsider has seen its checkpoint", async () => {
    const { checks } = await verifyBundle(utf8(golden("bundle-2-sample.json")), { trustedKeys: keys(), at });
    expect(checks.filter(({ status }) => status !== "proven").map(({ status, code }) => [status, code])).toEqual([
      ["unknown", "sample_seeded"],
    ]);
  });

  const readers: Readonly<Record<string, (value: unknown) => unknown>> = {
    "event.json": parseEvent,
    "envelope.json": parseEnvelope,
    "trusted-keys.json": parseTrustedKeys,
    "log-entry.json": (value) => parseLogEntry(utf8(JSON.stringify(value))),
    "admission.json": parseSealedAdmission,
    "decision.json": parseDecision,
    "capsule.json": parseCapsule,
    "repair-plan.json": parseRepairPlan,
    "stream-switch.json": parseStreamSwitch,
    "bundle-2.json": (value) => parseBundle(utf8(JSON.stringify(value))),
    "renewed-bundle.json": (value) => parseRenewed(utf8(JSON.stringify(value))),
  };
  it.each(Object.keys(readers))("%s of a newer version is neither believed nor refused", (file) => {
    const version = file === "event.json" ? "formatversion" : "formatVersion";
    expect(codeOf(() => readers[file]?.({ ...JSON.parse(golden(file)), [version]: 3 }))).toBe("newer_format");
  });

  it("hold nothing from which the account could be guessed, once its value is gone", () => {
    for (const file of [
      "statement.json",
      "log-entry.json",
      "checkpoint.txt",
      "admission.json",
      "decision.json",
      "approval.json",
    ]) {
      expect(golden(file)).not.toMatch(/DE8937/);
    }
  });
});
