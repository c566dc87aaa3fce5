import type { Contract } from "../../../src/contracts/index.ts";
import { parseBundle } from "../../../src/evidence/index.ts";
import { type Clock, type Event, type JsonObject, seededRandom } from "../../../src/foundation/index.ts";
import { createGate, type Gate } from "../../../src/gate/index.ts";
import type { PolicyDocument } from "../../../src/policy/index.ts";
import {
  type AlgorithmName,
  approvalPredicate,
  createSeal,
  formatTrustedKeys,
  generateKey,
  localSigner,
  type PublicJwk,
  predicateType,
  type Role,
  type Signer,
  sealEvent,
  signCosignature,
  trustedKeys,
  withSignatureLines,
} from "../../../src/provenance/index.ts";
import { memoryStore } from "../../../src/stores/index.ts";

const NAME = "second.example/house";
const start = new Date("2026-03-31T08:00:00.000Z");

interface Holder {
  readonly signer: Signer;
  readonly publicKey: PublicJwk;
  readonly principal: string;
  readonly role: Role;
  readonly sources: readonly string[];
}

async function holder(principal: string, role: Role, sources: readonly string[], name: AlgorithmName): Promise<Holder> {
  const { privateKey, publicKey } = await generateKey(name);
  return { signer: localSigner(privateKey), publicKey, principal, role, sources };
}

/** Evidence in which nearly everything occurs that can: what it holds, is said in the comments of {@link fill}. */
export async function houseEvidence(): Promise<{
  readonly keys: string;
  readonly run: Uint8Array;
  readonly small: Uint8Array;
  /** Audit samples, under a checkpoint that a partner has seen after the period. */
  readonly atRandom: Uint8Array;
  readonly byValue: Uint8Array;
  /** One for outsiders, in which what people wrote is kept back. */
  readonly outside: Uint8Array;
}> {
  const carrier = await holder("dhl", "source", ["carrier/*"], "ES256");
  const erp = await holder("erp", "source", ["erp/**"], "Ed25519");
  const approvers = [
    await holder("b.berg", "approver", [], "Ed25519"),
    await holder("c.chen", "approver", [], "ES256"),
  ] as const;
  const house = await holder(NAME, "receiver", [], "Ed25519");
  const log = await holder(`${NAME} log`, "log", [NAME], "Ed25519");
  const partner = await holder("partner", "cosigner", [], "Ed25519");
  const trusted = trustedKeys(
    [carrier, erp, ...approvers, house, log, partner].map(({ publicKey, principal, role, sources }) => ({
      key: publicKey,
      principal,
      roles: [role],
      sources,
      validFrom: "2026-01-01T00:00:00.000Z",
    })),
  );
  const clock: Clock = { now: () => start };
  const gate = createGate({
    name: NAME,
    store: memoryStore(),
    keys: { house, log, trusted },
    contracts: [etaContract, bankContract],
    policies: [receiving],
    streams: [
      { name: "eta", source: "carrier/**", preset: "strict", contract: "shipment-eta" },
      { name: "bank", source: "erp/**", preset: "strict", contract: "supplier-bank", requester: "/changedBy" },
    ],
    clock,
    random: seededRandom(4),
  });
  await fill(gate, { carrier, erp, approvers });
  const small = await gate.evidence("SHP-2", { audience: "external" });
  const run = await gate.evidenceOfRun("run");
  const checkpoint = await cosigned(checkpointOf(run), partner);
  const atRandom = await gate.evidenceSample({ ...period, count: 2 }, { checkpoint });
  const byValue = await gate.evidenceSample({ ...period, count: 2, byValue: "/etaMinutes" }, { checkpoint });
  const outside = await gate.evidenceSample({ ...period, count: 2 }, { checkpoint, audience: "external" });
  await gate.close();
  return { keys: JSON.stringify(formatTrustedKeys(trusted)), run, small, atRandom, byValue, outside };
}

const period = { type: "shipment.eta.changed", from: "2026-03-31T00:00:00.000Z", to: "2026-03-31T12:00:00.000Z" };
const afterwards = new Date("2026-03-31T13:00:00.000Z");

const checkpointOf = (run: Uint8Array): string =>
  parseBundle(run).parts.flatMap(({ kind, value }) =>
    kind === "log" ? [String((value as JsonObject).checkpoint)] : [],
  )[0] ?? "";

const cosigned = async (note: string, { signer, publicKey }: Holder): Promise<string> =>
  withSignatureLines(note, [await signCosignature(note, { name: "partner.example", signer, publicKey }, afterwards)]);

interface People {
  readonly carrier: Holder;
  readonly erp: Holder;
  readonly approvers: readonly Holder[];
}

async function fill(gate: Gate, { carrier, erp, approvers }: People): Promise<void> {
  const seal = (event: Event, signer: Signer, redactable: readonly string[] = []) =>
    sealEvent(event, { signers: [signer], at: start, redactable });
  // One that its source signed, with an effect; one that nobody signed; one whose data somebody changed; one of a stranger.
  const signed = await seal(eta(1), carrier.signer);
  await gate.process(signed, async () => undefined);
  await gate.admit(eta(2));
  await gate.admit({ ...signed, event: { ...signed.event, data: { shipment: "SHP-1", etaMinutes: 1 } } });
  await gate.admit(await seal(eta(3), erp.signer));
  // One with data in several leaves, held until two people had approved it.
  const change = await gate.admit(await seal(bankChange, erp.signer, ["/iban", "/contact/phone"]));
  for (const { signer, principal } of approvers)
    await gate.approve(
      await createSeal([signer])(
        predicateType(approvalPredicate),
        [{ name: "statement", digest: { sha256: change.statement ?? "" } }],
        { formatVersion: 1, verdict: "approve", role: "approver", approvedAt: start.toISOString(), reason: principal },
      ),
    );
}

const eta = (number: number): Event =>
  ({
    specversion: "1.0",
    id: `eta-${number}`,
    source: "carrier/dhl",
    type: "shipment.eta.changed",
    subject: `SHP-${number}`,
    time: start.toISOString(),
    data: { shipment: `SHP-${number}`, etaMinutes: 90 },
  }) as Event;

const bankChange: Event = {
  specversion: "1.0",
  id: "bank-1",
  source: "erp/suppliers",
  type: "supplier.bank.changed",
  subject: "SUP-100",
  data: { iban: "DE89370400440532013000", changedBy: "a.adams", contact: { name: "Jansen", phone: "+31 6 1234" } },
} as Event;

const etaContract: Contract = {
  formatVersion: 1,
  id: "shipment-eta",
  version: "1.0.0",
  owner: "transport",
  tier: "low",
  schema: {
    type: "object",
    required: ["shipment", "etaMinutes"],
    properties: { shipment: { type: "string" }, etaMinutes: { type: "number", minimum: 0, "x-unit": "min" } },
    additionalProperties: false,
  },
};

const bankContract: Contract = {
  formatVersion: 1,
  id: "supplier-bank",
  version: "1.0.0",
  owner: "purchasing",
  tier: "critical",
  redactable: ["/iban", "/contact/phone"],
  schema: { type: "object", required: ["iban", "changedBy"], properties: { iban: { type: "string" } } },
};

const receiving: PolicyDocument = {
  formatVersion: 1,
  id: "receiving",
  version: "1.0.0",
  owner: "controlling",
  rules: [
    {
      name: "what is of low impact flows",
      conditions: { all: [{ fact: "tier", operator: "equal", value: "low" }] },
      event: { type: "allow" },
    },
    {
      name: "bank accounts need two other people",
      conditions: { all: [{ fact: "event", path: "$.type", operator: "equal", value: "supplier.bank.changed" }] },
      event: {
        type: "allow",
        params: { obligations: [{ id: "approval", params: { count: 2, roles: ["approver"] } }] },
      },
    },
  ],
};
